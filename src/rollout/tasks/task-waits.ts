import { formatDuration } from "../../model/duration.ts";
import { shortHash } from "../../model/hash.ts";
import type { Plan } from "../../model/plan.ts";
import type { RolloutState, TaskState } from "../../model/rollout-state.ts";
import type { WaitReason } from "../why-waits.ts";
import {
  taskState,
  tasksOf,
  tasksOfStage,
  type PlaceOf,
  type Side,
  type TaskPlace,
} from "./task-place.ts";
import {
  expiresAtMs,
  expiryWords,
  givenWords,
  rolesWords,
  sideWords,
  taskName,
  timeWords,
} from "./task-words.ts";
import { waitUntilMs } from "./wait-tasks.ts";

/** What of a stage is open now, or has failed; not what comes later. */
export function standingTasks(
  plan: Plan,
  state: RolloutState,
  stage: number,
): readonly WaitReason[] {
  return tasksOfStage(plan, stage).flatMap((at) => {
    const task = taskState(state, at);
    if (task.status === "open") return [openReason(state, at, task)];
    return task.status === "failed" ? [failedReason(state, at, task)] : [];
  });
}

/** What of one side of a stage is still to be over, in its order: what is open, and what comes later. */
export function taskReasons(
  plan: Plan,
  state: RolloutState,
  stage: number,
  side: Side,
): readonly WaitReason[] {
  return tasksOf(plan, stage, side).flatMap((at) => {
    const task = taskState(state, at);
    switch (task.status) {
      case "open":
        return [openReason(state, at, task)];
      case "failed":
        return [failedReason(state, at, task)];
      case "pending":
        return laterReason(at);
      case "passed":
      case "skipped":
        return [];
    }
  });
}

function openReason(state: RolloutState, at: TaskPlace, task: TaskState): WaitReason {
  const { rollout } = state;
  const skip = `fleetlift skip ${rollout} --stage ${at.stageName} --task ${at.key}`;
  switch (at.kind) {
    case "approval":
      return approvalReason(state, at, task);
    case "timed-wait":
    case "scheduled-start": {
      const untilMs = waitUntilMs(at, task);
      const words =
        at.kind === "timed-wait"
          ? `${taskName(at)} ${sideWords(at)}, until ${timeWords(untilMs)}`
          : `${taskName(at)} ${sideWords(at)}`;
      return { rule: at.kind, needsPerson: false, untilMs, who: skip, words };
    }
    case "gate":
    case "workflow":
      return {
        rule: at.kind,
        needsPerson: false,
        who: skip,
        words: `${taskName(at)} ${sideWords(at)}, which runs`,
      };
    case "notify":
      return {
        rule: at.kind,
        needsPerson: false,
        words: `${taskName(at)} ${sideWords(at)}, which is being sent`,
      };
  }
}

function approvalReason(
  { rollout, plan, askedBy = [] }: RolloutState,
  at: PlaceOf<"approval">,
  task: TaskState,
): WaitReason {
  const untilMs = expiresAtMs(at, task);
  const others = askedBy.length === 0 ? "" : `, not by ${askedBy.join(" or ")} who asked for it`;
  return {
    rule: at.kind,
    needsPerson: true,
    ...(untilMs === undefined ? {} : { untilMs }),
    who: `${rolesWords(at.planned.roles)}${others}`,
    words: `${taskName(at)} ${sideWords(at)}: ${givenWords(at, task)}${expiryWords(untilMs)}${others}; approve with: fleetlift approve ${rollout} --plan ${shortHash(plan)}`,
  };
}

function failedReason({ rollout }: RolloutState, at: TaskPlace, { said }: TaskState): WaitReason {
  return {
    rule: at.kind,
    needsPerson: true,
    words: `${taskName(at)} ${sideWords(at)}, which is to be tried again: fleetlift retry ${rollout}, or left out: fleetlift skip ${rollout} --stage ${at.stageName} --task ${at.key} (${said})`,
  };
}

/** A message takes no time, and nobody waits for one that is still to come. */
function laterReason(at: TaskPlace): readonly WaitReason[] {
  if (at.kind === "notify") return [];
  const when = at.side === "after" ? "when the stage ends" : "when the stage is reached";
  const later =
    at.kind === "approval"
      ? ` (asked ${when}${at.planned.expiresAfterMs === undefined ? "" : `, asked anew after ${formatDuration(at.planned.expiresAfterMs)}`})`
      : "";
  return [{ rule: at.kind, needsPerson: false, words: `${taskName(at)} ${sideWords(at)}${later}` }];
}
