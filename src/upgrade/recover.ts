import type { RecoveryStep } from "../model/plan.ts";
import type { StepState } from "../model/upgrade.ts";
import { UNTOUCHED } from "./begin.ts";
import { clip, named } from "./clip.ts";
import { end, type Ending } from "./ending.ts";
import { recoveredWords } from "./recovered-words.ts";
import { recoveryOrder } from "./recovery-order.ts";
import { startStep } from "./start-step.ts";
import { changeStep, isActive, placed, say, stepsOf, type Turn } from "./turn.ts";

interface Placed {
  readonly step: RecoveryStep;
  readonly state: StepState;
}

/** Everything open was put back: what the plan has for such an end is done now, or the upgrade ends. */
export function recoverOrEnd(turn: Turn, ending: Ending): Turn {
  const order = recoveryOrder(turn.plan, turn.upgrade);
  if (order.length === 0) return endRecovered(turn, ending);
  // A pause held the upgrade; what follows is another thing, and can be paused for itself.
  const { pause: _, ...upgrade } = turn.upgrade;
  const recovery = Object.fromEntries(order.map(({ id }) => [id, UNTOUCHED]));
  const begun: Turn = { ...turn, upgrade: { ...upgrade, phase: "recovering", recovery } };
  return say(begun, {
    kind: "upgrade.recovering",
    result: ending.result,
    reason: `recovers: ${named(order.map(({ title }) => title))}`,
  });
}

/**
 * What a recovery does next: one step after the other, and the end of the upgrade after the last. A
 * step that failed for good does not stop the others, but for undoing: what would be undone next was
 * done in a world in which the failed one is undone already.
 */
export function recover(turn: Turn): Turn {
  const { phase, ending, pause } = turn.upgrade;
  if (phase !== "recovering" || ending === undefined) return turn;
  if (stepsOf(turn).some(({ state }) => isActive(state))) return turn;
  const reached = giveUpUndoing(turn);
  const [next] = recoveryToDo(reached);
  if (next === undefined) return endRecovered(reached, ending);
  return pause === undefined ? recover(startStep(reached, next.step)) : reached;
}

/** What of the recovery has not begun, in the order in which it will. */
export function recoveryToDo(turn: Turn): readonly Placed[] {
  return inOrder(turn).filter(({ state }) => state.status === "pending");
}

function inOrder({ plan, upgrade }: Turn): readonly Placed[] {
  return placed(recoveryOrder(plan, upgrade), upgrade.recovery);
}

function giveUpUndoing(turn: Turn): Turn {
  const undoing = inOrder(turn).filter(({ step }) => step.when.kind === "undo");
  const failed = undoing.find(
    ({ step, state }) => state.status === "failed" && step.continueOnError !== true,
  );
  const left = undoing.filter(({ state }) => state.status === "pending");
  if (failed === undefined || left.length === 0) return turn;
  const without = left.reduce(
    (next, { step }) => changeStep(next, step.id, { status: "cancelled" }),
    turn,
  );
  const titles = named(left.map(({ step }) => step.title));
  return say(without, {
    kind: "upgrade.recovering",
    needsPerson: true,
    reason: `undoing stops at ${failed.step.title}, which did not succeed; not done: ${titles}`,
  });
}

function endRecovered(turn: Turn, { result, reason, actor }: Ending): Turn {
  return end(turn, result, clip([reason, ...recoveredWords(turn)].join("; ")), actor);
}
