import type { ClusterState } from "../model/rollout-state.ts";
import { no, unknown, yes, type Answered } from "./answer.ts";
import { comeBack, freed, release } from "./deferrals.ts";
import { count, noCluster } from "./hold-orders.ts";
import {
  ask,
  change,
  changeCluster,
  placeOf,
  readCluster,
  say,
  type Place,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";
import { measureAnew, reopenTasks, skipTask } from "./tasks/mend-tasks.ts";
import { noteAsker } from "./tasks/asked-by.ts";
import { byPerson } from "./words.ts";

export interface RetryOrder {
  readonly actor: string;
  readonly reason: string;
  /** All that failed or were cancelled when left out. */
  readonly clusters?: readonly string[] | undefined;
}

/**
 * Failed and cancelled clusters are upgraded again, as a new attempt under the same plan; skipped
 * ones only by name, because they were left out on purpose. One that could not be reached, and waits
 * for its turn to come again, has it now.
 */
export function* retry(start: RolloutTurn, order: RetryOrder): Reading<Answered> {
  if (start.state.phase === "cancelling")
    return no(start, "the rollout is still being cancelled", "wait until it is");
  const names =
    order.clusters ?? start.plan.stages.flatMap((stage) => stage.clusters.map(({ name }) => name));
  let turn = start;
  const tried: string[] = [];
  for (const name of names) {
    const place = placeOf(turn.plan, name);
    if (place === undefined) return noCluster(start, name);
    const cluster = yield* readCluster(turn, name);
    const retried = retryOne(turn, order, place, cluster);
    if (retried === undefined && order.clusters !== undefined) {
      return no(
        start,
        `${name} is ${cluster.status}: only what failed, was cancelled or was skipped is retried`,
        "",
      );
    }
    if (retried === undefined) continue;
    turn = retried;
    tried.push(name);
  }
  const [open, tasks] = reopenTasks(turn);
  if (tried.length + tasks.length === 0)
    return no(start, `nothing of rollout ${turn.state.rollout} has failed`, "");
  const { phase, rollout } = turn.state;
  const next =
    phase === "stopped" ? `; rollout ${rollout} is stopped: fleetlift start ${rollout}` : "";
  const words = `${[...tried, ...tasks].join(", ")} will be tried again under the same plan${next}`;
  return yes(reopen(noteAsker(open, order.actor), order), words);
}

function retryOne(
  turn: RolloutTurn,
  order: RetryOrder,
  place: Place,
  cluster: ClusterState,
): RolloutTurn | undefined {
  const { name } = place.planned;
  const { status } = cluster;
  switch (status) {
    case "skipped":
      return order.clusters === undefined
        ? undefined
        : again(count(turn, place.stage, status, -1), order, place, cluster);
    case "waiting":
      return order.clusters === undefined || cluster.unreached === undefined
        ? undefined
        : again(release(turn, place, cluster), order, place, cluster);
    case "failed":
    case "cancelled":
      return again(count(turn, place.stage, status, -1), order, place, cluster);
    case "running": {
      const { actor, reason } = order;
      const { attempt } = cluster;
      if (order.clusters === undefined) return undefined;
      return ask(turn, {
        kind: "orderUpgrade",
        cluster: name,
        attempt,
        order: { kind: "retry", actor, reason },
      });
    }
    case "done":
      return undefined;
  }
}

function again(
  turn: RolloutTurn,
  { actor, reason }: RetryOrder,
  place: Place,
  cluster: ClusterState,
): RolloutTurn {
  const { name } = place.planned;
  const anew = measureAnew(turn, place.stage, { actor, reason });
  const waiting = changeCluster(comeBack(anew, place), name, {
    ...freed(cluster),
    status: "waiting",
  });
  return say(waiting, {
    kind: "cluster.retried",
    cluster: name,
    actor,
    attempt: cluster.attempt,
    reason: `will be tried again under the same plan, asked by ${byPerson(actor, reason)}`,
  });
}

/** A rollout that had ended goes on; one that was stopped stays stopped until it is started. */
function reopen(
  turn: RolloutTurn,
  { actor, reason }: { readonly actor: string; readonly reason: string },
): RolloutTurn {
  const { phase } = turn.state;
  const ended = phase === "failed" || phase === "done" || phase === "cancelled";
  const [free] = reopenTasks(turn);
  const open = change(free, {
    saidHeld: false,
    saidWaits: "",
    ...(ended ? { phase: "running" as const } : {}),
  });
  if (!ended) return open;
  return say(noteAsker(open, actor), {
    kind: "rollout.runs",
    actor,
    plan: turn.state.plan,
    reason: `rollout goes on under the same plan, asked by ${byPerson(actor, reason)}`,
  });
}

export interface SkipOrder {
  readonly actor: string;
  readonly reason: string;
  /** Left out with a task. */
  readonly cluster?: string | undefined;
  readonly step?: string | undefined;
  readonly stage?: string | undefined;
  /** Of the stage, like `before-0`: no cluster is skipped then. */
  readonly task?: string | undefined;
  /** Rights and groups of the actor, as they were proved; only an approval asks for them. */
  readonly roles?: readonly string[] | undefined;
}

/** Leaves out a cluster that does not run, one step of a cluster's upgrade, or one task of a stage. */
export function* skip(turn: RolloutTurn, order: SkipOrder): Reading<Answered> {
  const { task, cluster: name } = order;
  if (task !== undefined) {
    const skipped = skipTask(turn, { ...order, task });
    const goesOn = skipped.answer.ok && turn.state.phase === "failed";
    return goesOn ? { ...skipped, turn: reopen(skipped.turn, order) } : skipped;
  }
  if (name === undefined)
    return no(turn, "what is to be skipped?", "name a cluster, or a task with --stage and --task");
  const place = placeOf(turn.plan, name);
  if (place === undefined) return noCluster(turn, name);
  const cluster = yield* readCluster(turn, name);
  return order.step === undefined
    ? skipCluster(turn, order, place, cluster)
    : skipStep(turn, order, order.step, place, cluster);
}

function skipCluster(
  turn: RolloutTurn,
  order: SkipOrder,
  place: Place,
  cluster: ClusterState,
): Answered {
  const { name } = place.planned;
  switch (cluster.status) {
    case "running":
      return no(
        turn,
        `${name} is being upgraded`,
        `fleetlift cancel ${turn.state.rollout} ${name}, or skip one of its steps with --step`,
      );
    case "done":
      return no(turn, `${name} is done already`, "");
    case "skipped":
      // Nobody chose to leave out one that could not be reached: now a person does.
      if (cluster.unreached === undefined) return no(turn, `${name} is skipped already`, "");
      return leaveOut(turn, order, place, cluster);
    case "waiting":
      return leaveOut(
        count(release(turn, place, cluster), place.stage, "skipped", 1),
        order,
        place,
        cluster,
      );
    case "failed":
    case "cancelled": {
      const counted = count(turn, place.stage, cluster.status, -1);
      const left = leaveOut(count(counted, place.stage, "skipped", 1), order, place, cluster);
      return { ...left, turn: reopen(left.turn, order) };
    }
  }
}

function leaveOut(
  turn: RolloutTurn,
  { actor, reason }: SkipOrder,
  { planned: { name } }: Place,
  cluster: ClusterState,
): Answered {
  const skipped = changeCluster(turn, name, { ...freed(cluster), status: "skipped" });
  const told = say(skipped, {
    kind: "cluster.skipped",
    cluster: name,
    actor,
    result: "skipped",
    reason: `skipped by ${byPerson(actor, reason)}`,
  });
  return yes(told, `${name} is skipped`);
}

function skipStep(
  turn: RolloutTurn,
  order: SkipOrder,
  step: string,
  place: Place,
  cluster: ClusterState,
): Answered {
  const { actor, reason } = order;
  const { name } = place.planned;
  const steps = stepIds(turn, place, cluster);
  if (!steps.includes(step)) {
    return unknown(
      turn,
      `the plan of ${name} has no step ${step}`,
      `its steps: ${steps.join(", ")}`,
    );
  }
  switch (cluster.status) {
    case "running": {
      const { attempt } = cluster;
      const ordered = ask(turn, {
        kind: "orderUpgrade",
        cluster: name,
        attempt,
        order: { kind: "skip", step, actor, reason },
      });
      return yes(ordered, `step ${step} of ${name} is skipped`);
    }
    case "done":
    case "skipped":
      return no(turn, `${name} is ${cluster.status} already`, "");
    case "waiting":
    case "failed":
    case "cancelled": {
      const skips = [
        ...cluster.skips.filter((before) => before.step !== step),
        { step, actor, reason },
      ];
      const kept = changeCluster(turn, name, { ...cluster, skips });
      const next =
        cluster.status === "waiting" ? "" : `; now: fleetlift retry ${turn.state.rollout} ${name}`;
      return yes(kept, `step ${step} will be skipped in the next attempt at ${name}${next}`);
    }
  }
}

/** What can be skipped: of the recovery only while it may be under way, for the next attempt has its own. */
function stepIds(turn: RolloutTurn, place: Place, { status }: ClusterState): readonly string[] {
  const shapes = Object.entries(turn.plan.shapes)
    .filter(([key]) => key === place.planned.shape)
    .map(([, shape]) => shape);
  const own = shapes.flatMap(({ steps }) => steps);
  const ofRecovery = shapes.flatMap(({ recovery }) => recovery?.steps ?? []);
  return [...own, ...(status === "running" ? ofRecovery : [])].map(({ id }) => id);
}
