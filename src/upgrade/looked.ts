import type { Json } from "../model/data.ts";
import { formatDuration } from "../model/duration.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Step } from "../model/plan.ts";
import type { StepState } from "../model/upgrade.ts";
import { beginEnding, putBackStep } from "./ending.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { changeStep, say, stepsOf, type Turn } from "./turn.ts";

/** Takes in what an action said after a look. A step that is not open any more, or unknown, changes nothing. */
export function takeLook(turn: Turn, id: string, outcome: Outcome, memo: Json): Turn {
  const found = stepsOf(turn).find(({ step }) => step.id === id);
  if (found === undefined) return turn;
  const noted = changeStep(turn, id, { memo });
  switch (found.state.status) {
    case "running":
    case "waiting":
    case "retrying":
      return forward(noted, found.step, found.state, outcome);
    case "puttingBack":
      return backward(noted, found.step, found.state, outcome);
    case "pending":
    case "done":
    case "failed":
    case "skipped":
    case "cancelled":
      return turn;
  }
}

function forward(turn: Turn, step: Step, state: StepState, outcome: Outcome): Turn {
  switch (outcome.kind) {
    case "done":
      return say(changeStep(turn, step.id, { status: "done", said: outcome.summary }), {
        kind: "step.done",
        step: step.id,
        reason: outcome.summary,
      });
    case "requeue": {
      const next = lookAgain(turn, step, "running", outcome.afterMs, outcome.progress);
      if (sameWords(state.said, outcome.progress)) return next;
      return say(next, { kind: "step.progress", step: step.id, reason: outcome.progress });
    }
    case "waiting": {
      const next = lookAgain(turn, step, "waiting", outcome.afterMs, outcome.for);
      if (sameWords(state.said, outcome.for)) return next;
      const { needsPerson } = outcome;
      return say(next, { kind: "step.waiting", step: step.id, needsPerson, reason: outcome.for });
    }
    case "failed":
      return outcome.class === "terminal"
        ? failStep(turn, step, outcome.why)
        : retryStep(turn, step, state, outcome.why);
  }
}

/** A look that worked breaks the row of failures. */
function lookAgain(
  turn: Turn,
  step: Step,
  status: "running" | "waiting",
  afterMs: number,
  said: string,
): Turn {
  return changeStep(turn, step.id, {
    status,
    said,
    failures: 0,
    nextLookAtMs: turn.nowMs + afterMs,
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

/** Fail fast: the step fails, everything open puts back what it holds, and the upgrade ends as failed. */
export function failStep(turn: Turn, step: Step, why: string): Turn {
  const failed = say(changeStep(turn, step.id, { said: why }), {
    kind: "step.failed",
    step: step.id,
    needsPerson: true,
    reason: `${step.title}: ${why}`,
  });
  return beginEnding(
    putBackStep(failed, step.id, "failed"),
    "failed",
    "fleetlift",
    `${step.title}: ${why}`,
  );
}

function backward(turn: Turn, step: Step, state: StepState, outcome: Outcome): Turn {
  switch (outcome.kind) {
    case "done":
      return closed(turn, step, state, outcome.summary);
    case "requeue":
    case "waiting":
      return changeStep(turn, step.id, { failures: 0, nextLookAtMs: turn.nowMs + outcome.afterMs });
    case "failed": {
      if (outcome.class === "terminal" || state.failures >= step.retry.limit) {
        return closed(
          turn,
          step,
          state,
          `could not put back everything: ${outcome.why}. ${step.undo}`,
        );
      }
      const { rollout, cluster, attempt } = turn.upgrade;
      const delayMs = retryDelayMs(
        step.retry,
        state.failures,
        `${rollout}/${cluster}/${attempt}/${step.id}/back`,
      );
      return changeStep(turn, step.id, {
        failures: state.failures + 1,
        nextLookAtMs: turn.nowMs + delayMs,
      });
    }
  }
}

function closed(turn: Turn, step: Step, state: StepState, words: string): Turn {
  const status = state.endsAs;
  const kept = status === "failed" ? {} : { said: words };
  return say(changeStep(turn, step.id, { status, ...kept }), {
    kind: "step.put-back",
    step: step.id,
    reason: words,
  });
}
