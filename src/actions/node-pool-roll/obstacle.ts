import type { BudgetView, PodView } from "../../ports/cluster-port.ts";
import { budgetsOf } from "./budget.ts";
import type { RollInput } from "./input.ts";
import { type PodFate, podName, sortPod } from "./sort-pod.ts";

/** How many pods are named before the rest is counted. */
const NAMED = 5;

/**
 * Why the pods on the old nodes cannot all be moved, in words for people; undefined when they can.
 * Asked before anything is marked, because waiting heals none of it (semantics 7).
 */
export function podObstacle(
  pods: readonly PodView[],
  budgets: readonly BudgetView[],
  input: RollInput,
): string | undefined {
  const fates = pods.map((pod) => ({ pod, fate: sortPod(pod, input) }));
  const withFate = (wanted: PodFate): readonly PodView[] =>
    fates.filter(({ fate }) => fate === wanted).map(({ pod }) => pod);
  const obstacles = [
    refusalOf(
      withFate("refuseEmptyDir"),
      "with data in an emptyDir, which a move loses",
      "set nodes.emptyDirData: Delete in the rollout to lose it, and apply it again",
    ),
    refusalOf(
      withFate("refuseBare"),
      "without a controller, which nothing would make again",
      "give it a controller, or set nodes.barePods: Delete in the rollout to lose it, and apply it again",
    ),
    overlapOf(withFate("evict"), budgets),
  ].filter((words) => words !== undefined);
  return obstacles.length === 0 ? undefined : obstacles.join(". ");
}

function refusalOf(pods: readonly PodView[], why: string, help: string): string | undefined {
  if (pods.length === 0) return undefined;
  const count = pods.length === 1 ? "1 pod" : `${pods.length} pods`;
  const more = pods.length - NAMED;
  const names = pods.slice(0, NAMED).map((pod) => `${podName(pod)} on ${pod.node}`);
  const rest = more > 0 ? ` and ${more} more` : "";
  return `${count} ${why}: ${names.join(", ")}${rest}. What helps: ${help}`;
}

/** The server answers 500 to an eviction that two budgets cover, and goes on doing so. */
function overlapOf(pods: readonly PodView[], budgets: readonly BudgetView[]): string | undefined {
  for (const pod of pods) {
    const [first, second] = budgetsOf(pod, budgets);
    if (first === undefined || second === undefined) continue;
    return `pod ${podName(pod)} is covered by two budgets, ${podName(first)} and ${podName(second)}, and can never be evicted. What helps: narrow the selector of one of them`;
  }
  return undefined;
}
