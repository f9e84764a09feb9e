import type { Json } from "../model/data.ts";
import { formatDuration } from "../model/duration.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Step } from "../model/plan.ts";
import type { StepState } from "../model/upgrade.ts";
import { failStep } from "./fail-step.ts";
import { finishStep } from "./finish-step.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { clip } from "./clip.ts";
import { changeStep, isLate, say, stepsOf, type Turn } from "./turn.ts";

/** How long putting back is tried when it does not succeed: time for an API to come back, or for a person to renew credentials. */
const PUT_BACK_WITHIN_MS = 3_600_000;
/** A pause between two tries of it is never longer, whatever the step's policy says. */
const PUT_BACK_AGAIN_MS = 5 * 60_000;

/** A step that asks to be looked at again at once, or to be put back without a pause, would keep the host busy with nothing else. */
const LEAST_AGAIN_MS = 1_000;

/** Takes in what an action said after a look. A step that is not open any more, or unknown, changes nothing. */
export function takeLook(turn: Turn, id: string, outcome: Outcome, memo: Json): Turn {
  const found = stepsOf(turn).find(({ step }) => step.id === id);
  if (found === undefined) return turn;
  const noted = changeStep(turn, id, { memo });
  const told = clipped(outcome);
  switch (found.state.status) {
    case "running":
    case "waiting":
    case "retrying":
      return forward(noted, found.step, found.state, told);
    case "puttingBack":
      return backward(noted, found.step, found.state, told);
    case "pending":
    case "done":
    case "failed":
    case "skipped":
    case "cancelled":
      return turn;
  }
}

function forward(turn: Turn, step: Step, state: StepState, outcome: Outcome): Turn {
  if (isLate(turn, step, state) && maySucceedLater(outcome)) {
    const why = `timed out after ${formatDuration(step.timeoutMs)}; last seen: ${wordsOf(outcome)}`;
    return failStep(turn, step, why);
  }
  switch (outcome.kind) {
    case "done":
      return finishStep(turn, step, outcome);
    case "requeue": {
      const next = lookAgain(turn, step, "running", state, outcome.afterMs, outcome.progress);
      if (sameWords(state.said, outcome.progress)) return next;
      return say(next, { kind: "step.progress", step: step.id, reason: outcome.progress });
    }
    case "waiting": {
      const next = lookAgain(turn, step, "waiting", state, outcome.afterMs, outcome.for);
      if (sameWords(state.said, outcome.for)) return next;
      const { needsPerson } = outcome;
      return say(next, { kind: "step.waiting", step: step.id, needsPerson, reason: outcome.for });
    }
    case "failed":
      return outcome.class === "terminal"
        ? failStep(turn, step, outcome.why, outcome.rule)
        : retryStep(turn, step, state, outcome.why);
  }
}

function maySucceedLater(outcome: Outcome): outcome is Exclude<Outcome, { kind: "done" }> {
  return outcome.kind !== "done" && !(outcome.kind === "failed" && outcome.class === "terminal");
}

/** A look that worked breaks the row of failures. The next comes no later than the end of the step's time. */
function lookAgain(
  turn: Turn,
  step: Step,
  status: "running" | "waiting",
  { firstStartedAtMs }: StepState,
  afterMs: number,
  said: string,
): Turn {
  return changeStep(turn, step.id, {
    status,
    said,
    failures: 0,
    nextLookAtMs: Math.min(
      turn.nowMs + Math.max(afterMs, LEAST_AGAIN_MS),
      firstStartedAtMs + step.timeoutMs,
    ),
  });
}

/** The same but for a running count of time is not told again. */
function sameWords(before: string, now: string): boolean {
  const timeless = (text: string): string => text.replaceAll(/\b\d+ (?:s|min|h)\b/g, "");
  return timeless(before) === timeless(now);
}

