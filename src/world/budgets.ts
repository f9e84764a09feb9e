import { resolveCount } from "../model/count.ts";
import { selects } from "../model/selector.ts";
import { activeFaults, unavailableWorkloads } from "./faults.ts";
import { isHealthy } from "./pods.ts";
import type { BudgetState, ClusterState, PodState } from "./world-state.ts";

/** A budget's arithmetic, as the disruption controller writes it into the status. */
export interface BudgetStatus {
  readonly budget: BudgetState;
  readonly expectedPods: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
}

/** An empty selector covers every pod of the namespace (policy/v1). */
export function covers(budget: BudgetState, pod: Pick<PodState, "namespace" | "labels">): boolean {
  return budget.namespace === pod.namespace && selects(budget.selector, pod.labels);
}

export function budgetStatuses(cluster: ClusterState): readonly BudgetStatus[] {
  const unavailable = unavailableWorkloads(cluster);
  const frozen = new Set(activeFaults(cluster, "BudgetAllowsNothing").map((fault) => fault.budget));
  return cluster.budgets.map((budget) => {
    const pods = cluster.pods.filter((pod) => covers(budget, pod));
    const { expectedPods, desiredHealthy } = wanted(cluster, budget, pods);
    const healthy = pods.filter((pod) => isHealthy(pod, cluster.nowMs, unavailable)).length;
    const allowed = expectedPods > 0 ? Math.max(0, healthy - desiredHealthy) : 0;
    return {
      budget,
      expectedPods,
      currentHealthy: healthy,
      desiredHealthy: frozen.has(budget.key) ? expectedPods : desiredHealthy,
      disruptionsAllowed: frozen.has(budget.key) ? 0 : allowed,
    };
  });
}

/**
 * Percentages, and all of `maxUnavailable`, count from what the workloads want, not from the pods
 * there are; a number in `minAvailable` counts from the pods. Percentages round up, in both fields.
 */
function wanted(
  cluster: ClusterState,
  budget: BudgetState,
  pods: readonly PodState[],
): { readonly expectedPods: number; readonly desiredHealthy: number } {
  if (typeof budget.minAvailable === "number") {
    return { expectedPods: pods.length, desiredHealthy: budget.minAvailable };
  }
  const owners = new Set(pods.filter((pod) => pod.kind !== "Pod").map((pod) => pod.workload));
  const expectedPods = cluster.workloads
    .filter((workload) => owners.has(workload.key))
    .reduce((sum, workload) => sum + workload.replicas, 0);
  const desiredHealthy =
    budget.minAvailable === undefined
      ? expectedPods - resolveCount(budget.maxUnavailable ?? 0, expectedPods, "up")
      : resolveCount(budget.minAvailable, expectedPods, "up");
  return { expectedPods, desiredHealthy: Math.max(0, desiredHealthy) };
}

/** The state after a disruption on purpose, with every budget that it broke noted. */
export function withViolations(
  before: ClusterState,
  after: ClusterState,
  why: string,
): ClusterState {
  const earlier = budgetStatuses(before);
  const broken = budgetStatuses(after).filter(
    (status, at) =>
      status.currentHealthy < status.desiredHealthy &&
      status.currentHealthy < (earlier[at]?.currentHealthy ?? 0),
  );
  if (broken.length === 0) return after;
  const notes = broken.map(({ budget, currentHealthy, desiredHealthy }) => ({
    atMs: after.nowMs,
    budget: budget.key,
    why,
    currentHealthy,
    desiredHealthy,
  }));
  const { ledger } = after;
  return {
    ...after,
    ledger: { ...ledger, budgetViolations: [...ledger.budgetViolations, ...notes] },
  };
}
