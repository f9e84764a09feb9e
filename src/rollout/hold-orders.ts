import type { ClusterState } from "../model/rollout-state.ts";
import { no, unknown, yes, type Answered } from "./answer.ts";
import { freed, release } from "./deferrals.ts";
import {
  ask,
  change,
  changeCluster,
  changeStage,
  knownStage,
  placeOf,
  readCluster,
  say,
  totalRunning,
  type Place,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";
import { orderFlows } from "./tasks/flow-end.ts";
import { tasksOfStage } from "./tasks/task-place.ts";
import { WINDOW_ACTOR } from "./window-close.ts";
import { byPerson, many, runningAre } from "./words.ts";

export interface HoldOrder {
  readonly kind: "pause" | "resume" | "cancel";
  readonly actor: string;
  readonly reason: string;
  readonly cluster?: string | undefined;
  readonly stage?: string | undefined;
}

/** Pause, resume and cancel, of one cluster, one stage, or all (semantics 8). */
export function* takeHold(turn: RolloutTurn, order: HoldOrder): Reading<Answered> {
  if (order.cluster !== undefined) {
    const place = placeOf(turn.plan, order.cluster);
    return place === undefined
      ? noCluster(turn, order.cluster)
      : yield* holdCluster(turn, order, place);
  }
  if (order.stage !== undefined) return yield* holdStage(turn, order, order.stage);
  return yield* holdAll(turn, order);
}

export function noCluster(turn: RolloutTurn, name: string): Answered {
  const left = turn.plan.leftOut.find((cluster) => cluster.name === name);
  const { rollout } = turn.state;
  return left === undefined
    ? unknown(
        turn,
        `rollout ${rollout} has no cluster ${name}`,
        `fleetlift get clusters lists them`,
      )
    : no(turn, `${name} is not in the plan of ${rollout}: ${left.why}`, left.help);
}

function* holdCluster(turn: RolloutTurn, order: HoldOrder, place: Place): Reading<Answered> {
  const { name } = place.planned;
  const cluster = yield* readCluster(turn, name);
  switch (cluster.status) {
    case "running":
      return yes(orderOne(turn, name, cluster, order), runningWords(order, name));
    case "waiting":
      return holdWaiting(turn, order, place, cluster);
    case "done":
    case "failed":
    case "cancelled":
    case "skipped":
      return no(turn, `${name} is ${cluster.status}: there is nothing to ${order.kind}`, "");
  }
}

function runningWords(order: HoldOrder, name: string): string {
  switch (order.kind) {
    case "pause":
      return `${name} pauses at the next step boundary`;
    case "resume":
      return `${name} goes on`;
    case "cancel":
      return `${name} is being cancelled: it ends when what it marked is put back`;
  }
}

function holdWaiting(
  turn: RolloutTurn,
  order: HoldOrder,
  place: Place,
  cluster: ClusterState,
): Answered {
  switch (order.kind) {
    case "pause":
      return pauseWaiting(turn, order, place, cluster);
    case "resume":
      return resumeWaiting(turn, order, place, cluster);
    case "cancel":
      return cancelWaiting(turn, order, place, cluster);
  }
}

function pauseWaiting(
  turn: RolloutTurn,
  order: HoldOrder,
  place: Place,
  cluster: ClusterState,
): Answered {
  const { name } = place.planned;
  if (cluster.held !== undefined) return yes(turn, `${name} is paused already`);
  const { actor, reason } = order;
  const held = changeCluster(release(turn, place, cluster), name, {
    ...freed(cluster),
    held: { actor, reason, counted: false },
  });
  const words = `${name} is paused before its start`;
  const told = {
    kind: "cluster.held",
    cluster: name,
    actor,
    needsPerson: true,
    comment: reason,
  } as const;
  return yes(
    say(held, { ...told, reason: `paused before its start by ${byPerson(actor, reason)}` }),
    words,
  );
}

function resumeWaiting(
  turn: RolloutTurn,
  order: HoldOrder,
  place: Place,
  cluster: ClusterState,
): Answered {
  const { name } = place.planned;
  if (cluster.held === undefined) return yes(turn, `${name} was not paused`);
  const released = say(changeCluster(release(turn, place, cluster), name, freed(cluster)), {
    kind: "cluster.released",
    cluster: name,
    actor: order.actor,
    reason: `may start again, asked by ${byPerson(order.actor, order.reason)}`,
  });
  return yes(released, `${name} may start when its turn comes`);
}

function cancelWaiting(
  turn: RolloutTurn,
  order: HoldOrder,
  place: Place,
  cluster: ClusterState,
): Answered {
  const { name } = place.planned;
  const counted = count(release(turn, place, cluster), place.stage, "cancelled", 1);
  const cancelled = changeCluster(counted, name, { ...freed(cluster), status: "cancelled" });
  return yes(sayCancelled(cancelled, order, name), `${name} will not be upgraded`);
}

export function sayCancelled(
  turn: RolloutTurn,
  { actor, reason }: HoldOrder,
  cluster: string,
): RolloutTurn {
  return say(turn, {
    kind: "cluster.ended",
    cluster,
    actor,
    result: "cancelled",
    reason: `cancelled before its start by ${byPerson(actor, reason)}`,
  });
}

export function count(
  turn: RolloutTurn,
  stage: number,
  field: "running" | "done" | "failed" | "cancelled" | "skipped",
  by: 1 | -1,
): RolloutTurn {
  const stages = turn.state.stages.map((counts, index) =>
    index === stage ? { ...counts, [field]: counts[field] + by } : counts,
  );
  return change(turn, { stages });
}

function* holdStage(turn: RolloutTurn, order: HoldOrder, name: string): Reading<Answered> {
  const index = turn.plan.stages.findIndex((stage) => stage.name === name);
  if (index < 0) {
    const known = turn.plan.stages.map((stage) => stage.name).join(", ");
    return unknown(
      turn,
      `rollout ${turn.state.rollout} has no stage ${name}`,
      `its stages: ${known}`,
    );
  }
  if (order.kind === "cancel") return yield* cancelStage(turn, order, index, name);
  const { actor, reason } = order;
  const paused = order.kind === "pause" ? { actor, reason } : undefined;
  const marked = markStage(turn, index, paused);
  const told = say(marked, {
    kind: paused === undefined ? "stage.resumed" : "stage.paused",
    comment: reason,
    stage: name,
    actor,
    needsPerson: paused !== undefined,
    reason: `stage ${name} ${paused === undefined ? "goes on" : "is paused"}, asked by ${byPerson(actor, reason)}`,
  });
  const [ordered, running] = yield* orderRunning(told, order, [index]);
  return yes(
    ordered,
    `stage ${name} ${paused === undefined ? "goes on" : `starts nothing new; ${runningAre(running, "will pause at the next step boundary")}`}`,
  );
}

function markStage(
  turn: RolloutTurn,
  index: number,
  paused: { actor: string; reason: string } | undefined,
): RolloutTurn {
  if (paused !== undefined) return changeStage(turn, index, { paused });
  const stages = turn.state.stages.map((counts, at) => {
    if (at !== index) return counts;
    const { paused: _, ...free } = counts;
    return free;
  });
  return change(turn, { stages });
}

function* holdAll(turn: RolloutTurn, order: HoldOrder): Reading<Answered> {
  const { phase, rollout } = turn.state;
  if (phase === "done" || phase === "cancelled")
    return no(turn, `rollout ${rollout} is ${phase}: there is nothing to ${order.kind}`, "");
  const all = turn.plan.stages.map((_, index) => index);
  const [ordered, running] = yield* orderRunning(sayAll(markAll(turn, order), order), order, all);
  switch (order.kind) {
    case "pause":
      return yes(
        ordered,
        `rollout ${rollout} is paused; ${runningAre(running, "will pause at the next step boundary")}`,
      );
    case "resume":
      return yes(ordered, `rollout ${rollout} goes on`);
    case "cancel":
      return yes(
        ordered,
        `rollout ${rollout} is being cancelled; ${runningAre(running, "will end when what it marked is put back")}`,
      );
  }
}

function markAll(turn: RolloutTurn, order: HoldOrder): RolloutTurn {
  const { actor, reason } = order;
  switch (order.kind) {
    case "pause":
      return change(turn, { paused: { actor, reason } });
    case "resume": {
      const { paused: _, ...free } = turn.state;
      return { ...turn, state: free };
    }
    case "cancel":
      return change(turn, { phase: "cancelling" });
  }
}

function sayAll(turn: RolloutTurn, { kind, actor, reason }: HoldOrder): RolloutTurn {
  const running = totalRunning(turn.state);
  const asked = `asked by ${byPerson(actor, reason)}`;
  switch (kind) {
    case "pause":
      return say(turn, {
        kind: "rollout.paused",
        comment: reason,
        actor,
        needsPerson: true,
        reason: `rollout is paused, ${asked}; ${runningAre(running, "will hold at the next step boundary")}`,
      });
    case "resume":
      return say(turn, { kind: "rollout.resumed", actor, reason: `rollout goes on, ${asked}` });
    case "cancel":
      return say(turn, {
        kind: "rollout.cancelled",
        actor,
        reason: `rollout is being cancelled, ${asked}; ${runningAre(running, "will be cancelled too")}`,
      });
  }
}

/** Cancels what waits and what runs of one stage; the others stay as they are. */
function* cancelStage(
  start: RolloutTurn,
  order: HoldOrder,
  index: number,
  name: string,
): Reading<Answered> {
  const { planned, counts } = knownStage(start, index);
  const waiting: [string, ClusterState][] = [];
  for (const cluster of planned.clusters) {
    const state = yield* readCluster(start, cluster.name);
    if (state.status === "waiting")
      waiting.push([cluster.name, { ...freed(state), status: "cancelled" }]);
  }
  const [ordered, running] = yield* orderRunning(start, order, [index]);
  if (waiting.length + running === 0)
    return no(start, `stage ${name} is over: there is nothing to cancel`, "");
  const counted = changeStage(ordered, index, {
    cancelled: counts.cancelled + waiting.length,
    held: 0,
    deferred: {},
  });
  const changed = new Map([...counted.changed, ...waiting]);
  const told = waiting.reduce<RolloutTurn>(
    (next, [cluster]) => sayCancelled(next, order, cluster),
    { ...counted, changed },
  );
  const never =
    waiting.length === 0 ? "" : `${many(waiting.length, "cluster")} will not be upgraded, `;
  const ends = runningAre(running, "will end when what it marked is put back");
  return yes(told, `stage ${name} is being cancelled: ${never}${ends}`);
}

/** Passes an order on to every running upgrade and flow of the stages; also returns how many those are. */
function* orderRunning(
  start: RolloutTurn,
  order: HoldOrder,
  stages: readonly number[],
): Reading<readonly [RolloutTurn, number]> {
  const chosen = (_: unknown, index: number): boolean => stages.includes(index);
  const clusters = start.plan.stages.filter(chosen).flatMap((stage) => stage.clusters);
  const total = start.state.stages.filter(chosen).reduce((sum, { running }) => sum + running, 0);
  const { kind, actor, reason } = order;
  let turn = stages
    .flatMap((index) => tasksOfStage(start.plan, index))
    .reduce((ordered, at) => orderFlows(ordered, at, { kind, actor, reason }), start);
  const flows = turn.commands.length - start.commands.length;
  let running = 0;
  for (const { name } of clusters) {
    if (running === total) break;
    const cluster = yield* readCluster(turn, name);
    if (cluster.status !== "running") continue;
    turn = holdAgain(orderUpgrade(turn, name, cluster, order), name, cluster, order);
    running += 1;
  }
  return [turn, running + flows];
}

/** Who resumes one cluster whose window is closed means it: it runs on until its window opens again. */
function orderOne(
  turn: RolloutTurn,
  name: string,
  cluster: ClusterState,
  order: HoldOrder,
): RolloutTurn {
  const { windowHold } = cluster;
  const ordered = orderUpgrade(turn, name, cluster, order);
  if (order.kind !== "resume" || windowHold === undefined) return ordered;
  return changeCluster(ordered, name, { ...cluster, windowHold: { ...windowHold, paused: false } });
}

/** Who resumes all of them ends the pauses of people: what waits for its window goes on waiting. */
function holdAgain(
  turn: RolloutTurn,
  name: string,
  cluster: ClusterState,
  { kind }: HoldOrder,
): RolloutTurn {
  if (kind !== "resume" || cluster.windowHold?.paused !== true) return turn;
  const order = { kind: "pause", actor: WINDOW_ACTOR, reason: "its window is closed" } as const;
  return orderUpgrade(turn, name, cluster, order);
}

function orderUpgrade(
  turn: RolloutTurn,
  cluster: string,
  { attempt }: ClusterState,
  order: HoldOrder,
): RolloutTurn {
  const { kind, actor, reason } = order;
  return ask(turn, { kind: "orderUpgrade", cluster, attempt, order: { kind, actor, reason } });
}
