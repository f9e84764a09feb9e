import type { NodeFacts } from "../../model/cluster-facts.ts";
import { secondClusterCost } from "../forecast/second-cluster-cost.ts";
import type { StrategyRequest } from "./choose-strategy.ts";
import { keptState, reachOf, seenOf, wholeOf } from "./cluster-state.ts";
import { counted, type Measured } from "./measured.ts";

export function measureState({ snapshot }: StrategyRequest): Measured {
  const state = keptState(snapshot);
  if (state === undefined) {
    return { seen: "volumes or workloads were not seen whole", units: "not-seen" };
  }
  const { handedOver, otherSets } = state;
  const sets = otherSets === 0 ? "" : `, ${counted(otherSets, "StatefulSet")} without them`;
  return {
    seen: `${counted(handedOver, "volume")} that one cluster at a time may write${sets}`,
    units: handedOver + otherSets / 2,
  };
}

export function measureNodeBound({ snapshot }: StrategyRequest): Measured {
  const state = keptState(snapshot);
  if (state === undefined) {
    return { seen: "whether data is bound to nodes was not seen", units: "not-seen" };
  }
  const { onNodes, hostPaths } = state;
  const paths = counted(
    hostPaths,
    "workload with a path of its node",
    "workloads with a path of their node",
  );
  return {
    seen: `${counted(onNodes.length, "volume")} on the disks of nodes, ${paths}`,
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
  return {
    seen: `traffic reaches ${exposed} of ${counted(workloads, "workload")} by a load balancer, an Ingress or a Gateway`,
    units: Math.min(1, exposed),
  };
}

export function measureRoutes({ snapshot }: StrategyRequest): Measured {
  const reach = reachOf(snapshot.facts);
  if (reach === undefined) {
    return { seen: "routes of single workloads were not seen", units: "not-seen" };
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
  if (pending > 0) return { seen: `${counted(pending, "pod")} wait for a node already`, units: 1 };
  const tight = nodes.filter((node) => !fitsOnOthers(node, nodes)).length;
  if (tight === 0) {
    return { seen: "the pods of any one node would fit on the others", units: 0 };
  }
  return {
    seen: `the pods of ${tight} of ${counted(nodes.length, "node")} would not fit on the others`,
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
    seen: `${counted(nodes, "node")} a second time for ${counted(days, "day")}, ${words}`,
    units: nodes,
  };
}