/** Tries again under the step's policy, or fails for good with the reason why no further try is made. */
function retryStep(turn: Turn, step: Step, state: StepState, why: string): Turn {
  const { retry } = step;
  if (state.failures >= retry.limit) {
    const tries = state.failures + 1;
    return failStep(turn, step, tries === 1 ? why : `${why} (${tries} tries in a row)`);
  }
  const { rollout, cluster, attempt } = turn.upgrade;
  const delayMs = retryDelayMs(
    retry,
    state.failures,
    `${rollout}/${cluster}/${attempt}/${step.id}`,
  );
  const sinceFirstMs = turn.nowMs + delayMs - state.firstStartedAtMs;
  if (retry.totalTimeoutMs > 0 && sinceFirstMs >= retry.totalTimeoutMs) {
    return failStep(
      turn,
      step,
      `${why} (no further try: ${formatDuration(retry.totalTimeoutMs)} in all are used up)`,
    );
  }
  const next = changeStep(turn, step.id, {
    status: "retrying",
    failures: state.failures + 1,
    tryStartedAtMs: turn.nowMs + delayMs,
    nextLookAtMs: turn.nowMs + delayMs,
    said: why,
  });
  return say(next, {
    kind: "step.retrying",
    step: step.id,
    untilMs: turn.nowMs + delayMs,
    reason: `${why}; try ${state.failures + 2} of ${retry.limit + 1} in ${formatDuration(Math.ceil(delayMs / 1000) * 1000)}`,
  });
}

/** Marks that stay keep nodes out of service, so what does not succeed is tried again for long, refusals too: a person may mend them meanwhile. */
function backward(turn: Turn, step: Step, state: StepState, outcome: Outcome): Turn {
  if (outcome.kind === "done") return closed(turn, step, state, outcome.summary);
  if (turn.nowMs - state.tryStartedAtMs >= PUT_BACK_WITHIN_MS) {
    const words = `could not put back everything: ${wordsOf(outcome)}. ${step.undo}`;
    return closed(turn, step, state, words, true);
  }
  if (outcome.kind !== "failed")
    return changeStep(turn, step.id, {
      failures: 0,
      nextLookAtMs: turn.nowMs + Math.max(outcome.afterMs, LEAST_AGAIN_MS),
    });
  const { rollout, cluster, attempt } = turn.upgrade;
  const seed = `${rollout}/${cluster}/${attempt}/${step.id}/back`;
  const policyMs = retryDelayMs(step.retry, state.failures, seed);
  const delayMs = Math.min(Math.max(policyMs, LEAST_AGAIN_MS), PUT_BACK_AGAIN_MS);
  const { failures } = state;
  const next = changeStep(turn, step.id, {
    failures: failures + 1,
    nextLookAtMs: turn.nowMs + delayMs,
  });
  if (failures > 0) return next;
  return say(next, {
    kind: "step.retrying",
    step: step.id,
    untilMs: turn.nowMs + delayMs,
    needsPerson: outcome.class === "terminal",
    reason: `cannot put back now, and goes on trying for ${formatDuration(PUT_BACK_WITHIN_MS)}: ${outcome.why}`,
  });
}

function closed(turn: Turn, step: Step, state: StepState, words: string, needsPerson?: true): Turn {
  const status = state.endsAs;
  const kept = status === "failed" ? {} : { said: words };
  return say(changeStep(turn, step.id, { status, ...kept }), {
    kind: "step.put-back",
    step: step.id,
    needsPerson,
    reason: words,
  });
}

function wordsOf(outcome: Exclude<Outcome, { kind: "done" }>): string {
  switch (outcome.kind) {
    case "requeue":
      return outcome.progress;
    case "waiting":
      return outcome.for;
    case "failed":
      return outcome.why;
  }
}

function clipped(outcome: Outcome): Outcome {
  switch (outcome.kind) {
    case "done":
      return { ...outcome, summary: clip(outcome.summary) };
    case "requeue":
      return { ...outcome, progress: clip(outcome.progress) };
    case "waiting":
      return { ...outcome, for: clip(outcome.for) };
    case "failed":
      return { ...outcome, why: clip(outcome.why) };
  }
}
