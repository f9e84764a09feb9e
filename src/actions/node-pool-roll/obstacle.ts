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
  nowMs: number,
): string | undefined {
  const fates = pods.map((pod) => ({ pod, fate: sortPod(pod, input, nowMs) }));
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

/**
 * The server answers 500 to an eviction that two budgets cover, and goes on doing so. It asks no budget
 * for a Pending pod. Pods under the same budgets are told of once.
 */
function overlapOf(pods: readonly PodView[], budgets: readonly BudgetView[]): string | undefined {
  const covered = pods
    .filter(({ phase }) => phase !== "Pending")
    .map((pod) => ({ pod, names: budgetsOf(pod, budgets).map(podName) }))
    .filter(({ names }) => names.length > 1);
  const groups = [...Map.groupBy(covered, ({ names }) => names.join(" ")).values()];
  const words = groups.slice(0, NAMED).map((group) => overlapWords(group));
  return words.length === 0 ? undefined : words.join(". ");
}

function overlapWords(
  group: readonly { readonly pod: PodView; readonly names: readonly string[] }[],
): string {
  const [{ pod, names } = { pod: undefined, names: [] }] = group;
  const count = names.length === 2 ? "two" : String(names.length);
  const budgets = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  const who = pod === undefined ? "" : podName(pod);
  const more = group.length - 1;
  const [pods, are] = more === 0 ? [`pod ${who}`, "is"] : [`pods ${who} and ${more} more`, "are"];
  return `${pods} ${are} covered by ${count} budgets, ${budgets}, and can never be evicted. What helps: narrow the selector of ${names.length === 2 ? "one" : "all but one"} of them`;
}
