import type { Upgrade } from "../model/upgrade.ts";
import {
  ask,
  change,
  changeStep,
  isActive,
  mainStepsOf,
  type PlacedStep,
  say,
  stepsOf,
  type Turn,
} from "./turn.ts";

/** Why an upgrade ends before all of its steps are done. */
export type Ending = NonNullable<Upgrade["ending"]>;

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
  const tells = result === "failed" && turn.upgrade.flow === undefined;
  const told = tells ? ask(ending, { kind: "reportFailing" }) : ending;
  return stepsOf(told)
    .filter(({ state }) => isActive(state) && state.status !== "puttingBack")
    .reduce((next, { step }) => putBackStep(next, step.id, "cancelled"), told);
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
    skipped: leftOutByPerson(turn).length,
    reason,
  });
}

/** The member gave no answer before anything was done to it; what becomes of it is for its stage to say. */
export function endUnreachable(turn: Turn, reason: string): Turn {
  const ended = say(change(turn, { phase: "cancelled" }), {
    kind: "upgrade.ended",
    result: "cancelled",
    rule: "unreachable",
    reason: `${reason}; nothing was done to it`,
  });
  const released = ask(ended, { kind: "releaseLease" });
  return ask(released, { kind: "report", result: "unreachable", skipped: 0, reason });
}

/** Steps that somebody chose to skip; what a step's own condition leaves out belongs to the plan. */
export function leftOutByPerson(turn: Pick<Turn, "plan" | "upgrade">): readonly PlacedStep[] {
  return mainStepsOf(turn).filter(
    ({ state }) => state.status === "skipped" && state.skippedBy === undefined,
  );
}
