import type { NodeFacts } from "../../model/cluster-facts.ts";
import { secondClusterCost } from "../forecast/second-cluster-cost.ts";
import type { StrategyRequest } from "./choose-strategy.ts";
import { keptState, reachOf, seenOf, wholeOf } from "./cluster-state.ts";
import { counted, type Measured } from "./measured.ts";

export function measureState({ snapshot }: StrategyRequest): Measured {
  const state = keptState(snapshot);
  if (state === undefined) {
    return { seen: "volumes to hand over were not seen", units: "not-seen" };
  }
  const { handedOver, otherSets } = state;
  const sets = otherSets === 0 ? "" : `, ${counted(otherSets, "StatefulSet")} without any`;
  return {
    seen: `${counted(handedOver, "volume")} that one cluster at a time may write${sets}`,
    units: handedOver + otherSets / 2,
  };
}

export function measureNodeBound({ snapshot }: StrategyRequest): Measured {
  const state = keptState(snapshot);
  if (state === undefined) {
    return { seen: "data on the disks of nodes was not seen", units: "not-seen" };
  }
  const { onNodes, hostPaths } = state;
  const paths = hostPaths === 0 ? "" : `, ${counted(hostPaths, "workload")} with host paths`;
  return {
    seen: `${counted(onNodes.length, "volume")} on the disks of nodes${paths}`,
    // A host path is often no data at all.
    units: onNodes.length + hostPaths / 4,
  };
}

export function measureTraffic({ snapshot }: StrategyRequest): Measured {
  const reach = reachOf(snapshot.facts);
  if (reach === undefined) {
    return { seen: "whether traffic can be shifted was not seen", units: "not-seen" };
  }
  const { exposed, workloads } = reach;
  if (exposed === 0) return { seen: "no traffic that can be shifted", units: 0 };
  return {
    seen: `traffic to ${exposed} of ${counted(workloads, "workload")} can be shifted`,
    units: 1,
  };
}

export function measureRoutes({ snapshot }: StrategyRequest): Measured {
  const reach = reachOf(snapshot.facts);
  if (reach === undefined) {
    return { seen: "which workloads can be shifted one by one was not seen", units: "not-seen" };
  }
  return {
    seen: `${counted(reach.separate, "workload")} without volumes can be shifted one by one`,
    units: reach.separate,
  };
}

/** Whether the others could take the pods of the node that asks for most while it is away. */
export function measureRoom({ snapshot: { facts } }: StrategyRequest): Measured {
  const nodes = wholeOf(facts?.nodes)?.filter(
    ({ ready, unschedulable }) => ready && !unschedulable,
  );
  if (nodes === undefined || facts?.pendingPods.kind !== "seen") {
    return { seen: "what nodes have free was not seen", units: "not-seen" };
  }
  const pending = seenOf(facts.pendingPods).length;
  if (pending > 0) return { seen: `${counted(pending, "pod")} without a node already`, units: 1 };
  const tight = nodes.filter((node) => !fitsOnOthers(node, nodes)).length;
  if (tight === 0) {
    return { seen: "the pods of any node fit on the others", units: 0 };
  }
  return {
    seen: `the pods of ${tight} of ${counted(nodes.length, "node")} do not fit on the others`,
    units: 1,
  };
}

function fitsOnOthers(node: NodeFacts, nodes: readonly NodeFacts[]): boolean {
  const others = nodes.filter(({ name }) => name !== node.name);
  const isFree = (what: "cpuMillis" | "memoryMi" | "pods"): boolean =>
    others.reduce((sum, each) => sum + each.allocatable[what] - each.requested[what], 0) >=
    node.requested[what];
  return isFree("cpuMillis") && isFree("memoryMi") && isFree("pods");
}

export function measureSecondCluster(request: StrategyRequest): Measured {
  const { snapshot, cluster, prices, weights } = request;
  const nodes = snapshot.pools.reduce((sum, { size }) => sum + size, 0);
  const { days } = weights.secondCluster;
  const cost = secondClusterCost(snapshot, cluster.provider, days, prices);
  const words =
    cost.kind === "known"
      ? `about ${cost.amount} ${cost.currency}`
      : `price not known: ${cost.why}`;
  return {
    seen: `${counted(nodes, "node")} twice for ${counted(days, "day")}, ${words}`,
    units: nodes,
  };
}
