import type { PlannedCluster } from "../model/plan.ts";
import type { ClusterState } from "../model/rollout-state.ts";
import { mayStart, type Permission } from "./may-start.ts";
import { startFailureFlow } from "./tasks/failure-flow.ts";
import { passTasks } from "./tasks/pass-tasks.ts";
import { budgetUsedUp, partlyOf, heldWords, many, slotWords, stageResultWords } from "./words.ts";
import {
  ask,
  change,
  changeCluster,
  changeStage,
  readCluster,
  say,
  stageAt,
  totalRunning,
  type OpenStage,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";

/** How many clusters one decision reads at most; the rest is left to the next look, at once. */
const READS_PER_LOOK = 500;

/**
 * Which clusters start now, and what follows: stages end, the next one opens, the rollout ends.
 * Says why the others wait whenever that changes (I13). Keeps I5: a stage never has more running
 * than `maxConcurrency`, and starts none once more than `maxAllowedFailures` have failed.
 */
export function* decide(start: RolloutTurn): Reading<RolloutTurn> {
  let turn = endCancelled(start);
  while (turn.state.phase === "running") {
    const stage = stageAt(turn, turn.state.stage);
    if (stage === undefined) return endDone(turn);
    turn = openStage(turn, stage);
    if (budgetUsedUp(stage.planned, stage.counts)) return endFailed(sayHeld(turn, stage), stage);
    const before = yield* passTasks(turn, stage, "before");
    if (before.kind === "failed") return endFailed(before.turn, stage);
    turn = before.turn;
    if (before.kind === "open") break;
    turn = yield* fillSlots(turn, stage.index);
    const over = stageAt(turn, stage.index);
    if (over === undefined || !isComplete(over)) break;
    const after = yield* passTasks(turn, over, "after");
    if (after.kind === "failed") return endFailed(after.turn, over);
    turn = after.turn;
    if (after.kind === "open") break;
    turn = endStage(turn, over);
  }
  return sayWaits(turn);
}

function openStage(turn: RolloutTurn, stage: OpenStage): RolloutTurn {
  if (stage.counts.opened) return turn;
  const { name, clusters, maxConcurrency, maxAllowedFailures } = stage.planned;
  return say(changeStage(turn, stage.index, { opened: true }), {
    kind: "stage.started",
    stage: name,
    reason:
      clusters.length === 0
        ? `stage ${name} has no clusters and is passed`
        : `stage ${name} starts: ${many(clusters.length, "cluster")}, at most ${maxConcurrency} at once, ${many(maxAllowedFailures, "failure")} allowed`,
  });
}

function* fillSlots(start: RolloutTurn, index: number): Reading<RolloutTurn> {
  let turn = start;
  for (let reads = 0; ; reads += 1) {
    const stage = stageAt(turn, index);
    if (stage === undefined || stage.counts.paused !== undefined || turn.state.paused !== undefined)
      return turn;
    const planned = stage.planned.clusters[stage.counts.cursor];
    if (planned === undefined || stage.counts.running >= stage.planned.maxConcurrency) return turn;
    if (reads >= READS_PER_LOOK) return ask(turn, { kind: "lookAgain" });
    turn = yield* consider(turn, stage, planned);
  }
}

/** Starts the cluster at the cursor if it waits, and moves the cursor past it. */
function* consider(
  turn: RolloutTurn,
  stage: OpenStage,
  entry: PlannedCluster,
): Reading<RolloutTurn> {
  const { name } = entry;
  const cluster = yield* readCluster(turn, name);
  const { index, counts, planned } = stage;
  const passed = changeStage(turn, index, { cursor: counts.cursor + 1 });
  if (cluster.status !== "waiting") return passed;
  if (cluster.held !== undefined) return countHeld(passed, stage, name, cluster);
  const permission = mayStart(turn, stage, entry, cluster);
  if (permission.kind === "defer") return defer(passed, stage, permission);
  const attempt = cluster.attempt + 1;
  const running = changeStage(passed, index, { running: counts.running + 1 });
  const started = changeCluster(running, name, { ...cluster, status: "running", attempt });
  const told = say(started, {
    kind: "cluster.starts",
    stage: planned.name,
    cluster: name,
    attempt,
    reason: `starts: ${slotWords(planned, counts.running + 1)}${attempt === 1 ? "" : `, attempt ${attempt}`}`,
  });
  return ask(told, { kind: "startUpgrade", cluster: entry, attempt, skips: cluster.skips });
}

/** A held cluster is counted once, however often the cursor comes by. */
function countHeld(
  turn: RolloutTurn,
  stage: OpenStage,
  name: string,
  cluster: ClusterState,
): RolloutTurn {
  if (cluster.held === undefined || cluster.held.counted) return turn;
  const counted = changeStage(turn, stage.index, { held: stage.counts.held + 1 });
  return changeCluster(counted, name, { ...cluster, held: { ...cluster.held, counted: true } });
}

/** Notes that the cursor has passed a cluster that may not start yet; nothing else is kept of it. */
function defer(
  turn: RolloutTurn,
  { index, counts }: OpenStage,
  { key, rule, words, needsPerson, untilMs }: Extract<Permission, { readonly kind: "defer" }>,
): RolloutTurn {
  const { count = 0, first = counts.cursor } = counts.deferred?.[key] ?? {};
  const entry = { rule, words, needsPerson, count: count + 1, first };
  return changeStage(turn, index, {
    deferred: {
      ...counts.deferred,
      [key]: { ...entry, ...(untilMs === undefined ? {} : { untilMs }) },
    },
  });
}

function isComplete({ planned, counts }: OpenStage): boolean {
  const isWaiting = Object.keys(counts.deferred ?? {}).length > 0 || counts.held > 0;
  return counts.cursor >= planned.clusters.length && counts.running === 0 && !isWaiting;
}

function endStage(turn: RolloutTurn, stage: OpenStage): RolloutTurn {
  return say(change(turn, { stage: stage.index + 1, saidHeld: false }), {
    kind: "stage.ended",
    stage: stage.planned.name,
    result: "done",
    reason: `stage ${stage.planned.name} ends: ${stageResultWords(stage.planned, stage.counts)}`,
  });
}

function sayHeld(turn: RolloutTurn, stage: OpenStage): RolloutTurn {
  if (turn.state.saidHeld) return turn;
  return say(change(turn, { saidHeld: true }), {
    kind: "rollout.held",
    stage: stage.planned.name,
    rule: "failure-budget",
    needsPerson: true,
    reason: heldWords(stage.planned, stage.counts),
  });
}

function endFailed(turn: RolloutTurn, stage: OpenStage): RolloutTurn {
  if (totalRunning(turn.state) > 0) return turn;
  const ended = say(turn, {
    kind: "stage.ended",
    stage: stage.planned.name,
    result: "failed",
    reason: `stage ${stage.planned.name} fails: ${stageResultWords(stage.planned, stage.counts)}`,
  });
  const told = say(change(ended, { phase: "failed" }), {
    kind: "rollout.ended",
    result: "failed",
    needsPerson: true,
    reason: `rollout failed: ${totalWords(turn)}; mend what failed, then retry it or skip it`,
  });
  return startFailureFlow(told);
}

/** Every stage is over, so nothing runs any more. */
function endDone(turn: RolloutTurn): RolloutTurn {
  return say(change(turn, { phase: "done" }), {
    kind: "rollout.ended",
    result: "done",
    reason: `rollout done: ${totalWords(turn)}`,
  });
}

function endCancelled(turn: RolloutTurn): RolloutTurn {
  if (turn.state.phase !== "cancelling" || totalRunning(turn.state) > 0) return turn;
  return say(change(turn, { phase: "cancelled" }), {
    kind: "rollout.ended",
    result: "cancelled",
    reason: `rollout cancelled: ${totalWords(turn)}`,
  });
}

function totalWords(turn: RolloutTurn): string {
  const total = turn.plan.stages.reduce((sum, stage) => sum + stage.clusters.length, 0);
  const sum = (field: "done" | "failed" | "cancelled" | "skipped"): number =>
    turn.state.stages.reduce((count, counts) => count + counts[field], 0);
  const others = (["failed", "cancelled", "skipped"] as const)
    .filter((field) => sum(field) > 0)
    .map((field) => `, ${sum(field)} ${field}`);
  const partly = turn.state.stages.reduce((count, counts) => count + partlyOf(counts), 0);
  const done = `${sum("done")} of ${total}`;
  const there =
    partly === 0
      ? `${done} at their target`
      : `${done} done, ${partly} of them without steps that were skipped`;
  return `${there}${others.join("")}`;
}

/** Tells once why the clusters that wait do: the rule, for the open stage and for the stages after it. */
function sayWaits(turn: RolloutTurn): RolloutTurn {
  const stage = stageAt(turn, turn.state.stage);
  if (stage === undefined || turn.state.phase !== "running") return turn;
  const { planned, counts, index } = stage;
  const waiting = planned.clusters.length - counts.cursor;
  const later = turn.plan.stages.slice(index + 1).filter((next) => next.clusters.length > 0);
  const held = counts.paused ?? turn.state.paused;
  const key = `${index}:${waiting > 0}:${later.length}:${held === undefined ? "" : "paused"}`;
  if (key === turn.state.saidWaits) return turn;
  let told = change(turn, { saidWaits: key });
  if (waiting > 0) {
    const who = `${many(waiting, "cluster")} of stage ${planned.name} ${waiting === 1 ? "waits" : "wait"}`;
    told = say(told, {
      kind: "cluster.waits",
      stage: planned.name,
      rule: held === undefined ? "concurrency" : "paused",
      needsPerson: held !== undefined,
      ...named(planned.clusters.slice(counts.cursor).map((cluster) => cluster.name)),
      reason:
        held === undefined
          ? `${who} for a slot: ${slotWords(planned, counts.running)}`
          : `${who} until the pause of ${held.actor} ends: ${held.reason}`,
    });
  }
  for (const next of later) {
    told = say(told, {
      kind: "cluster.waits",
      stage: next.name,
      rule: "stage-order",
      ...named(next.clusters.map((cluster) => cluster.name)),
      reason: `stage ${next.name} waits for stage ${planned.name}`,
    });
  }
  return told;
}

/** Names are told for a few; of thousands the stage says it all. */
function named(clusters: readonly string[]): { readonly clusters?: readonly string[] } {
  return clusters.length <= 20 ? { clusters } : {};
}
