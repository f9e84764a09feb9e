import type { Event } from "../../model/event.ts";
import type { Plan } from "../../model/plan.ts";
import { RolloutProjection } from "../../report/rollout-projection.ts";

/**
 * Why a rollout goes on only when a person does something, in the words that were told; undefined
 * while something runs, or may start by itself. Folds all events: asked only when it is quiet.
 */
export function whyStands(plan: Plan, events: readonly Event[], nowMs: number): string | undefined {
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
    if (cluster.status !== "waiting" || cluster.needsPerson) continue;
    const waits = projection.whyWaits(cluster.name, nowMs).find(({ needsPerson }) => needsPerson);
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
