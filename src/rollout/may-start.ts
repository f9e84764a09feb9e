import type { PlannedCluster } from "../model/plan.ts";
import type { ClusterState } from "../model/rollout-state.ts";
import type { OpenStage, RolloutTurn } from "./turn.ts";

/** Whether a cluster whose turn it is may start, or why not, and until when. */
export type Permission =
  | { readonly kind: "yes" }
  | {
      readonly kind: "defer";
      /** Clusters that wait for one reason share a key, like `window:C1`. */
      readonly key: string;
      readonly rule: string;
      readonly words: string;
      readonly needsPerson: boolean;
      /** When it is worth another look; left out, when another cluster has ended. */
      readonly untilMs?: number;
    };

/** Windows, freezes, fit, dependencies, canaries: all that one cluster of an open stage waits for beside a slot (I6). */
export function mayStart(
  _turn: RolloutTurn,
  _stage: OpenStage,
  _planned: PlannedCluster,
  _cluster: ClusterState,
): Permission {
  return { kind: "yes" };
}
