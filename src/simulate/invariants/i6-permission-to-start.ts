import type { Event } from "../../model/event.ts";
import type { Invariant } from "./invariant.ts";
import type { Scene } from "./scene.ts";
import { whyStageForbids } from "./stage-permits.ts";
import type { ToldRollout } from "./told-rollout.ts";
import { isFlow } from "./told-upgrade.ts";

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
  if (event.kind === "upgrade.started") return unasked(scene, rollout, event);
  if (event.kind !== "cluster.starts") return undefined;
  const plan = scene.plans.get(rollout.plan);
  const why = whyNot(rollout, event) ?? (plan && whyStageForbids(rollout, plan, event));
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

/** An upgrade that no rollout has started; a flow is started by a task, or because the rollout failed. */
function unasked(scene: Scene, rollout: ToldRollout, { stream }: Event): string | undefined {
  const upgrade = scene.upgrades.get(stream.slice("upgrade/".length));
  if (upgrade === undefined || isFlow(upgrade)) return undefined;
  const { cluster, attempt } = upgrade;
  return rollout.attempts.get(cluster) === attempt
    ? undefined
    : `attempt ${attempt} at ${cluster} began, and rollout ${rollout.name} has not started it`;
}

function runsUnasked({ rollouts, upgrades }: Scene): string | undefined {
  for (const upgrade of upgrades.values()) {
    const rollout = rollouts.get(upgrade.rollout);
    if (upgrade.ended !== "" || isFlow(upgrade) || rollout === undefined) continue;
    const asked = rollout.attempts.get(upgrade.cluster) ?? 0;
    if (asked < upgrade.attempt) return `${upgrade.key} goes on, unasked`;
  }
  return undefined;
}
