import type { ClusterState, RolloutState } from "../../model/rollout-state.ts";
import type { KeptKey } from "../in-process-host.ts";
import type { Scene } from "./scene.ts";

const COUNTED = ["running", "done", "failed", "cancelled", "skipped"] as const;

/** What a rollout keeps as counted, held against a count of the clusters that it keeps. */
export function lookAtCounts(scene: Scene, { object, key, state }: KeptKey): string | undefined {
  const text = state.get("state");
  if (object !== "Rollout" || text === undefined) return undefined;
  // Kept under these names by the rollout's object, in these forms.
  const rollout = JSON.parse(text) as RolloutState;
  for (const [at, stage] of (scene.plans.get(rollout.plan)?.stages ?? []).entries()) {
    const counts = rollout.stages[at];
    const clusters = stage.clusters.flatMap(({ name }) => {
      const kept = state.get(`c/${name}`);
      const cluster = kept === undefined ? undefined : (JSON.parse(kept) as ClusterState);
      const isOfNow = cluster?.plan === rollout.plan && cluster.planNumber === rollout.planNumber;
      return isOfNow ? [cluster.status] : [];
    });
    for (const status of COUNTED) {
      const there = clusters.filter((one) => one === status).length;
      if (counts !== undefined && counts[status] !== there) {
        return `${key} counts ${counts[status]} ${status} in stage ${stage.name}, and there are ${there}`;
      }
    }
  }
  return undefined;
}
