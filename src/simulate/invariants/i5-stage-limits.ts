import type { Event } from "../../model/event.ts";
import type { ClusterState } from "../../model/rollout-state.ts";
import type { PlannedStage } from "../../model/plan.ts";
import type { KeptKey } from "../in-process-host.ts";
import type { Invariant } from "./invariant.ts";
import type { Scene } from "./scene.ts";
import { countIn, type ToldRollout } from "./told-rollout.ts";

/** Counted from the record twice: as the rollout tells it, and as the upgrades themselves do. */
export const stageLimits: Invariant = {
  id: "I5",
  says: "A stage never has more running than maxConcurrency, and starts none once too many have failed",
  watch: (scene) => ({
    take: (happening) => (happening.kind === "event" ? look(scene, happening.event) : undefined),
    full: () => {
      for (const kept of scene.keys()) {
        const words = kept.object === "Rollout" ? lookAtKept(scene, kept) : undefined;
        if (words !== undefined) return words;
      }
      return undefined;
    },
  }),
};

function look(scene: Scene, event: Event): string | undefined {
  const rollout = scene.rollouts.get(event.rollout);
  if (rollout === undefined || event.cluster === undefined) return undefined;
  const stage = stageOf(scene, rollout, event.cluster);
  if (stage === undefined) return undefined;
  if (event.kind === "cluster.starts") {
    return tooManyRun(rollout, stage) ?? tooManyFailed(rollout, stage);
  }
  return event.kind === "upgrade.started" ? tooManyUpgrades(scene, rollout, stage) : undefined;
}

function tooManyRun(rollout: ToldRollout, stage: PlannedStage): string | undefined {
  const running = countIn(rollout, stage.name, "running");
  return running > stage.maxConcurrency
    ? `${running} run in stage ${stage.name} of ${rollout.name}, at most ${stage.maxConcurrency} may`
    : undefined;
}

function tooManyFailed(rollout: ToldRollout, stage: PlannedStage): string | undefined {
  const failed = countIn(rollout, stage.name, "failed", "cancelled");
  return failed > stage.maxAllowedFailures
    ? `one more starts in stage ${stage.name} of ${rollout.name}, where ${failed} have failed and ${stage.maxAllowedFailures} may`
    : undefined;
}

function tooManyUpgrades(
  scene: Scene,
  rollout: ToldRollout,
  stage: PlannedStage,
): string | undefined {
  const names = new Set(stage.clusters.map(({ name }) => name));
  const open = [...scene.upgrades.values()].filter(
    (upgrade) =>
      upgrade.rollout === rollout.name && upgrade.ended === "" && names.has(upgrade.cluster),
  );
  return open.length > stage.maxConcurrency
    ? `${open.length} upgrades are under way in stage ${stage.name} of ${rollout.name}, at most ${stage.maxConcurrency} may be`
    : undefined;
}

function stageOf(scene: Scene, rollout: ToldRollout, cluster: string): PlannedStage | undefined {
  const name = rollout.stageOf.get(cluster);
  return scene.plans.get(rollout.plan)?.stages.find((stage) => stage.name === name);
}

/** From what the host keeps of each cluster. */
function lookAtKept(scene: Scene, { key, state }: KeptKey): string | undefined {
  const rollout = scene.rollouts.get(key);
  for (const stage of scene.plans.get(rollout?.plan ?? "")?.stages ?? []) {
    const running = stage.clusters.filter(({ name }) => {
      const text = state.get(`c/${name}`);
      // What is kept under this name is a cluster's place, as the host wrote it.
      const kept = text === undefined ? undefined : (JSON.parse(text) as ClusterState);
      return kept?.plan === rollout?.plan && kept?.status === "running";
    });
    if (running.length > stage.maxConcurrency) {
      return `${running.length} are kept as running in stage ${stage.name} of ${key}`;
    }
  }
  return undefined;
}
