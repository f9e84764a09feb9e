import { shortHash } from "../../model/hash.ts";
import type { TaskState } from "../../model/rollout-state.ts";
import type { RolloutTurn } from "../turn.ts";
import { sayOfTask, setTask, taskState, type PlaceOf } from "./task-place.ts";
import { expiresAtMs, expiryWords, givenWords, sideWords, taskName } from "./task-words.ts";

/** How often people are reminded of an approval that does not expire. */
const REMINDER_MS = 24 * 3_600_000;

type Approval = PlaceOf<"approval">;

/** Asks for approvals, as a new round: what was given in an earlier one counts no more. */
export function askApproval(turn: RolloutTurn, at: Approval): RolloutTurn {
  const round = taskState(turn.state, at).round + 1;
  const open: TaskState = {
    status: "open",
    openedAtMs: turn.nowMs,
    round,
    approvals: [],
    said: "",
  };
  const untilMs = expiresAtMs(at, open);
  const { rollout, plan, rounds = 0 } = turn.state;
  const time = round - rounds;
  const again = time === 1 ? "" : ` (asked the ${ordinal(time)} time)`;
  return sayOfTask(setTask(turn, at, open), at, {
    kind: "approval.asked",
    plan,
    needsPerson: true,
    ...(untilMs === undefined ? {} : { untilMs }),
    reason: `${taskName(at)} needed ${sideWords(at)}${again}${expiryWords(untilMs)}: fleetlift approve ${rollout} --plan ${shortHash(plan)}`,
  });
}

/** `2nd`, `3rd`, `11th`. */
function ordinal(count: number): string {
  const tens = count % 100;
  const suffix = tens > 10 && tens < 14 ? undefined : ["st", "nd", "rd"][(count % 10) - 1];
  return `${count}${suffix ?? "th"}`;
}

/** Ends a round that nobody completed in time and asks anew, or reminds people, once each time. */
export function lookAtApproval(turn: RolloutTurn, at: Approval): RolloutTurn {
  const state = taskState(turn.state, at);
  const untilMs = expiresAtMs(at, state);
  if (untilMs !== undefined && turn.nowMs >= untilMs) {
    const expired = sayOfTask(turn, at, {
      kind: "approval.expired",
      needsPerson: true,
      reason: `${taskName(at)} ${sideWords(at)} did not come in time: ${givenWords(at, state)}, and they count no more`,
    });
    return askApproval(expired, at);
  }
  const remindAtMs = nextReminderMs(at, state);
  return remindAtMs === undefined || turn.nowMs < remindAtMs ? turn : remind(turn, at, state);
}

function remind(turn: RolloutTurn, at: Approval, state: TaskState): RolloutTurn {
  const untilMs = expiresAtMs(at, state);
  const reminded = setTask(turn, at, { ...state, remindedAtMs: turn.nowMs });
  return sayOfTask(reminded, at, {
    kind: "approval.reminded",
    needsPerson: true,
    ...(untilMs === undefined ? {} : { untilMs }),
    reason: `still waits for ${taskName(at)} ${sideWords(at)}: ${givenWords(at, state)}${expiryWords(untilMs)}`,
  });
}

/** Half of the time until it expires, once; without an expiry once a day. */
function nextReminderMs(
  { planned: { expiresAfterMs } }: Approval,
  { openedAtMs, remindedAtMs }: TaskState,
): number | undefined {
  if (expiresAfterMs === undefined) return (remindedAtMs ?? openedAtMs) + REMINDER_MS;
  return remindedAtMs === undefined ? openedAtMs + expiresAfterMs / 2 : undefined;
}

/** When an open approval changes by itself: it reminds, or it expires. */
export function approvalLookMs(at: Approval, state: TaskState): number | undefined {
  return nextReminderMs(at, state) ?? expiresAtMs(at, state);
}
