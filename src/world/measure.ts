import { budgetStatuses, healthyPods } from "./budgets.ts";
import { lowered } from "./ledger.ts";
import { isNodeReady } from "./nodes.ts";
import type { ClusterState } from "./world-state.ts";

/** Notes in the ledger how low things are now, where they were never lower. */
export function measure(cluster: ClusterState): ClusterState {
  const { ledger, nowMs } = cluster;
  const healthy = budgetStatuses(cluster).map((status) => [
    status.budget.key,
    status.currentHealthy,
  ]);
  const available = healthyPods(cluster);
  const budgeted = cluster.budgets
    .flatMap(({ workloads }) => workloads)
    .map((key) => [key, available.get(key) ?? 0]);
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
