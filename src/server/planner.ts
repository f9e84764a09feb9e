import type { Fleet } from "../model/fleet.ts";
import type { Plan } from "../model/plan.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import type { Snapshot } from "../model/snapshot.ts";

/** A plan, and what was seen of the clusters when it was made. */
export interface MadePlan {
  readonly plan: Plan;
  readonly snapshots: readonly Snapshot[];
}

/** Makes plans: looks at all clusters of a fleet, then decides by `plan/`. */
export interface Planner {
  plan(fleet: Fleet, rollout: RolloutDocument): Promise<MadePlan>;
}
