import type { Event } from "../../model/event.ts";
import type { Step } from "../../model/plan.ts";
import type { WorldChange } from "../watched-world.ts";
import type { KeptUpgrade } from "../../host/kept-upgrade.ts";
import type { Invariant } from "./invariant.ts";
import { upgradeOf } from "./pool-limits.ts";
import type { Scene } from "./scene.ts";
import { isFlow, type ToldUpgrade } from "./told-upgrade.ts";

/** What is asked of the world is held against the plan that the rollout was given, by its hash. */
export const approvedPlan: Invariant = {
  id: "I14",
  says: "A plan that was approved is the plan that runs",
  watch: (scene) => ({
    take: (happening) => {
      if (happening.kind === "event") return ofOtherPlan(scene, happening.event);
      return happening.kind === "world" ? notPlanned(scene, happening) : undefined;
    },
    full: () => {
      for (const { object, key, state } of scene.keys()) {
        const text = state.get("state");
        if (object !== "Upgrade" || text === undefined) continue;
        // Kept under this name by the upgrade's object, in this form.
        const { plan } = JSON.parse(text) as KeptUpgrade;
        if (!scene.plans.has(plan)) return `upgrade ${key} carries out a plan that nobody made`;
      }
      return undefined;
    },
  }),
};

function ofOtherPlan(scene: Scene, event: Event): string | undefined {
  if (event.kind === "upgrade.started") return beginsUnderOther(scene, event);
  if (event.kind !== "step.started") return undefined;
  const upgrade = upgradeTold(scene, event);
  if (upgrade === undefined) return undefined;
  return scene.stepsOf(upgrade).some(({ id }) => id === event.step)
    ? undefined
    : `${event.step} of ${upgrade.key} starts, and its plan has no such step`;
}

function upgradeTold(scene: Scene, { stream }: Event): ToldUpgrade | undefined {
  return scene.upgrades.get(stream.slice("upgrade/".length));
}

/** A flow may have been ordered under a plan that was replaced right after it. */
function beginsUnderOther(scene: Scene, event: Event): string | undefined {
  const { plan, taskPlans } = scene.rollouts.get(event.rollout) ?? {};
  const upgrade = upgradeTold(scene, event);
  const isOfFlow = upgrade !== undefined && isFlow(upgrade);
  const isItsOwn = isOfFlow ? taskPlans?.has(event.plan ?? "") : plan === event.plan;
  return isItsOwn === true
    ? undefined
    : `${event.stream} begins under plan ${event.plan}, and ${event.rollout} has ${plan}`;
}

function notPlanned(scene: Scene, { asked, cluster }: WorldChange): string | undefined {
  const upgrade = upgradeOf(scene, asked?.by);
  const wanted = asked === undefined ? undefined : wantedBy(asked);
  if (upgrade === undefined || wanted === undefined) return undefined;
  const { uses, inputs } = wanted;
  return openSteps(scene, upgrade).some((step) => step.uses === uses && fits(step, inputs))
    ? undefined
    : `${upgrade.key} asked ${asked?.kind} ${JSON.stringify(inputs)} of ${cluster}, and no open step of its plan does`;
}

function openSteps(scene: Scene, upgrade: ToldUpgrade): readonly Step[] {
  return scene.stepsOf(upgrade).filter(({ id }) => upgrade.open.has(id));
}

function fits({ with: planned }: Step, inputs: Readonly<Record<string, string>>): boolean {
  return Object.entries(inputs).every(([name, value]) => planned[name] === value);
}

function wantedBy(asked: NonNullable<WorldChange["asked"]>) {
  switch (asked.kind) {
    case "startControlPlaneUpgrade":
      return { uses: "control-plane.upgrade", inputs: { to: asked.request.to } };
    case "startPoolUpgrade":
      return { uses: "node-pool.roll", inputs: { pool: asked.request.pool, to: asked.request.to } };
    case "ensureNodes":
      return {
        uses: "node-pool.roll",
        inputs: { pool: asked.request.pool, to: asked.request.version },
      };
    case "removeNode":
      return { uses: "node-pool.roll", inputs: { pool: asked.request.pool } };
    case "upgradeAddon": {
      const { addon, part, to } = asked.request;
      return { uses: "addon.upgrade", inputs: { addon, part, to } };
    }
    default:
      return undefined;
  }
}
