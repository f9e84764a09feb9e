import { selects } from "../../model/selector.ts";
import type { BudgetView, PodView } from "../../ports/cluster-port.ts";
import { podName } from "./sort-pod.ts";

/** A pod that its budget holds for now. */
export interface Hold {
  readonly pod: PodView;
  readonly budget: BudgetView;
}

/** The budgets that cover a pod; an empty selector covers every pod of its namespace (policy/v1). */
export function budgetsOf(pod: PodView, budgets: readonly BudgetView[]): readonly BudgetView[] {
  return budgets.filter(
    ({ namespace, selector }) => namespace === pod.namespace && selects(selector, pod.labels),
  );
}

/**
 * Which of the pods may be asked to go now, in the order given, and which their budgets hold. Each
 * budget is counted down over all pods, so that nothing is asked for that would be refused. As the
 * Eviction API does it: a Pending pod asks no budget, and one that is not ready costs nothing while
 * enough others are healthy, or whatever they are where the budget says `AlwaysAllow` (policy/v1,
 * `unhealthyPodEvictionPolicy`).
 */
export function splitByBudget(
  pods: readonly PodView[],
  budgets: readonly BudgetView[],
): { readonly free: readonly PodView[]; readonly held: readonly Hold[] } {
  const left = new Map(budgets.map((budget) => [podName(budget), budget.disruptionsAllowed]));
  const free: PodView[] = [];
  const held: Hold[] = [];
  for (const pod of pods) {
    const [budget] = budgetsOf(pod, budgets);
    if (budget === undefined || costsNothing(pod, budget)) {
      free.push(pod);
      continue;
    }
    const allowed = left.get(podName(budget)) ?? 0;
    if (allowed > 0) free.push(pod);
    else held.push({ pod, budget });
    left.set(podName(budget), allowed - 1);
  }
  return { free, held };
}

function costsNothing(pod: PodView, budget: BudgetView): boolean {
  if (pod.phase === "Pending") return true;
  if (!pod.ready && budget.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  return !pod.ready && budget.desiredHealthy > 0 && budget.currentHealthy >= budget.desiredHealthy;
}

/** What would make the budget allow one more: `until a-4 is ready (Pending)`, and whether only a person can. */
export function whatWouldHelp(
  budget: BudgetView,
  pods: readonly PodView[],
): { readonly words: string; readonly needsPerson: boolean } {
  const covered = pods.filter((pod) => budgetsOf(pod, [budget]).length > 0 && !isFinished(pod));
  const unready = covered.find(({ ready, terminating }) => !ready && !terminating);
  if (unready !== undefined) {
    const phase = unready.phase === "Running" ? "" : ` (${unready.phase})`;
    return { words: `until ${unready.name} is ready${phase}`, needsPerson: false };
  }
  const going = covered.find(({ terminating }) => terminating);
  if (going !== undefined) {
    return { words: `until ${going.name}, which is terminating, is replaced`, needsPerson: false };
  }
  if (covered.length < budget.expectedPods) {
    return { words: "until the pods that left are replaced", needsPerson: false };
  }
  if (budget.desiredHealthy < budget.expectedPods) {
    // By its own figures it may let one go: its status is only older than the pods we saw.
    const counted = `${budget.currentHealthy} of ${budget.expectedPods}`;
    return { words: `until its status counts them all (${counted} healthy)`, needsPerson: false };
  }
  // All are ready, all must stay, and still none may go: waiting never heals it.
  return {
    words: `although all ${covered.length} are ready: loosen the budget or add a replica`,
    needsPerson: true,
  };
}

function isFinished({ phase }: PodView): boolean {
  return phase === "Succeeded" || phase === "Failed";
}
