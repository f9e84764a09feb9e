import { named } from "./clip.ts";
import { end, leftOutByPerson } from "./ending.ts";
import { recoverOrEnd } from "./recover.ts";
import { isActive, isSettled, mainStepsOf, stepsOf, type Turn } from "./turn.ts";

/** Ends the upgrade when nothing of it is open any more; one that ends early recovers first. */
export function endWhenOver(turn: Turn): Turn {
  const steps = stepsOf(turn);
  const { phase, ending } = turn.upgrade;
  if (steps.some(({ state }) => isActive(state))) return turn;
  if (phase === "ending" && ending !== undefined) return recoverOrEnd(turn, ending);
  return phase === "running" && steps.every(({ state }) => isSettled(state))
    ? end(turn, "done", doneWords(turn), "fleetlift")
    : turn;
}

function doneWords(turn: Turn): string {
  const failed = mainStepsOf(turn).filter(({ state }) => state.status === "failed");
  const skipped = leftOutByPerson(turn).length;
  const leftOut = skipped === 0 ? "" : `, ${skipped} skipped`;
  if (failed.length === 0) return `every step done${leftOut}`;
  const titles = named(failed.map(({ step }) => step.title));
  const steps = failed.length === 1 ? "1 step" : `${failed.length} steps`;
  return `${steps} failed and ${failed.length === 1 ? "was" : "were"} passed over: ${titles}${leftOut}`;
}
