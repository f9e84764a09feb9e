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
import {
  change,
  changeCluster,
  placeOf,
  readCluster,
  say,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";
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
  | {
      readonly kind: "ended";
      readonly cluster: string;
      readonly attempt: number;
      /** `unreachable`: it could not be looked at when its turn came, and nothing was done. */
      readonly result: "done" | "failed" | "cancelled" | "unreachable";
      /** Steps of it that somebody chose to skip; none when left out. */
      readonly skipped?: number | undefined;
      readonly reason: string;
    };

/**
 * One turn of a rollout: takes the input in, then decides what starts. Pure; clusters are asked for
 * by yielding their names. Any input may come twice, and changes nothing the second time.
 */
export function* advanceRollout(
  plan: Plan,
  state: RolloutState,
  input: RolloutInput,
  nowMs: number,
): Reading<Answered> {
  const turn: RolloutTurn = { plan, nowMs, state, changed: new Map(), events: [], commands: [] };
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
    case "ended":
      return yield* takeEnd(turn, input);
  }
}

/** An upgrade has ended. Only the attempt that runs counts: a repeat, or an older one, is passed over. */
function* takeEnd(
  turn: RolloutTurn,
  end: Extract<RolloutInput, { kind: "ended" }>,
): Reading<Answered> {
  const place = placeOf(turn.plan, end.cluster);
  if (place === undefined) return yes(turn, "not of this plan");
  // What becomes of it is for the stage's onUnreachable to say.
  if (end.result === "unreachable") return yes(turn, "known already");
  const cluster = yield* readCluster(turn, end.cluster);
  if (cluster.status !== "running" || cluster.attempt !== end.attempt)
    return yes(turn, "known already");
  const counted = count(count(turn, place.stage, "running", -1), place.stage, end.result, 1);
  const partly = end.result === "done" && (end.skipped ?? 0) > 0;
  const noted = partly ? countPartly(counted, place.stage) : counted;
  const ended = changeCluster(noted, end.cluster, { ...cluster, status: end.result, skips: [] });
  const told = say(ended, {
    kind: "cluster.ended",
    stage: place.stageName,
    cluster: end.cluster,
    attempt: end.attempt,
    result: end.result,
    needsPerson: end.result === "failed",
    reason: `${end.result}: ${end.reason}`,
  });
  return yes(told, "taken");
}

function countPartly(turn: RolloutTurn, stage: number): RolloutTurn {
  const stages = turn.state.stages.map((counts, at) =>
    at === stage ? { ...counts, partly: partlyOf(counts) + 1 } : counts,
  );
  return change(turn, { stages });
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
