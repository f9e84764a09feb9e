/**
 * Every start, wait and end is in the record with its reason; and nothing sleeps for ever: a key that
 * has work to do has a timer, a message, or words that a person must act.
 */
import type { Event } from "../../model/event.ts";
import type { RolloutState } from "../../model/rollout-state.ts";
import type { KeptUpgrade } from "../../host/kept-upgrade.ts";
import type { KeptKey } from "../in-process-host.ts";
import type { Invariant } from "./invariant.ts";
import type { Scene } from "./scene.ts";

export const reasons: Invariant = {
  id: "I13",
  says: "Every decision is recorded with its reason, and nothing sleeps for ever",
  watch: (scene) => ({
    take: (happening) => {
      switch (happening.kind) {
        case "event":
          return unreasoned(happening.event);
        case "kept":
          return asleep(happening.kept) ?? untold(scene, happening.kept);
        case "world":
        case "planned":
          return undefined;
      }
    },
    full: () => {
      for (const kept of scene.keys()) {
        // While a message is under way the record is ahead of what is kept.
        const words = asleep(kept) ?? (kept.messages > 0 ? undefined : untold(scene, kept));
        if (words !== undefined) return words;
      }
      return scene
        .events()
        .map(unreasoned)
        .find((words) => words !== undefined);
    },
  }),
};

function unreasoned({ stream, seq, kind, reason }: Event): string | undefined {
  return reason.trim() === "" ? `event ${seq} of ${stream} (${kind}) has no reason` : undefined;
}

const OVER: readonly string[] = ["done", "failed", "cancelled"];

function asleep({ object, key, state, timerAtMs, messages }: KeptKey): string | undefined {
  const text = state.get("state");
  if (object !== "Upgrade" || text === undefined || timerAtMs !== undefined || messages > 0) {
    return undefined;
  }
  // Kept under this name by the upgrade's object, in this form.
  const { phase, pause } = JSON.parse(text) as KeptUpgrade;
  return OVER.includes(phase) || pause?.reached === true
    ? undefined
    : `upgrade ${key} is ${phase}, and nothing wakes it`;
}

/** Every status that a rollout keeps of a cluster was told. */
function untold(scene: Scene, { object, key, state }: KeptKey): string | undefined {
  const text = state.get("state");
  const told = scene.rollouts.get(key);
  if (object !== "Rollout" || text === undefined || told === undefined) return undefined;
  const { phase, plan, stages } = JSON.parse(text) as RolloutState;
  if (phase !== told.phase || plan !== told.plan) {
    return `rollout ${key} is kept as ${phase}, and the record ends at ${told.phase}`;
  }
  const kept = stages.reduce((sum, { running }) => sum + running, 0);
  const running = [...told.status.values()].filter((status) => status === "running").length;
  return kept === running
    ? undefined
    : `rollout ${key} keeps ${kept} clusters as running, and the record has ${running}`;
}
