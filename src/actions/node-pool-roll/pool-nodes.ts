import type { Pool } from "../../model/snapshot.ts";
import { compareVersions } from "../../model/version.ts";
import type { NodeView } from "../../ports/cluster-port.ts";

/** A node of the pool as provider and API server show it together. */
export interface RollNode {
  readonly name: string;
  /** Undefined until it has joined. */
  readonly kubelet: string | undefined;
  readonly ready: boolean;
  /** False for a machine without a Node object: it joins, or it goes. */
  readonly inApi: boolean;
  readonly unschedulable: boolean;
  readonly cordonedBy: string | undefined;
  readonly avoided: boolean;
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
    ...inApi.map((node) => ({ ...node, kubelet: node.kubeletVersion, inApi: true })),
    ...pool.nodes.filter(({ name }) => !known.has(name)).map(machineOnly),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    old: all.filter((node) => !isFresh(node, to)),
    fresh: all.filter((node) => isFresh(node, to)),
  };
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
