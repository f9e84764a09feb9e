import { whyNothingStarts } from "./stage-limits.ts";
import { startFailureFlow } from "./tasks/failure-flow.ts";
import { tasksOfStage, taskState } from "./tasks/task-place.ts";
import { sideWords, taskName } from "./tasks/task-words.ts";
import { change, say, totalRunning, type OpenStage, type RolloutTurn } from "./turn.ts";
import { partlyOf, stageResultWords } from "./words.ts";

/** The stage's clusters and tasks are over: the next one may open. */
export function endStage(turn: RolloutTurn, stage: OpenStage): RolloutTurn {
  return say(change(turn, { stage: stage.index + 1, saidHeld: false }), {
    kind: "stage.ended",
    stage: stage.planned.name,
    result: "done",
    reason: `stage ${stage.planned.name} ends: ${stageResultWords(stage.planned, stage.counts)}`,
  });
}

/** Tells once that a limit of the stage is reached. */
export function sayHeld(turn: RolloutTurn, stage: OpenStage): RolloutTurn {
  const limit = whyNothingStarts(stage.planned, stage.counts);
  if (turn.state.saidHeld || limit === undefined) return turn;
  return say(change(turn, { saidHeld: true }), {
    kind: "rollout.held",
    stage: stage.planned.name,
    rule: limit.rule,
    needsPerson: true,
    reason: limit.words,
  });
}

/** The stage failed, and the rollout with it, as soon as nothing runs any more. */
export function endFailed(turn: RolloutTurn, { planned, counts, index }: OpenStage): RolloutTurn {
  if (totalRunning(turn.state) > 0) return turn;
  const limit = whyNothingStarts(planned, counts);
  const ended = say(turn, {
    kind: "stage.ended",
    stage: planned.name,
    result: "failed",
    reason: `stage ${planned.name} fails: ${stageResultWords(planned, counts)}${limit?.rule === "min-success" ? `, ${planned.minSuccess} must succeed` : ""}`,
  });
  const help = limit?.help ?? "mend what failed, then retry it or skip it";
  const told = say(change(ended, { phase: "failed" }), {
    kind: "rollout.ended",
    result: "failed",
    needsPerson: true,
    reason: `rollout failed${failedAt(turn, index)}: ${totalWords(turn)}; ${help}`,
  });
  return startFailureFlow(told);
}

/** At which of its tasks the stage failed; empty when it failed by its clusters. */
function failedAt({ plan, state }: RolloutTurn, stage: number): string {
  const at = tasksOfStage(plan, stage).find((task) => taskState(state, task).status === "failed");
  return at === undefined ? "" : ` at ${taskName(at)} ${sideWords(at)}`;
}

/** Every stage is over, so nothing runs any more. */
export function endDone(turn: RolloutTurn): RolloutTurn {
  return say(change(turn, { phase: "done" }), {
    kind: "rollout.ended",
    result: "done",
    reason: `rollout done: ${totalWords(turn)}`,
  });
}

export function endCancelled(turn: RolloutTurn): RolloutTurn {
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
