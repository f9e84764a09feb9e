import type { Event } from "../../model/event.ts";
import type { Plan } from "../../model/plan.ts";
import { RolloutProjection } from "../../report/rollout-projection.ts";

/** Windows may open once a week. */
const COMES_BACK_MS = 8 * 24 * 3_600_000;

/**
 * Why a rollout goes on only when a person does something, in the words that were told; undefined
 * while something runs, or may start by itself. A cluster that cannot be reached is asked again and
 * again; it needs somebody when it is not there for long after all is `calm`. Folds all events: asked
 * only when it is quiet.
 */
export function whyStands(
  plan: Plan,
  events: readonly Event[],
  nowMs: number,
  calmSinceMs: number,
): string | undefined {
  const [planned] = events.filter(({ kind }) => kind === "rollout.planned");
  if (planned === undefined) return undefined;
  const projection = new RolloutProjection(plan, planned);
  for (const event of events) projection.take(event);
  const reasons: string[] = [];
  for (const cluster of projection.view().clusters) {
    if (cluster.status === "running") {
      if (!cluster.needsPerson) return undefined;
      reasons.push(`${cluster.name}: ${cluster.reason}`);
    }
    if (cluster.status !== "waiting") continue;
    const all = projection.whyWaits(cluster.name, nowMs);
    const isAskedAgain = all.some(({ rule }) => rule === "unreachable");
    if (isAskedAgain && nowMs < calmSinceMs + COMES_BACK_MS) return undefined;
    if (cluster.needsPerson) continue;
    const waits = all.find(({ needsPerson }) => needsPerson);
    if (waits === undefined) {
      // Another cluster that needs a person holds up those behind it.
      if (!projection.view().clusters.some(({ needsPerson }) => needsPerson)) return undefined;
      continue;
    }
    reasons.push(waits.words);
  }
  return reasons[0] ?? firstNeed(projection);
}

function firstNeed(projection: RolloutProjection): string | undefined {
  const needs = projection.view().clusters.find(({ needsPerson }) => needsPerson);
  return needs && `${needs.name}: ${needs.reason}`;
}
