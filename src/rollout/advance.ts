import type { Plan } from "../model/plan.ts";
import type { ClusterState, RolloutState } from "../model/rollout-state.ts";
import { yes, type Answered } from "./answer.ts";
import { decide } from "./decide.ts";
import { count, takeHold, type HoldOrder } from "./hold-orders.ts";
import { retry, skip, type RetryOrder, type SkipOrder } from "./mend-orders.ts";
import { run, stop } from "./plan-orders.ts";
import { takeFlowEnd, type FlowEnded } from "./tasks/flow-end.ts";
import { takeTold, type NotifyTold } from "./tasks/notify-task.ts";
import { takeTaskOrder, type TaskOrder } from "./tasks/task-orders.ts";
import { takeFleet, type FleetChanged } from "./membership.ts";
import { takeFollowed, type RolloutFollowed } from "./rollout-dependencies.ts";
import {
  change,
  changeCluster,
  changeStage,
  placeOf,
  readCluster,
  say,
  knownStage,
  type Place,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";
import { takeUnreachable } from "./unreachable.ts";
import { partlyOf } from "./words.ts";

export type RolloutInput =
  | { readonly kind: "tick" }
  | {
      readonly kind: "run";
      readonly actor: string;
      readonly reason: string;
      /** What of the plan this version cannot carry out; none when left out. */
      readonly obstacles?: readonly string[] | undefined;
    }
  | { readonly kind: "stop"; readonly actor: string; readonly reason: string }
  | HoldOrder
  | ({ readonly kind: "retry" } & RetryOrder)
  | ({ readonly kind: "skip" } & SkipOrder)
  | TaskOrder
  | FlowEnded
  | NotifyTold
  | FleetChanged
  | RolloutFollowed
  | UpgradeFailing
  | UpgradeEnded;

/** An upgrade has failed and is not over: it puts back what it holds, and may be undone. */
export interface UpgradeFailing {
  readonly kind: "failing";
  readonly cluster: string;
  readonly attempt: number;
}

export interface UpgradeEnded {
  readonly kind: "ended";
  readonly cluster: string;
  readonly attempt: number;
  /** `unreachable`: it could not be looked at when its turn came, and nothing was done. */
  readonly result: "done" | "failed" | "cancelled" | "unreachable";
  /** Steps of it that somebody chose to skip; none when left out. */
  readonly skipped?: number | undefined;
  readonly reason: string;
}

/**
 * One turn of a rollout: takes the input in, then decides what starts. Pure; clusters are asked for
 * by yielding their names. Any input may come twice, and changes nothing the second time. `request` is
 * the id of the request that brought it, for the record.
 */
export function* advanceRollout(
  plan: Plan,
  state: RolloutState,
  input: RolloutInput,
  nowMs: number,
  request?: string,
): Reading<Answered> {
  const told = { changed: new Map(), events: [], commands: [] };
  const turn: RolloutTurn = { plan, nowMs, state, request, ...told };
  const taken = yield* takeInput(turn, input);
  if (!taken.answer.ok) return taken;
  return { ...taken, turn: yield* decide(taken.turn) };
}

function* takeInput(turn: RolloutTurn, input: RolloutInput): Reading<Answered> {
  switch (input.kind) {
    case "tick":
      return yes(turn, "");
    case "run":
      return run(turn, input.actor, input.reason, input.obstacles);
    case "stop":
      return stop(turn, input.actor, input.reason);
    case "pause":
    case "resume":
    case "cancel":
      return yield* takeHold(turn, input);
    case "retry":
      return yield* retry(turn, input);
    case "skip":
      return yield* skip(turn, input);
    case "approve":
    case "reject":
      return takeTaskOrder(turn, input);
    case "flowEnded":
      return takeFlowEnd(turn, input);
    case "told":
      return takeTold(turn, input);
    case "fleet":
      return yield* takeFleet(turn, input);
    case "followed":
      return takeFollowed(turn, input);
    case "failing":
      return yield* takeFailing(turn, input);
    case "ended":
      return yield* takeEnd(turn, input);
  }
}

/** Nothing new must start while a failed upgrade is still at its end: that may take hours (I5). */
function* takeFailing(turn: RolloutTurn, failing: UpgradeFailing): Reading<Answered> {
  const place = placeOf(turn.plan, failing.cluster);
  if (place === undefined) return yes(turn, "not of this plan");
  const cluster = yield* readCluster(turn, failing.cluster);
  const { status, attempt } = cluster;
  if (status !== "running" || attempt !== failing.attempt || cluster.failing === true)
    return yes(turn, "known already");
  const noted = changeCluster(turn, failing.cluster, { ...cluster, failing: true });
  return yes(countFailing(noted, place.stage, 1), "taken");
}

function countFailing(turn: RolloutTurn, stage: number, by: 1 | -1): RolloutTurn {
  const stages = turn.state.stages.map((counts, at) => {
    const { failing = 0 } = counts;
    return at === stage ? { ...counts, failing: failing + by } : counts;
  });
  return change(turn, { stages });
}

/** An upgrade has ended. Only the attempt that runs counts: a repeat, or an older one, is passed over. */
function* takeEnd(turn: RolloutTurn, end: UpgradeEnded): Reading<Answered> {
  const place = placeOf(turn.plan, end.cluster);
  if (place === undefined) return yes(turn, "not of this plan");
  const cluster = yield* readCluster(turn, end.cluster);
  if (cluster.status !== "running" || cluster.attempt !== end.attempt)
    return yes(turn, "known already");
  const { windowHold: _, failing, ...free } = cluster;
  const told = failing === true ? countFailing(turn, place.stage, -1) : turn;
  const over = count(told, place.stage, "running", -1);
  const ended =
    end.result === "unreachable"
      ? takeUnreachable(over, place, free, end.reason)
      : takeResult(over, place, free, { ...end, result: end.result });
  return yes(ended, "taken");
}

function takeResult(
  turn: RolloutTurn,
  place: Place,
  cluster: ClusterState,
  {
    result,
    skipped = 0,
    reason,
    attempt,
  }: UpgradeEnded & { readonly result: "done" | "failed" | "cancelled" },
): RolloutTurn {
  const { name } = place.planned;
  const counted = count(turn, place.stage, result, 1);
  const noted = result === "done" && skipped > 0 ? countPartly(counted, place.stage) : counted;
  return say(changeCluster(noted, name, { ...cluster, status: result, skips: [] }), {
    kind: "cluster.ended",
    stage: place.stageName,
    cluster: name,
    attempt,
    result,
    needsPerson: result === "failed",
    reason: `${result}: ${reason}`,
  });
}

function countPartly(turn: RolloutTurn, stage: number): RolloutTurn {
  return changeStage(turn, stage, { partly: partlyOf(knownStage(turn, stage).counts) + 1 });
}

/** Runs a reading on clusters that are all in memory: tables, tests, explanations. */
export function readAll<T>(
  reading: Generator<string, T, ClusterState | undefined>,
  clusters: ReadonlyMap<string, ClusterState>,
): T {
  let next = reading.next();
  while (next.done !== true) next = reading.next(clusters.get(next.value));
  return next.value;
}
