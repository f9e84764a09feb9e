import type { Step } from "../model/plan.ts";
import type { StepState } from "../model/upgrade.ts";
import { byPerson } from "../rollout/words.ts";
import { endWhenOver } from "./ending.ts";
import { change, changeStep, isActive, isSettled, say, stepsOf, type Turn } from "./turn.ts";

/** What follows by itself from the state: steps that may start do, a pause is reached, the upgrade ends. */
export function settle(turn: Turn): Turn {
  return endWhenOver(reachPause(startSteps(turn)));
}

function startSteps(turn: Turn): Turn {
  if (turn.upgrade.phase !== "running" || turn.upgrade.pause !== undefined) return turn;
  return stepsOf(turn)
    .filter(({ step, state }) => mayStart(turn, step, state))
    .reduce((next, { step }) => startStep(next, step), turn);
}

function mayStart(turn: Turn, step: Step, state: StepState): boolean {
  return (
    state.status === "pending" && step.needs.every((need) => isSettled(turn.upgrade.steps[need]))
  );
}

function startStep(turn: Turn, step: Step): Turn {
  const started = changeStep(turn, step.id, {
    status: "running",
    firstStartedAtMs: turn.nowMs,
    tryStartedAtMs: turn.nowMs,
    nextLookAtMs: turn.nowMs,
  });
  return say(started, { kind: "step.started", step: step.id, reason: `${step.title} starts` });
}

/** A pause holds at the next step boundary and names it (semantics 8). */
function reachPause(turn: Turn): Turn {
  const { pause, phase } = turn.upgrade;
  if (pause === undefined || pause.reached || phase !== "running") return turn;
  if (stepsOf(turn).some(({ state }) => isActive(state))) return turn;
  const next = stepsOf(turn).find(({ state }) => state.status === "pending");
  if (next === undefined) return turn;
  return say(change(turn, { pause: { ...pause, reached: true } }), {
    kind: "upgrade.paused",
    actor: pause.actor,
    step: next.step.id,
    needsPerson: true,
    reason: `paused before ${next.step.title} by ${byPerson(pause.actor, pause.reason)}`,
  });
}
