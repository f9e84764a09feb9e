import type { PersonOrder } from "../model/upgrade.ts";
import { WINDOW_ACTOR } from "../rollout/window-close.ts";
import { byPerson } from "../rollout/words.ts";
import { beginEnding, end, putBackStep } from "./ending.ts";
import { change, changeStep, isActive, isSettled, say, stepsOf, type Turn } from "./turn.ts";

/**
 * Takes an order. One that is already so, or comes too late, changes nothing: orders may arrive twice.
 * An upgrade that recovers is ending already, as its plan says, so that a cancel changes nothing of
 * it; a pause holds it at the next step boundary, and a step of it can be tried at once or skipped.
 */
export function takeOrder(turn: Turn, order: PersonOrder): Turn {
  const { phase } = turn.upgrade;
  if (phase === "ending") return order.kind === "retry" ? retryNow(turn) : turn;
  if (phase === "recovering" && order.kind === "cancel") return turn;
  switch (order.kind) {
    case "pause":
      return pause(turn, order.actor, order.reason);
    case "resume":
      return resume(turn, order.actor, order.reason);
    case "cancel":
      return cancel(turn, order.actor, order.reason);
    case "retry":
      return retryNow(turn);
    case "skip":
      return skip(turn, order.step, order.actor, order.reason);
  }
}

/** A person's pause takes the place of one that a window asked for: it does not end with the window. */
function pause(turn: Turn, actor: string, reason: string): Turn {
  const before = turn.upgrade.pause;
  if (before?.actor === WINDOW_ACTOR && actor !== WINDOW_ACTOR) {
    return say(change(turn, { pause: { ...before, actor, reason } }), {
      kind: before.reached ? "upgrade.paused" : "upgrade.pausing",
      actor,
      needsPerson: before.reached,
      reason: `stays paused, asked by ${byPerson(actor, reason)}`,
    });
  }
  if (before !== undefined) return turn;
  const open = stepsOf(turn).filter(({ state }) => isActive(state));
  const words =
    open.length === 0 ? "" : `; ${open.map(({ step }) => step.title).join(", ")} will finish first`;
  return say(change(turn, { pause: { actor, reason, reached: false } }), {
    kind: "upgrade.pausing",
    actor,
    reason: `pauses at the next step boundary, asked by ${byPerson(actor, reason)}${words}`,
  });
}

function resume(turn: Turn, actor: string, reason: string): Turn {
  const { pause: paused } = turn.upgrade;
  if (paused === undefined || (actor === WINDOW_ACTOR && paused.actor !== WINDOW_ACTOR))
    return turn;
  const { pause: _, ...unpaused } = turn.upgrade;
  return say(
    { ...turn, upgrade: unpaused },
    {
      kind: "upgrade.resumed",
      actor,
      reason: `goes on, asked by ${byPerson(actor, reason)}`,
    },
  );
}

function cancel(turn: Turn, actor: string, reason: string): Turn {
  const words = `by ${byPerson(actor, reason)}`;
  return turn.upgrade.phase === "leasing"
    ? end(turn, "cancelled", words, actor)
    : beginEnding(turn, "cancelled", actor, words);
}

/** What waits for its next try is tried now, putting back too. */
function retryNow(turn: Turn): Turn {
  return stepsOf(turn)
    .filter(({ state }) => ["retrying", "waiting", "puttingBack"].includes(state.status))
    .reduce((next, { step }) => changeStep(next, step.id, { nextLookAtMs: turn.nowMs }), turn);
}

function skip(turn: Turn, id: string, actor: string, reason: string): Turn {
  const state = stepsOf(turn).find(({ step }) => step.id === id)?.state;
  if (state === undefined || isSettled(state) || state.status === "puttingBack") return turn;
  const skipped = isActive(state)
    ? putBackStep(turn, id, "skipped")
    : changeStep(turn, id, { status: "skipped" });
  return say(changeStep(skipped, id, { said: reason }), {
    kind: "step.skipped",
    step: id,
    actor,
    reason: `${id} is skipped by ${byPerson(actor, reason)}`,
  });
}
