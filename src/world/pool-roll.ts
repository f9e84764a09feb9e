import { evict } from "./evict.ts";
import { addNode, changeNode, isNodeReady, nodesOf, removeNode } from "./nodes.ts";
import { isTerminating, runsOnEveryNode } from "./pods.ts";
import type { ClusterState, NodeState, PoolRoll, PoolState } from "./world-state.ts";

/** How often the provider looks at a pool that it rolls. */
const TRY_EVERY_MS = 10_000;

/** Begins to roll a pool; whether it may is the caller's to ask. */
export function startRoll(
  cluster: ClusterState,
  pool: PoolState,
  to: string,
  by: string,
): ClusterState {
  const { nowMs, ledger } = cluster;
  const noted = {
    ...cluster,
    ledger: {
      ...ledger,
      poolUpgrades: [...ledger.poolUpgrades, { atMs: nowMs, pool: pool.name, to, by }],
    },
  };
  return withRoll(noted, pool, { to, by, nextTryAtMs: nowMs });
}

/** One look of the provider at every pool that it rolls and whose time has come. */
export function settleRolls(cluster: ClusterState): ClusterState {
  return cluster.pools.reduce((after, pool) => {
    const { roll } = pool;
    if (roll === undefined || roll.nextTryAtMs > cluster.nowMs) return after;
    const old = nodesOf(after, pool.name).filter((node) => node.kubeletVersion !== roll.to);
    const next = { ...roll, nextTryAtMs: cluster.nowMs + TRY_EVERY_MS };
    return old.length === 0 && isComplete(after, pool)
      ? withRoll(after, pool, undefined)
      : withRoll(rollOn(after, pool, roll, old), pool, next);
  }, cluster);
}

/** Surge first, then one node after the other: cordon, evict as the budgets allow, remove. */
function rollOn(
  cluster: ClusterState,
  pool: PoolState,
  roll: PoolRoll,
  old: readonly NodeState[],
): ClusterState {
  const nodes = nodesOf(cluster, pool.name);
  const surge = Math.min(old.length, pool.size + pool.maxSurge - nodes.length);
  if (surge > 0)
    return Array.from({ length: surge }).reduce<ClusterState>(
      (after) => addNode(after, pool, roll.to),
      cluster,
    );
  const serving = nodes.filter((node) => isNodeReady(node, cluster.nowMs)).length;
  return old
    .slice(0, Math.max(0, serving - pool.size))
    .reduce((after, node) => drain(after, node), cluster);
}

function drain(cluster: ClusterState, node: NodeState): ClusterState {
  const cordoned = changeNode(cluster, node.name, { unschedulable: true });
  const pods = cordoned.pods.filter((pod) => pod.node === node.name && !runsOnEveryNode(pod));
  if (pods.every((pod) => pod.finished !== undefined)) return removeNode(cordoned, node);
  return pods
    .filter((pod) => !isTerminating(pod))
    .reduce((after, pod) => evict(after, pod, "provider").cluster, cordoned);
}

/** All that the pool is meant to have, and Ready. */
function isComplete(cluster: ClusterState, pool: PoolState): boolean {
  const nodes = nodesOf(cluster, pool.name);
  return nodes.length >= pool.size && nodes.every((node) => isNodeReady(node, cluster.nowMs));
}

function withRoll(
  cluster: ClusterState,
  { name }: PoolState,
  roll: PoolRoll | undefined,
): ClusterState {
  return {
    ...cluster,
    pools: cluster.pools.map((pool) => (pool.name === name ? { ...pool, roll } : pool)),
  };
}
