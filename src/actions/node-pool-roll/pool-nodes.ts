import type { Pool } from "../../model/snapshot.ts";
import { compareVersions } from "../../model/version.ts";
import type { NodeView, QuarantineMark } from "../../ports/cluster-port.ts";

/** A node of the pool as provider and API server show it together. */
export interface RollNode {
  readonly name: string;
  /** Undefined until it has joined and told it. */
  readonly kubelet: string | undefined;
  readonly ready: boolean;
  /** False for a machine without a Node object: it joins, or it goes. */
  readonly inApi: boolean;
  readonly unschedulable: boolean;
  readonly cordonedBy: string | undefined;
  readonly avoided: boolean;
  readonly quarantine?: QuarantineMark | undefined;
}

/** The pool's nodes, by what is to become of them; each list is ordered by name. */
export interface PoolNodes {
  /** Older than the target: to be replaced. */
  readonly old: readonly RollNode[];
  /** At the target or later, and those that have not said their version yet. */
  readonly fresh: readonly RollNode[];
}

/** Joins what the provider says of a pool with the nodes that the API server shows, by name and by pool label. */
export function poolNodes(pool: Pool, nodes: readonly NodeView[], to: string): PoolNodes {
  const machines = new Map(pool.nodes.map((node) => [node.name, node]));
  const inApi = nodes.filter((node) => machines.has(node.name) || node.pool === pool.name);
  const known = new Set(inApi.map(({ name }) => name));
  const all: readonly RollNode[] = [
    ...inApi.map((node) => ({ ...node, kubelet: toldVersion(node), inApi: true })),
    ...pool.nodes.filter(({ name }) => !known.has(name)).map(machineOnly),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    old: all.filter((node) => !isFresh(node, to)),
    fresh: all.filter((node) => isFresh(node, to)),
  };
}

/**
 * Machines that their provider calls ready, of a kubelet that it knows, and that the API server does
 * not list at all: the two speak of different clusters. Taken for machines that serve nothing, they
 * would be ended with everything that runs on them.
 */
export function strangers(pool: Pool, nodes: readonly NodeView[]): readonly string[] {
  const known = new Set(nodes.map(({ name }) => name));
  return pool.nodes
    .filter(
      ({ name, ready, kubeletVersion }) =>
        ready && kubeletVersion !== undefined && !known.has(name),
    )
    .map(({ name }) => name);
}

/** A Node object may be there before its kubelet has written into it: such a node is on its way, not old. */
function toldVersion({ kubeletVersion }: NodeView): string | undefined {
  return kubeletVersion === "" ? undefined : kubeletVersion;
}

/** Whether the node's own kubelet says that it is where it should be, and Ready. */
export function isThere({ kubelet, ready }: RollNode, to: string): boolean {
  return ready && kubelet !== undefined && compareVersions(kubelet, to) >= 0;
}

function isFresh({ kubelet }: RollNode, to: string): boolean {
  return kubelet === undefined || compareVersions(kubelet, to) >= 0;
}

function machineOnly({ name, kubeletVersion }: Pool["nodes"][number]): RollNode {
  return {
    name,
    kubelet: kubeletVersion,
    ready: false,
    inApi: false,
    unschedulable: false,
    cordonedBy: undefined,
    avoided: false,
  };
}
