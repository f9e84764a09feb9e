import { ask, change, changeStep, isActive, isSettled, say, stepsOf, type Turn } from "./turn.ts";

/** Begins to end the upgrade early: no step starts any more, and every open one puts back what it marked or held (I9). */
export function beginEnding(
  turn: Turn,
  result: "failed" | "cancelled",
  actor: string,
  reason: string,
): Turn {
  const ending = say(change(turn, { phase: "ending", ending: { result, actor, reason } }), {
    kind: "upgrade.ending",
    result,
    actor,
    reason: `${result === "failed" ? "stops" : "is cancelled"}: ${reason}`,
  });
  return stepsOf(ending)
    .filter(({ state }) => isActive(state) && state.status !== "puttingBack")
    .reduce((next, { step }) => putBackStep(next, step.id, "cancelled"), ending);
}

/** Turns a step to putting back; when that is done it stands as `endsAs`. */
export function putBackStep(
  turn: Turn,
  id: string,
  endsAs: "failed" | "cancelled" | "skipped",
): Turn {
  return changeStep(turn, id, {
    status: "puttingBack",
    endsAs,
    failures: 0,
    tryStartedAtMs: turn.nowMs,
    nextLookAtMs: turn.nowMs,
  });
}

/** Ends the upgrade when nothing of it is open any more. */
export function endWhenOver(turn: Turn): Turn {
  const steps = stepsOf(turn);
  const { phase, ending } = turn.upgrade;
  if (steps.some(({ state }) => isActive(state))) return turn;
  if (phase === "ending" && ending !== undefined)
    return end(turn, ending.result, ending.reason, ending.actor);
  if (phase === "running" && steps.every(({ state }) => isSettled(state))) {
    const skipped = skippedOf(turn);
    const words = skipped === 0 ? "every step done" : `every step done, ${skipped} skipped`;
    return end(turn, "done", words, "fleetlift");
  }
  return turn;
}

function skippedOf(turn: Turn): number {
  return stepsOf(turn).filter(({ state }) => state.status === "skipped").length;
}

/** Ends at once: nothing is open. */
export function end(
  turn: Turn,
  result: "done" | "failed" | "cancelled",
  reason: string,
  actor: string,
): Turn {
  const ended = say(change(turn, { phase: result }), {
    kind: "upgrade.ended",
    result,
    actor,
    reason,
  });
  const holdsLease = turn.upgrade.flow === undefined;
  return ask(holdsLease ? ask(ended, { kind: "releaseLease" }) : ended, {
    kind: "report",
    result,
    skipped: skippedOf(turn),
    reason,
  });
}
