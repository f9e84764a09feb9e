import type { Event } from "../../model/event.ts";
import type { Plan, PlannedCluster, PlannedStage } from "../../model/plan.ts";
import { whyNotNow } from "./calendar-allows.ts";
import { countIn, type ToldRollout } from "./told-rollout.ts";

/** What a plan asks for before a cluster of it may start, held against what the record has told. */
export function whyStageForbids(
  rollout: ToldRollout,
  plan: Plan,
  { cluster: name = "", atMs }: Event,
): string | undefined {
  const index = plan.stages.findIndex(({ clusters }) => clusters.some((one) => one.name === name));
  const stage = plan.stages[index];
  const place = stage?.clusters.findIndex((one) => one.name === name) ?? -1;
  const cluster = stage?.clusters[place];
  if (stage === undefined || cluster === undefined) return "the plan does not have it";
  return (
    earlierStage(rollout, plan.stages.slice(0, index)) ??
    openTask(rollout, stage) ??
    calendar(plan, cluster, atMs) ??
    dependency(rollout, cluster) ??
    canaries(rollout, stage, place, atMs)
  );
}

function earlierStage(rollout: ToldRollout, stages: readonly PlannedStage[]): string | undefined {
  for (const { name, clusters, minSuccess = 0, maxAllowedFailures } of stages) {
    // An empty stage is passed (semantics 2).
    if (clusters.length === 0) continue;
    if (countIn(rollout, name, "waiting", "running") > 0) return `stage ${name} is not over`;
    if (countIn(rollout, name, "done") < minSuccess) return `stage ${name} has too few successes`;
    if (countIn(rollout, name, "failed", "cancelled") > maxAllowedFailures) {
      return `stage ${name} has too many failures`;
    }
  }
  return undefined;
}

function openTask(rollout: ToldRollout, stage: PlannedStage): string | undefined {
  for (const [at, planned] of (stage.before ?? []).entries()) {
    const task = rollout.tasks.get(`${stage.name} before-${at}`);
    const name = `${planned.kind} before stage ${stage.name}`;
    if (task?.ended !== "done" && task?.ended !== "skipped") return `the ${name} is not over`;
    if (planned.kind !== "approval" || task.ended === "skipped") continue;
    const others = [...task.approvers].filter((actor) => !rollout.askers.has(actor));
    if (others.length < planned.quorum) {
      return `the ${name} has ${others.length} of ${planned.quorum} voices of others`;
    }
  }
  return undefined;
}

function calendar(plan: Plan, { calendar: key }: PlannedCluster, atMs: number): string | undefined {
  const times = key === undefined ? undefined : plan.calendars?.[key];
  return times && whyNotNow(times, atMs);
}

function dependency(rollout: ToldRollout, { dependsOn = [] }: PlannedCluster): string | undefined {
  const other = dependsOn.find((name) => {
    const status = rollout.status.get(name);
    return status !== undefined && status !== "done" && status !== "skipped";
  });
  return other === undefined ? undefined : `${other}, which it depends on, is not done`;
}

function canaries(
  rollout: ToldRollout,
  { clusters, canaries: first }: PlannedStage,
  place: number,
  atMs: number,
): string | undefined {
  if (first === undefined || place < first.count) return undefined;
  for (const { name } of clusters.slice(0, first.count)) {
    const status = rollout.status.get(name);
    if (status !== "done" && status !== "skipped") return `canary ${name} is not done`;
    if (atMs < (rollout.doneAtMs.get(name) ?? 0) + first.soakMs) {
      return `the soak after canary ${name} is not over`;
    }
  }
  return undefined;
}
