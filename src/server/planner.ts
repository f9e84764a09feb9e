import { queriesOf } from "../assess/risks/queries-of.ts";
import { wayOf } from "../assess/risks/risks-on-the-way.ts";
import type { Facts } from "../knowledge/knowledge.ts";
import type { Cluster, Fleet } from "../model/fleet.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { observeClusters } from "../observe/observe-cluster.ts";
import { makePlan, type Planned, type PlanProblem, type PlanRequest } from "../plan/make-plan.ts";
import { assignStages } from "../plan/stages/assign-stages.ts";
import type { Clock } from "../platform/clock.ts";
import type { Connect } from "../ports/connect.ts";

/** A plan, and what was seen of the clusters when it was made. */
export interface MadePlan extends Planned {
  readonly kind: "planned";
  readonly snapshots: readonly Snapshot[];
}

export interface Unplanned {
  readonly kind: "refused";
  readonly problems: readonly PlanProblem[];
}

export interface CurrentPlan {
  readonly hash: string;
  readonly parent?: string | undefined;
}

/** Makes plans: looks at the clusters that a rollout is about, then lets `plan/` decide. */
export interface Planner {
  /** `current` is the plan that the rollout has, if it has one: a plan that says the same is that one, another names it as its parent. */
  plan(
    fleet: Fleet,
    rollout: RolloutDocument,
    current?: CurrentPlan,
  ): Promise<MadePlan | Unplanned>;
}

export interface PlannerTools extends Pick<
  PlanRequest,
  "facts" | "strategies" | "workflows" | "packs" | "weights" | "actions" | "prices"
> {
  readonly connect: Connect;
  readonly clock: Clock;
  /** Snapshots to plan from in place of looking, by cluster. */
  readonly given?: ReadonlyMap<string, Snapshot>;
}

export function openPlanner({ connect, clock, given, ...knowing }: PlannerTools): Planner {
  return {
    plan: async (fleet, rollout, current) => {
      const selected = assignStages(rollout.spec.stages, fleet.clusters).stages.flatMap(
        ({ clusters }) => clusters,
      );
      const seen = await observeClusters(connect, selected, clock.nowMs(), {
        facts: true,
        sleep: (ms) => clock.sleep(ms),
        queries: (snapshot) => queriesFor(snapshot, selected, rollout, knowing.facts),
        ...(given && { given }),
      });
      const snapshots = new Map(
        seen.map((each) => [each.cluster, each.kind === "seen" ? each.snapshot : each]),
      );
      const request = { rollout, fleet, snapshots, ...knowing };
      const made = planUnder(request, current);
      if ("problems" in made) return { kind: "refused", problems: made.problems };
      const kept = seen.flatMap((each) => (each.kind === "seen" ? [each.snapshot] : []));
      return { ...made, kind: "planned", snapshots: kept };
    },
  };
}

/** What the rules of the risks on a cluster's way ask of its metrics. */
function queriesFor(
  snapshot: Snapshot,
  clusters: readonly Cluster[],
  { spec }: RolloutDocument,
  facts: Facts,
): readonly string[] {
  const cluster = clusters.find(({ name }) => name === snapshot.cluster);
  if (cluster === undefined) return [];
  return queriesOf(facts, wayOf(snapshot, cluster.current.provider.kind, spec.target.kubernetes));
}

function planUnder(request: PlanRequest, current: CurrentPlan | undefined) {
  const made = makePlan({ ...request, ...lineage(current?.parent) });
  if (current === undefined || "problems" in made || made.hash === current.hash) return made;
  return makePlan({ ...request, ...lineage(current.hash) });
}

const lineage = (parent: string | undefined) => (parent === undefined ? {} : { parent });
