import type { Fleet } from "../model/fleet.ts";
import type { Plan } from "../model/plan.ts";
import { rolloutSchema } from "../model/rollout.ts";
import { assignStages } from "../plan/stages/assign-stages.ts";
import type { Core } from "./core.ts";
import { orderRollout } from "./order-rollout.ts";

/**
 * Tells the rollouts of a fleet which clusters it has now, and which of them their stages select:
 * clusters that left are not waited for any more, and clusters that joined are told. A fleet that was
 * applied before is told again where it is another than a plan's: the telling may have been cut off.
 */
export async function tellRollouts(
  core: Core,
  fleet: Fleet,
  isNew: boolean,
  actor: string,
): Promise<void> {
  const book = await core.readSide.upToDate();
  const clusters = fleet.clusters.map(({ name }) => name);
  for (const projection of book.rollouts()) {
    const { plan } = projection;
    const { phase } = projection.view();
    if (plan.fleet !== fleet.name || phase === "done" || phase === "cancelled") continue;
    const selected = await selectedBy(core, plan.rollout, fleet);
    if (!isNew && isAsPlanned(plan, clusters, selected ?? clusters)) continue;
    await orderRollout(core, plan.rollout, { kind: "fleet", actor, clusters, selected });
  }
}

function isAsPlanned(
  { stages, leftOut }: Plan,
  clusters: readonly string[],
  selected: readonly string[],
): boolean {
  const here = new Set(clusters);
  const planned = stages.flatMap((stage) => stage.clusters.map(({ name }) => name));
  const known = new Set([...planned, ...leftOut.map(({ name }) => name)]);
  return planned.every((name) => here.has(name)) && selected.every((name) => known.has(name));
}

/** Undefined where the rollout's document is not there to say. */
async function selectedBy(
  core: Core,
  rollout: string,
  { clusters }: Fleet,
): Promise<readonly string[] | undefined> {
  const stored = await core.records.getDocument("Rollout", rollout);
  if (stored === undefined) return undefined;
  const { stages } = rolloutSchema.parse(JSON.parse(stored.json)).spec;
  return assignStages(stages, clusters).stages.flatMap((stage) =>
    stage.clusters.map(({ name }) => name),
  );
}
