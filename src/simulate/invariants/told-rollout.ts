import type { Event } from "../../model/event.ts";
import type { Plan } from "../../model/plan.ts";

export type ToldStatus = "waiting" | "running" | "done" | "failed" | "cancelled" | "skipped";

/** A task of a stage, as the record tells it. */
export interface ToldTask {
  /** How it ended last; undefined while it is open, and before. */
  ended: string | undefined;
  /** Who has approved since it was asked last. */
  readonly approvers: Set<string>;
}

/** A rollout as its record tells it: counted anew from the events, and from nothing else. */
export interface ToldRollout {
  readonly name: string;
  plan: string;
  phase: "planned" | "running" | "stopped" | "cancelling" | "done" | "failed" | "cancelled";
  isPaused: boolean;
  /** Whether it was told, under this plan, that a person must act: told once, it holds until somebody has. */
  asksPerson: boolean;
  readonly pausedStages: Set<string>;
  readonly held: Set<string>;
  /** Of every cluster of the plan. */
  readonly status: Map<string, ToldStatus>;
  /** The stage of every cluster of the plan. */
  readonly stageOf: Map<string, string>;
  /** The last attempt of each cluster that was begun, under whichever plan. */
  readonly attempts: Map<string, number>;
  /** Tasks that were begun, by stage and key, like `two before-0`. */
  readonly tasks: Map<string, ToldTask>;
  /** The plans under which tasks were begun, those of before included: a flow that was begun ends under its own. */
  readonly taskPlans: Set<string>;
  /** Who had this plan made, or started it. */
  readonly askers: Set<string>;
  /** Clusters of each stage that were done, and when the last of them was. */
  readonly doneAtMs: Map<string, number>;
}

export function toldRollout(name: string): ToldRollout {
  return {
    name,
    plan: "",
    phase: "planned",
    isPaused: false,
    asksPerson: false,
    pausedStages: new Set(),
    held: new Set(),
    status: new Map(),
    stageOf: new Map(),
    attempts: new Map(),
    tasks: new Map(),
    taskPlans: new Set(),
    askers: new Set(),
    doneAtMs: new Map(),
  };
}

/** Takes an event of its stream in. `planOf` knows every plan by its hash. */
export function tellRollout(
  rollout: ToldRollout,
  event: Event,
  planOf: (hash: string) => Plan | undefined,
): void {
  if (event.needsPerson === true) rollout.asksPerson = true;
  switch (event.kind) {
    case "rollout.planned":
      takePlan(rollout, event.plan ?? "", planOf(event.plan ?? ""));
      rollout.askers.add(event.actor);
      return;
    case "rollout.runs":
      rollout.phase = "running";
      rollout.askers.add(event.actor);
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
      if (event.task === undefined) tellOfParts(rollout, event);
      else tellOfTask(rollout, event, event.task);
  }
}

function tellOfTask({ tasks, taskPlans }: ToldRollout, event: Event, key: string): void {
  if (event.kind === "task.started" && event.plan !== undefined) taskPlans.add(event.plan);
  const name = `${event.stage} ${key}`;
  const task = tasks.get(name) ?? { ended: undefined, approvers: new Set() };
  tasks.set(name, task);
  switch (event.kind) {
    case "task.started":
    case "approval.asked":
      task.ended = undefined;
      task.approvers.clear();
      return;
    case "approval.given":
      task.approvers.add(event.actor);
      return;
    case "task.ended":
      task.ended = event.result;
      return;
    default:
      return;
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
      if (result === "done") rollout.doneAtMs.set(cluster, event.atMs);
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
  rollout.asksPerson = false;
  for (const kept of keptUnderAPlan(rollout)) {
    kept.clear();
  }
  for (const { name: stage, clusters } of plan?.stages ?? []) {
    for (const { name } of clusters) {
      rollout.status.set(name, "waiting");
      rollout.stageOf.set(name, stage);
    }
  }
}

function keptUnderAPlan(rollout: ToldRollout): readonly { clear(): void }[] {
  const { pausedStages, held, status, stageOf, tasks, askers, doneAtMs } = rollout;
  return [pausedStages, held, status, stageOf, tasks, askers, doneAtMs];
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
