import type { Event } from "../../model/event.ts";
import type { Plan } from "../../model/plan.ts";

export type ToldStatus = "waiting" | "running" | "done" | "failed" | "cancelled" | "skipped";

/** A rollout as its record tells it: counted anew from the events, and from nothing else. */
export interface ToldRollout {
  readonly name: string;
  plan: string;
  phase: "planned" | "running" | "stopped" | "cancelling" | "done" | "failed" | "cancelled";
  isPaused: boolean;
  readonly pausedStages: Set<string>;
  readonly held: Set<string>;
  /** Of every cluster of the plan. */
  readonly status: Map<string, ToldStatus>;
  /** The stage of every cluster of the plan. */
  readonly stageOf: Map<string, string>;
  /** The last attempt of each cluster that was begun, under whichever plan. */
  readonly attempts: Map<string, number>;
}

export function toldRollout(name: string): ToldRollout {
  return {
    name,
    plan: "",
    phase: "planned",
    isPaused: false,
    pausedStages: new Set(),
    held: new Set(),
    status: new Map(),
    stageOf: new Map(),
    attempts: new Map(),
  };
}

/** Takes an event of its stream in. `planOf` knows every plan by its hash. */
export function tellRollout(
  rollout: ToldRollout,
  event: Event,
  planOf: (hash: string) => Plan | undefined,
): void {
  switch (event.kind) {
    case "rollout.planned":
      return takePlan(rollout, event.plan ?? "", planOf(event.plan ?? ""));
    case "rollout.runs":
      rollout.phase = "running";
      return;
    case "rollout.stops":
      rollout.phase = "stopped";
      return;
    case "rollout.cancelled":
      rollout.phase = "cancelling";
      return;
    case "rollout.ended":
      // A rollout is never skipped as a whole.
      if (event.result !== undefined && event.result !== "skipped") rollout.phase = event.result;
      return;
    case "rollout.paused":
      rollout.isPaused = true;
      return;
    case "rollout.resumed":
      rollout.isPaused = false;
      return;
    default:
      tellOfParts(rollout, event);
  }
}

function tellOfParts(rollout: ToldRollout, event: Event): void {
  const { kind, cluster = "", stage = "", attempt = 0, result } = event;
  switch (kind) {
    case "stage.paused":
      rollout.pausedStages.add(stage);
      return;
    case "stage.resumed":
      rollout.pausedStages.delete(stage);
      return;
    case "cluster.held":
      rollout.held.add(cluster);
      return;
    case "cluster.released":
      rollout.held.delete(cluster);
      return;
    case "cluster.starts":
      rollout.status.set(cluster, "running");
      rollout.attempts.set(cluster, attempt);
      return;
    case "cluster.retried":
      rollout.status.set(cluster, "waiting");
      return;
    case "cluster.waits":
      // Of one attempt: it came to nothing, and its turn comes again. Of many: they wait already.
      if (attempt > 0) rollout.status.set(cluster, "waiting");
      return;
    case "cluster.skipped":
    case "cluster.ended":
      rollout.held.delete(cluster);
      rollout.status.set(cluster, result ?? "failed");
      return;
    default:
      return;
  }
}

/** Under a new plan every cluster waits again; only the attempts go on. */
function takePlan(rollout: ToldRollout, hash: string, plan: Plan | undefined): void {
  rollout.plan = hash;
  rollout.phase = "planned";
  rollout.isPaused = false;
  for (const kept of [rollout.pausedStages, rollout.held, rollout.status, rollout.stageOf]) {
    kept.clear();
  }
  for (const { name: stage, clusters } of plan?.stages ?? []) {
    for (const { name } of clusters) {
      rollout.status.set(name, "waiting");
      rollout.stageOf.set(name, stage);
    }
  }
}

/** How many clusters of a stage are of one of these statuses. */
export function countIn(
  { stageOf, status }: ToldRollout,
  stage: string,
  ...wanted: readonly ToldStatus[]
): number {
  let count = 0;
  for (const [cluster, of] of stageOf) {
    const is = status.get(cluster);
    if (of === stage && is !== undefined && wanted.includes(is)) count += 1;
  }
  return count;
}
