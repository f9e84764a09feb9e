import { wake } from "./deferrals.ts";
import { endCancelled, endDone, endFailed, endStage, sayHeld } from "./ends.ts";
import { fillSlots } from "./fill-slots.ts";
import { newLook, type Look } from "./look.ts";
import { setNextLook } from "./next-look.ts";
import { rolloutsBefore } from "./rollout-dependencies.ts";
import { sayWaits } from "./say-waits.ts";
import { whyNothingStarts } from "./stage-limits.ts";
import { passTasks } from "./tasks/pass-tasks.ts";
import {
  changeStage,
  knownStage,
  say,
  stageAt,
  type OpenStage,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";
import { followWindows } from "./window-close.ts";
import { many } from "./words.ts";

/**
 * Which clusters start now, and what follows: stages end, the next one opens, the rollout ends.
 * Says why the others wait whenever that changes (I13), and when to look again. Keeps I5: a stage
 * never has more running than `maxConcurrency`, and starts none once more than `maxAllowedFailures`
 * have failed; and I6: what `mayStart` and the stage's tasks say.
 */
export function* decide(start: RolloutTurn): Reading<RolloutTurn> {
  const look = newLook(start.plan, start.nowMs);
  const awake = yield* followWindows(wake(endCancelled(start)), look);
  const decided = yield* goOn(awake, look);
  return setNextLook(sayWaits(decided, look));
}

function* goOn(start: RolloutTurn, look: Look): Reading<RolloutTurn> {
  let turn = start;
  while (turn.state.phase === "running") {
    const stage = stageAt(turn, turn.state.stage);
    look.clustersMayStart = false;
    if (stage === undefined) return endDone(turn);
    const before = rolloutsBefore(turn);
    if (before.kind === "wait") return before.turn;
    turn = openStage(before.turn, stage);
    if (whyNothingStarts(stage.planned, stage.counts) !== undefined)
      return endFailed(sayHeld(turn, stage), stage);
    const begun = yield* passTasks(turn, stage, "before");
    if (begun.kind === "failed") return endFailed(begun.turn, stage);
    if (begun.kind === "open") return begun.turn;
    look.clustersMayStart = true;
    turn = yield* fillSlots(begun.turn, stage.index, look);
    const now = knownStage(turn, stage.index);
    // A cluster that was left out on the way may have made the stage fail.
    if (whyNothingStarts(now.planned, now.counts) !== undefined) continue;
    if (!isComplete(now)) return turn;
    const over = yield* passTasks(turn, now, "after");
    if (over.kind === "failed") return endFailed(over.turn, now);
    if (over.kind === "open") return over.turn;
    turn = endStage(over.turn, now);
  }
  return turn;
}

function openStage(turn: RolloutTurn, stage: OpenStage): RolloutTurn {
  if (stage.counts.opened) return turn;
  const { name, clusters, maxConcurrency, maxAllowedFailures, minSuccess = 0 } = stage.planned;
  const least = minSuccess === 0 ? "" : `, ${minSuccess} must succeed`;
  return say(changeStage(turn, stage.index, { opened: true }), {
    kind: "stage.started",
    stage: name,
    reason:
      clusters.length === 0
        ? `stage ${name} has no clusters and is passed`
        : `stage ${name} starts: ${many(clusters.length, "cluster")}, at most ${maxConcurrency} at once, ${many(maxAllowedFailures, "failure")} allowed${least}`,
  });
}

function isComplete({ planned, counts }: OpenStage): boolean {
  const isWaiting = Object.keys(counts.deferred ?? {}).length > 0 || counts.held > 0;
  return counts.cursor >= planned.clusters.length && counts.running === 0 && !isWaiting;
}
