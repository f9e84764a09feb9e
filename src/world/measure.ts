import { budgetStatuses, covers } from "./budgets.ts";
import { unavailableWorkloads } from "./faults.ts";
import { lowered } from "./ledger.ts";
import { isNodeReady } from "./nodes.ts";
import { isHealthy } from "./pods.ts";
import type { ClusterState, WorkloadState } from "./world-state.ts";

/** Notes in the ledger how low things are now, where they were never lower. */
export function measure(cluster: ClusterState): ClusterState {
  const { ledger, nowMs } = cluster;
  const healthy = budgetStatuses(cluster).map((status) => [
    status.budget.key,
    status.currentHealthy,
  ]);
  const available = availableReplicas(cluster);
  const budgeted = cluster.workloads
    .filter((workload) => isBudgeted(cluster, workload))
    .map(({ key }) => [key, available.get(key) ?? 0]);
  const nodes = cluster.pools.map(({ name }) => [
    name,
    cluster.nodes.filter(
      (node) => node.pool === name && isNodeReady(node, nowMs) && !node.unschedulable,
    ).length,
  ]);
  return {
    ...cluster,
    ledger: {
      ...ledger,
      lowestHealthy: lowered(ledger.lowestHealthy, Object.fromEntries(healthy)),
      lowestAvailable: lowered(ledger.lowestAvailable, Object.fromEntries(budgeted)),
      fewestNodes: lowered(ledger.fewestNodes, Object.fromEntries(nodes)),
    },
  };
}

/** Replicas that serve and are not ending, by workload. */
export function availableReplicas(cluster: ClusterState): ReadonlyMap<string, number> {
  const unavailable = unavailableWorkloads(cluster);
  const available = new Map<string, number>();
  for (const pod of cluster.pods) {
    if (!isHealthy(pod, cluster.nowMs, unavailable)) continue;
    available.set(pod.workload, (available.get(pod.workload) ?? 0) + 1);
  }
  return available;
}

function isBudgeted(cluster: ClusterState, workload: WorkloadState): boolean {
  return cluster.budgets.some((budget) => covers(budget, workload));
}
