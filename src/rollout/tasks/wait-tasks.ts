import { formatDuration } from "../../model/duration.ts";
import type { TaskState } from "../../model/rollout-state.ts";
import type { RolloutTurn } from "../turn.ts";
import { endTask, sayOfTask, setTask, taskState, type PlaceOf } from "./task-place.ts";
import { sideWords, timeWords } from "./task-words.ts";

type WaitTask = PlaceOf<"timed-wait"> | PlaceOf<"scheduled-start">;

/** When it is over: a wait counts from when it was begun. */
export function waitUntilMs(at: WaitTask, { openedAtMs }: TaskState): number {
  return at.kind === "timed-wait" ? openedAtMs + at.planned.waitMs : at.planned.atMs;
}

/** Begins a wait; a time that is past already passes at once, and says so. */
export function beginWait(turn: RolloutTurn, at: WaitTask): RolloutTurn {
  const { nowMs } = turn;
  const round = taskState(turn.state, at).round + 1;
  const open: TaskState = { status: "open", openedAtMs: nowMs, round, said: "" };
  const untilMs = waitUntilMs(at, open);
  const opened = setTask(turn, at, open);
  if (at.kind === "scheduled-start" && untilMs <= nowMs) {
    const reason = `${sideWords(at)} nothing is waited for: ${timeWords(untilMs)} is past`;
    return endTask(opened, at, "passed", reason);
  }
  const what = at.kind === "timed-wait" ? `${formatDuration(at.planned.waitMs)}, ` : "";
  return sayOfTask(opened, at, {
    kind: "task.waits",
    untilMs,
    reason: `waits ${what}until ${timeWords(untilMs)}, ${sideWords(at)}`,
  });
}

export function lookAtWait(turn: RolloutTurn, at: WaitTask): RolloutTurn {
  const untilMs = waitUntilMs(at, taskState(turn.state, at));
  if (turn.nowMs < untilMs) return turn;
  const reason =
    at.kind === "timed-wait"
      ? `waited ${formatDuration(at.planned.waitMs)} ${sideWords(at)}`
      : `the time of the start has come, ${timeWords(untilMs)}, ${sideWords(at)}`;
  return endTask(turn, at, "passed", reason);
}
