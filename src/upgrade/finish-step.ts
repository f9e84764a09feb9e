import type { Outcome } from "../model/outcome.ts";
import type { Step } from "../model/plan.ts";
import { outputsOf } from "../plan/workflow/resolve-at-run.ts";
import { sizeOf } from "./clip.ts";
import { failStep } from "./fail-step.ts";
import { change, changeStep, say, type Turn } from "./turn.ts";

/** Of one step: what later ones are told is small, and kept in a key's state. */
const OUTPUTS_LIMIT_BYTES = 2 * 1024;

/** A step is done: what it gives to later ones is kept, and its place among those that may be undone. */
export function finishStep(
  turn: Turn,
  step: Step,
  { summary, outputs: result = {} }: Extract<Outcome, { kind: "done" }>,
): Turn {
  const given = outputsOf(step, result);
  if (given.kind === "wrong") return failStep(turn, step, `${summary}; but ${given.why}`);
  const bytes = sizeOf(given.outputs);
  if (bytes > OUTPUTS_LIMIT_BYTES) {
    const why = `its outputs are ${bytes} bytes, and at most ${OUTPUTS_LIMIT_BYTES} can be given to later steps`;
    return failStep(turn, step, `${summary}; but ${why}`);
  }
  const kept =
    step.outputs === undefined
      ? turn
      : change(turn, { outputs: { ...turn.upgrade.outputs, [step.id]: given.outputs } });
  return say(changeStep(inOrder(kept, step), step.id, { status: "done", said: summary }), {
    kind: "step.done",
    step: step.id,
    reason: summary,
  });
}

/** The order is kept only where steps may be undone in its reverse. */
function inOrder(turn: Turn, { id }: Step): Turn {
  const { phase, doneOrder = [] } = turn.upgrade;
  const mayBeUndone = phase === "running" && turn.plan.recovery !== undefined;
  return mayBeUndone ? change(turn, { doneOrder: [...doneOrder, id] }) : turn;
}
