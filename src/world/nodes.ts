import { withViolations } from "./budgets.ts";
import { drawMs } from "./draw.ts";
import { joiningIsBroken } from "./faults.ts";
import { count } from "./ledger.ts";
import { losePods } from "./pods.ts";
import type { ClusterState, NodeState, PoolState } from "./world-state.ts";

/** A kubelet reports Ready this long after its node has joined. */
const READY_AFTER_MS = 10_000;

export function isNodeReady(node: NodeState, nowMs: number): boolean {
  return node.joined && node.endsAtMs === undefined && nowMs >= node.readyAtMs;
}

/** Nodes of a pool that are there or on their way, without those that were asked to go. */
export function nodesOf(cluster: ClusterState, pool: string): readonly NodeState[] {
  return cluster.nodes.filter((node) => node.pool === pool && node.endsAtMs === undefined);
}

/** Orders a machine; its node joins in 60 to 120 s. */
export function addNode(cluster: ClusterState, pool: PoolState, version: string): ClusterState {
  const made = (cluster.pools.find(({ name }) => name === pool.name)?.nodesMade ?? 0) + 1;
  const name = `${pool.name}-${made}`;
  const joinsAtMs = cluster.nowMs + drawMs(60_000, 120_000, cluster.seed, "join", name);
  const node: NodeState = {
    name,
    pool: pool.name,
    kubeletVersion: version,
    joinsAtMs,
    readyAtMs: joinsAtMs + READY_AFTER_MS,
    joined: false,
    unschedulable: false,
    cordonedBy: undefined,
    avoided: false,
    endsAtMs: undefined,
  };
  const counted = count(cluster, "nodesAdded", `${pool.name}@${version}`);
  return {
    ...counted,
    nodes: [...counted.nodes, node],
    pools: counted.pools.map((one) => (one.name === pool.name ? { ...one, nodesMade: made } : one)),
  };
}

/** Ends a machine: it is out of service at once, and gone with its Node object 15 to 30 s later. */
export function removeNode(cluster: ClusterState, node: NodeState): ClusterState {
  const endsAtMs = cluster.nowMs + drawMs(15_000, 30_000, cluster.seed, "end", node.name);
  const marked = changeNode(count(cluster, "nodesRemoved", node.pool), node.name, { endsAtMs });
  const after = losePods(marked, node.name, endsAtMs);
  return withViolations(cluster, after, `removal of node ${node.name}`);
}

export function changeNode(
  cluster: ClusterState,
  name: string,
  change: Partial<NodeState>,
): ClusterState {
  return {
    ...cluster,
    nodes: cluster.nodes.map((node) => (node.name === name ? { ...node, ...change } : node)),
  };
}

/** Lets nodes join and go whose time has come. */
export function settleNodes(cluster: ClusterState): ClusterState {
  const { nowMs } = cluster;
  const gone = new Set(
    cluster.nodes.filter((node) => (node.endsAtMs ?? Infinity) <= nowMs).map((node) => node.name),
  );
  const nodes = cluster.nodes
    .filter((node) => !gone.has(node.name))
    .map((node) =>
      !node.joined && node.joinsAtMs <= nowMs && !joiningIsBroken(cluster, node.pool)
        ? { ...node, joined: true }
        : node,
    );
  if (gone.size === 0) return { ...cluster, nodes };
  return { ...cluster, nodes, pods: cluster.pods.filter((pod) => !gone.has(pod.node)) };
}
