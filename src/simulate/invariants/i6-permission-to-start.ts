import type { Event } from "../../model/event.ts";
import type { Invariant } from "./invariant.ts";
import type { Scene } from "./scene.ts";
import type { ToldRollout } from "./told-rollout.ts";

/** Looks at every start as the record tells it, and at what the record told before. */
export const permissionToStart: Invariant = {
  id: "I6",
  says: "Nothing new starts while stopped or paused, outside a window, in a freeze, or without approvals",
  watch: (scene) => ({
    take: (happening) => (happening.kind === "event" ? look(scene, happening.event) : undefined),
    full: () => runsUnasked(scene),
  }),
};

function look(scene: Scene, event: Event): string | undefined {
  const rollout = scene.rollouts.get(event.rollout);
  if (rollout === undefined) return undefined;
  if (event.kind === "upgrade.started") return unasked(rollout, event);
  if (event.kind !== "cluster.starts") return undefined;
  const why = whyNot(rollout, event);
  return why === undefined ? undefined : `${event.cluster} of ${rollout.name} starts, and ${why}`;
}

function whyNot(rollout: ToldRollout, { cluster = "" }: Event): string | undefined {
  const stage = rollout.stageOf.get(cluster);
  if (stage === undefined) return "the plan does not have it";
  if (rollout.phase !== "running") return `the rollout is ${rollout.phase}`;
  if (rollout.isPaused) return "the rollout is paused";
  if (rollout.pausedStages.has(stage)) return `stage ${stage} is paused`;
  if (rollout.held.has(cluster)) return "it is held";
  return undefined;
}

/** An upgrade that no rollout has started. Flows of a rollout are upgrades of no cluster. */
function unasked(rollout: ToldRollout, event: Event): string | undefined {
  const { cluster = "", attempt = 0 } = event;
  if (cluster.startsWith("@")) return undefined;
  return rollout.attempts.get(cluster) === attempt
    ? undefined
    : `attempt ${attempt} at ${cluster} began, and rollout ${rollout.name} has not started it`;
}

function runsUnasked({ rollouts, upgrades }: Scene): string | undefined {
  for (const { rollout: of, cluster, attempt, key, ended } of upgrades.values()) {
    const rollout = rollouts.get(of);
    if (ended !== "" || cluster.startsWith("@") || rollout === undefined) continue;
    if ((rollout.attempts.get(cluster) ?? 0) < attempt) return `${key} goes on, unasked`;
  }
  return undefined;
}
