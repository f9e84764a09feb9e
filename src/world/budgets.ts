import { resolveCount } from "../model/count.ts";
import { selects } from "../model/selector.ts";
import { activeFaults, unavailableWorkloads } from "./faults.ts";
import { isHealthy } from "./pods.ts";
import type { BudgetState, ClusterState, WorkloadState } from "./world-state.ts";

/** A budget's arithmetic, as the disruption controller writes it into the status. */
export interface BudgetStatus {
  readonly budget: BudgetState;
  readonly expectedPods: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
}

/** Keys of the workloads that a budget covers; an empty selector takes every pod of its namespace (policy/v1). */
export function coveredWorkloads(
  { namespace, selector }: Pick<BudgetState, "namespace" | "selector">,
  workloads: readonly WorkloadState[],
): readonly string[] {
  return workloads
    .filter((workload) => workload.namespace === namespace && selects(selector, workload.labels))
    .map(({ key }) => key);
}

export function budgetStatuses(cluster: ClusterState): readonly BudgetStatus[] {
  const healthy = healthyPods(cluster);
  const there = countBy(cluster.pods, (pod) => pod.workload);
  const frozen = new Set(activeFaults(cluster, "BudgetAllowsNothing").map((fault) => fault.budget));
  return cluster.budgets.map((budget) => {
    const { expectedPods, desiredHealthy } = wanted(cluster, budget, there);
    const currentHealthy = sumOver(budget.workloads, healthy);
    const allowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
    return {
      budget,
      expectedPods,
      currentHealthy,
      desiredHealthy: frozen.has(budget.key) ? expectedPods : desiredHealthy,
      disruptionsAllowed: frozen.has(budget.key) ? 0 : allowed,
    };
  });
}

/** Pods that serve and are not ending, by workload: healthy for a budget, available for the workload. */
export function healthyPods(cluster: ClusterState): ReadonlyMap<string, number> {
  const unavailable = unavailableWorkloads(cluster);
  const healthy = cluster.pods.filter((pod) => isHealthy(pod, cluster.nowMs, unavailable));
  return countBy(healthy, (pod) => pod.workload);
}

/**
 * Percentages, and all of `maxUnavailable`, count from what the workloads want, not from the pods
 * there are; a number in `minAvailable` counts from the pods. Percentages round up, in both fields.
 */
function wanted(
  cluster: ClusterState,
  budget: BudgetState,
  there: ReadonlyMap<string, number>,
): { readonly expectedPods: number; readonly desiredHealthy: number } {
  if (typeof budget.minAvailable === "number") {
    return {
      expectedPods: sumOver(budget.workloads, there),
      desiredHealthy: budget.minAvailable,
    };
  }
  const expectedPods = cluster.workloads
    .filter(({ kind, key }) => kind !== "Pod" && budget.workloads.includes(key))
    .reduce((sum, workload) => sum + workload.replicas, 0);
  const desiredHealthy =
    budget.minAvailable === undefined
      ? expectedPods - resolveCount(budget.maxUnavailable ?? 0, expectedPods, "up")
      : resolveCount(budget.minAvailable, expectedPods, "up");
  return { expectedPods, desiredHealthy: Math.max(0, desiredHealthy) };
}

function sumOver(keys: readonly string[], counts: ReadonlyMap<string, number>): number {
  return keys.reduce((sum, key) => sum + (counts.get(key) ?? 0), 0);
}

function countBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
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
