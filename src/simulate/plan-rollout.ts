import { fleetSchema } from "../model/fleet.ts";
import { canonicalJson, contentHash } from "../model/hash.ts";
import type { Plan } from "../model/plan.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import { observeClusters } from "../observe/observe-cluster.ts";
import { makePlan, type PlanRequest } from "../plan/make-plan.ts";
import { assignStages } from "../plan/stages/assign-stages.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import type { FleetCase } from "./fleet/fleet-case.ts";
import { smallWorkflows } from "./fleet/small-workflows.ts";
import type { Happening } from "./happening.ts";
import type { Simulation } from "./simulation.ts";

/** What planning needs beside the simulation: read from the packs once, for any number of runs. */
export type Planning = Pick<
  PlanRequest,
  "facts" | "strategies" | "weights" | "actions" | "workflows"
>;

export interface PlanSetting {
  readonly planning: Planning;
  readonly fleet: FleetCase;
  readonly tell: (happening: Happening) => void;
  /** Stands between making the plan and storing it. */
  readonly change?: ((plan: Plan) => Plan) | undefined;
}

/**
 * Plans a rollout from what its clusters are like now, as applying it would, and stores the plan.
 * Throws when no plan can be made of it: what a seed makes can always be planned.
 */
export async function planRollout(
  { connect, processClock, records }: Simulation,
  { planning, fleet: of, tell, change }: PlanSetting,
  rollout: RolloutDocument,
): Promise<string> {
  const fleet = resolveFleet(fleetSchema.parse(of.fleet.written));
  const selected = assignStages(rollout.spec.stages, fleet.clusters).stages.flatMap(
    ({ clusters }) => clusters,
  );
  const seen = await observeClusters(connect, selected, processClock.nowMs(), {
    facts: of.looksAtFacts ?? false,
  });
  const snapshots = new Map(
    seen.map((each) => [each.cluster, each.kind === "seen" ? each.snapshot : each]),
  );
  const workflows = new Map([...(planning.workflows ?? []), ...smallWorkflows]);
  const made = makePlan({ rollout, fleet, snapshots, ...planning, workflows });
  if ("problems" in made) {
    const words = made.problems.map(({ complaint }) => complaint.message).join("; ");
    throw new Error(`rollout ${rollout.metadata.name} cannot be planned: ${words}`);
  }
  const plan = change === undefined ? made.plan : change(made.plan);
  await records.putBlob(canonicalJson(plan));
  const hash = contentHash(plan);
  tell({ kind: "planned", hash, plan });
  return hash;
}
