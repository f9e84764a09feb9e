import type { Step } from "../model/plan.ts";
import type { StepState, UpgradePhase } from "../model/upgrade.ts";
import { WINDOW_ACTOR } from "../rollout/window-close.ts";
import { byPerson } from "../rollout/words.ts";
import { endWhenOver } from "./end-when-over.ts";
import { recover, recoveryToDo } from "./recover.ts";
import { startStep } from "./start-step.ts";
import { change, isActive, isSettled, say, stepsOf, type Turn } from "./turn.ts";

/** What follows by itself from the state: steps that may start do, a pause is reached, the upgrade recovers or ends. */
export function settle(turn: Turn): Turn {
  return reachPause(recover(endWhenOver(startSteps(turn))));
}

/** A step that its condition leaves out is settled at once, and those that need it may start. */
function startSteps(turn: Turn): Turn {
  const next = stepsOf(turn).reduce(
    (before, { step, state }) => (mayStart(before, step, state) ? startStep(before, step) : before),
    turn,
  );
  return next === turn ? turn : startSteps(next);
}

function mayStart(turn: Turn, { needs }: Step, { status }: StepState): boolean {
  const { phase, pause } = turn.upgrade;
  const isOpen = phase === "running" && pause === undefined && status === "pending";
  return isOpen && needs.every((need) => isBehind(turn, need));
}

/**
 * Whether a step holds back no other any more. One that was skipped before its turn did nothing, but
 * what it waited for is still waited for: the order of the plan stands without it.
 */
function isBehind(turn: Turn, id: string): boolean {
  const state = turn.upgrade.steps[id];
  if (!isSettled(state)) return false;
  return (
    state?.status !== "skipped" ||
    turn.plan.steps
      .filter((step) => step.id === id)
      .every(({ needs }) => needs.every((need) => isBehind(turn, need)))
  );
}

const PAUSABLE: readonly UpgradePhase[] = ["running", "recovering"];

/** A pause holds at the next step boundary and names it (semantics 8). */
function reachPause(turn: Turn): Turn {
  const { pause, phase } = turn.upgrade;
  if (pause === undefined || pause.reached || !PAUSABLE.includes(phase)) return turn;
  if (stepsOf(turn).some(({ state }) => isActive(state))) return turn;
  const left =
    phase === "recovering"
      ? recoveryToDo(turn)
      : stepsOf(turn).filter(({ state }) => state.status === "pending");
  return left.slice(0, 1).reduce(
    (held, { step }) =>
      say(change(held, { pause: { ...pause, reached: true } }), {
        kind: "upgrade.paused",
        actor: pause.actor,
        step: step.id,
        needsPerson: pause.actor !== WINDOW_ACTOR,
        reason: `paused before ${step.title} by ${byPerson(pause.actor, pause.reason)}`,
      }),
    turn,
  );
}
