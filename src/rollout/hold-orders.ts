import type { ClusterState } from "../model/rollout-state.ts";
import { no, unknown, yes, type Answered } from "./answer.ts";
import {
  ask,
  change,
  changeCluster,
  changeStage,
  placeOf,
  readCluster,
  say,
  stageAt,
  totalRunning,
  type Place,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";
import { orderFlows } from "./tasks/flow-end.ts";
import { tasksOfStage } from "./tasks/task-place.ts";
import { byPerson, runningAre } from "./words.ts";

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
      return yes(orderUpgrade(turn, name, cluster, order), runningWords(order, name));
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
  const held = changeCluster(turn, name, { ...cluster, held: { actor, reason, counted: false } });
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
  const { held, ...free } = cluster;
  if (held === undefined) return yes(turn, `${name} was not paused`);
  const released = say(changeCluster(release(turn, place, held), name, free), {
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
  const { held, ...free } = cluster;
  const counted = count(release(turn, place, held), place.stage, "cancelled", 1);
  const cancelled = say(changeCluster(counted, name, { ...free, status: "cancelled" }), {
    kind: "cluster.ended",
    cluster: name,
    actor: order.actor,
    result: "cancelled",
    reason: `cancelled before its start by ${byPerson(order.actor, order.reason)}`,
  });
  return yes(cancelled, `${name} will not be upgraded`);
}

/** A cluster that was held is to be considered again when its turn comes, or at once if the cursor has passed it. */
export function release(turn: RolloutTurn, place: Place, held: ClusterState["held"]): RolloutTurn {
  const stage = stageAt(turn, place.stage);
  if (stage === undefined || held === undefined || !held.counted) return turn;
  return comeBack(changeStage(turn, place.stage, { held: stage.counts.held - 1 }), place);
}

/** The cursor goes back to the cluster, and the open stage with it. */
export function comeBack(turn: RolloutTurn, place: Place): RolloutTurn {
  const stage = stageAt(turn, place.stage);
  if (stage === undefined || stage.counts.cursor <= place.index) return turn;
  const back = changeStage(turn, place.stage, { cursor: place.index });
  return change(back, { stage: Math.min(turn.state.stage, place.stage), saidWaits: "" });
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
  if (order.kind === "cancel")
    return no(turn, "a stage cannot be cancelled", "cancel its clusters, or the whole rollout");
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
    turn = orderUpgrade(turn, name, cluster, order);
    running += 1;
  }
  return [turn, running + flows];
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
