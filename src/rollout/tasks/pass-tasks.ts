import type { Reading, OpenStage, RolloutTurn } from "../turn.ts";
import { approvalLookMs, askApproval, lookAtApproval } from "./approval.ts";
import { beginFlow, lookAtFlow } from "./flow-task.ts";
import { beginNotify } from "./notify-task.ts";
import { taskState, tasksOf, tasksOfStage, type Side, type TaskPlace } from "./task-place.ts";
import { beginWait, lookAtWait, waitUntilMs } from "./wait-tasks.ts";

/** Where the tasks of a stage stand after one look. */
export interface TasksTaken {
  readonly turn: RolloutTurn;
  /** `passed` when the stage may go on, `failed` when a task said no for good, else `open`. */
  readonly kind: "passed" | "open" | "failed";
}

/**
 * One look at a stage's tasks before or after its clusters: the first that is not over is begun or
 * looked at, and the next only when it is passed. A stage without clusters passes its tasks too
 * (semantics 2). While the stage or the rollout is paused nothing is begun.
 */
export function* passTasks(start: RolloutTurn, stage: OpenStage, side: Side): Reading<TasksTaken> {
  let turn = start;
  for (const at of tasksOf(turn.plan, stage.index, side)) {
    turn = yield* lookAtTask(turn, at);
    const { status } = taskState(turn.state, at);
    if (status === "failed") return { turn, kind: "failed" };
    if (status === "open" || status === "pending") return { turn, kind: "open" };
  }
  return { turn, kind: "passed" };
}

function* lookAtTask(turn: RolloutTurn, at: TaskPlace): Reading<RolloutTurn> {
  const { status } = taskState(turn.state, at);
  if (isPaused(turn, at)) return turn;
  const begun = status === "pending" ? begin(turn, at) : turn;
  return taskState(begun.state, at).status === "open" ? yield* look(begun, at) : begun;
}

function isPaused({ state }: RolloutTurn, { stage }: TaskPlace): boolean {
  return state.paused !== undefined || state.stages[stage]?.paused !== undefined;
}

function begin(turn: RolloutTurn, at: TaskPlace): RolloutTurn {
  switch (at.kind) {
    case "approval":
      return askApproval(turn, at);
    case "timed-wait":
    case "scheduled-start":
      return beginWait(turn, at);
    case "gate":
    case "workflow":
      return beginFlow(turn, at);
    case "notify":
      return beginNotify(turn, at);
  }
}

function* look(turn: RolloutTurn, at: TaskPlace): Reading<RolloutTurn> {
  switch (at.kind) {
    case "approval":
      return lookAtApproval(turn, at);
    case "timed-wait":
    case "scheduled-start":
      return lookAtWait(turn, at);
    case "gate":
    case "workflow":
      return yield* lookAtFlow(turn, at);
    case "notify":
      // It ends when the host says what came of it.
      return turn;
  }
}

/** When a task may change by itself, in epoch milliseconds; undefined when only people or flows move it. */
export function nextTaskLookMs(turn: RolloutTurn, stage: OpenStage): number | undefined {
  const at = tasksOfStage(turn.plan, stage.index).find(
    (task) => taskState(turn.state, task).status === "open",
  );
  if (at === undefined || isPaused(turn, at)) return undefined;
  const state = taskState(turn.state, at);
  switch (at.kind) {
    case "approval":
      return approvalLookMs(at, state);
    case "timed-wait":
    case "scheduled-start":
      return waitUntilMs(at, state);
    case "gate":
    case "workflow":
    case "notify":
      return undefined;
  }
}
