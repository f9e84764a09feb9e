import type { PlannedCluster } from "../model/plan.ts";
import type { ClusterState } from "../model/rollout-state.ts";
import { canaryBarrier } from "./canaries.ts";
import { askAgain, defer, isCountedUnreached, wake } from "./deferrals.ts";
import type { Look } from "./look.ts";
import { mayStart } from "./may-start.ts";
import { skipLeft } from "./membership.ts";
import { whyNothingStarts } from "./stage-limits.ts";
import {
  ask,
  changeCluster,
  changeStage,
  readCluster,
  say,
  stageAt,
  type OpenStage,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";
import { windowBegins } from "./window-close.ts";
import { slotWords } from "./words.ts";

/** How many clusters one decision reads at most; the rest is left to the next look, at once. */
const READS_PER_LOOK = 500;

/** Considers the clusters of a stage in their order, as long as there is a slot. */
export function* fillSlots(start: RolloutTurn, index: number, look: Look): Reading<RolloutTurn> {
  let turn = start;
  for (let reads = 0; ; reads += 1) {
    const stage = stageAt(turn, index);
    if (stage === undefined || isHeld(turn, stage)) return turn;
    const { planned, counts } = stage;
    if (counts.running >= planned.maxConcurrency) return turn;
    if (reads >= READS_PER_LOOK) return ask(turn, { kind: "lookAgain" });
    const barrier = yield* canaryBarrier(turn, stage);
    look.barrier = barrier.reason;
    turn = barrier.turn;
    const next = planned.clusters[counts.cursor];
    if (next === undefined || barrier.reason !== undefined) {
      const again = askAgain(turn, stage);
      if (again === undefined) return turn;
      turn = again;
    } else turn = yield* consider(turn, stage, next, look);
  }
}

function isHeld(turn: RolloutTurn, { planned, counts }: OpenStage): boolean {
  const isPaused = counts.paused !== undefined || turn.state.paused !== undefined;
  return isPaused || whyNothingStarts(planned, counts) !== undefined;
}

/** Starts the cluster at the cursor if it may, and moves the cursor past it. */
function* consider(
  turn: RolloutTurn,
  stage: OpenStage,
  entry: PlannedCluster,
  look: Look,
): Reading<RolloutTurn> {
  const { name } = entry;
  const { index, counts } = stage;
  const cluster = yield* readCluster(turn, name);
  const passed = changeStage(turn, index, { cursor: counts.cursor + 1 });
  if (cluster.status !== "waiting") return passed;
  if (cluster.left === true) return wake(skipLeft(passed, stage, name, cluster));
  if (cluster.held !== undefined) return countHeld(passed, stage, name, cluster);
  if (isCountedUnreached(counts, cluster)) return passed;
  const reason = yield* mayStart(passed, entry, look.calendars);
  if (reason === undefined) return startUpgrade(passed, stage, entry, cluster, look);
  const deferred = defer(passed, stage, counts.cursor, reason);
  look.deferred.set(deferred.key, [...(look.deferred.get(deferred.key) ?? []), name]);
  return deferred.turn;
}

function startUpgrade(
  turn: RolloutTurn,
  { index, counts, planned }: OpenStage,
  entry: PlannedCluster,
  cluster: ClusterState,
  look: Look,
): RolloutTurn {
  const { name } = entry;
  const attempt = cluster.attempt + 1;
  const { unreached: _, windowHold: _hold, ...free } = cluster;
  const running = changeStage(turn, index, { running: counts.running + 1 });
  const started = changeCluster(running, name, { ...free, status: "running", attempt });
  const told = say(windowBegins(started, index, entry, look), {
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
