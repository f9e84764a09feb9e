import { stageAt, type OpenStage, type RolloutTurn } from "../turn.ts";

/** Where the tasks of a stage stand after one look. */
export interface TasksTaken {
  readonly turn: RolloutTurn;
  /** `passed` when the stage may go on, `failed` when a task said no for good, else `open`. */
  readonly kind: "passed" | "open" | "failed";
}

/**
 * One look at a stage's tasks before or after its clusters: the first that is not over is begun or
 * looked at, and the next only when it is passed. A stage without clusters passes its tasks too
 * (semantics 2).
 */
export function passTasks(
  turn: RolloutTurn,
  stage: OpenStage,
  place: "before" | "after",
): TasksTaken {
  const tasks = (stageAt(turn, stage.index)?.planned ?? stage.planned)[place] ?? [];
  return { turn, kind: tasks.length === 0 ? "passed" : "open" };
}

/** When a task may change by itself, in epoch milliseconds; undefined when only people or flows move it. */
export function nextTaskLookMs(_turn: RolloutTurn, _stage: OpenStage): number | undefined {
  return undefined;
}
