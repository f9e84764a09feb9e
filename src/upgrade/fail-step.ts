import type { RecoveryStep, Step } from "../model/plan.ts";
import { leavesSomething, withUndo } from "../plan/workflow/action-catalog.ts";
import { beginEnding, putBackStep } from "./ending.ts";
import { changeStep, recoveryStepsOf, say, type Turn } from "./turn.ts";

/**
 * A step fails for good, and puts back what it holds. Fail fast: everything open puts back with it,
 * and the upgrade ends as failed. Only one that says `continueOnError`, and one of the recovery, are
 * passed over: the rest goes on.
 */
export function failStep(turn: Turn, step: Step, why: string, rule?: string): Turn {
  return fail(turn, step, why, (told) => putBackStep(told, step.id, "failed"), rule);
}

/** The same of a step that nothing was begun of: there is nothing to put back. */
export function failUnbegun(turn: Turn, step: Step, why: string): Turn {
  return fail(turn, step, why, (told) => changeStep(told, step.id, { status: "failed" }));
}

function fail(
  turn: Turn,
  step: Step,
  why: string,
  close: (told: Turn) => Turn,
  rule?: string,
): Turn {
  const words = `${step.title}: ${why}`;
  const noted = changeStep(turn, step.id, { said: why });
  const tell = (needsPerson: boolean, reason: string): Turn =>
    close(say(noted, { kind: "step.failed", step: step.id, needsPerson, rule, reason }));
  if (step.continueOnError === true) return tell(false, `${words}; it goes on without this step`);
  const ofRecovery = recoveryStepsOf(turn.plan).find(({ id }) => id === step.id);
  if (turn.upgrade.phase === "recovering" && ofRecovery !== undefined)
    return tell(true, `${words}${left(turn, ofRecovery)}`);
  return beginEnding(tell(true, words), "failed", "fleetlift", words);
}

/** What stays because of it, with what a person can do in its place. */
function left({ plan }: Turn, { when, undo }: RecoveryStep): string {
  if (when.kind !== "undo") return leavesSomething(undo) ? `; ${undo}` : "";
  return plan.steps
    .filter(({ id }) => id === when.step)
    .map((undone) => `; not undone: ${withUndo(undone)}`)
    .join("");
}
