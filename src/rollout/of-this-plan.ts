import type { ClusterState, RolloutState } from "../model/rollout-state.ts";

/**
 * Whether what is stored of a cluster was stored under the plan that the rollout has now. A plan that
 * came back after another one begins anew: where its clusters stood the last time counts no more.
 */
export function isOfThisPlan(
  { plan, planNumber }: Pick<RolloutState, "plan" | "planNumber">,
  stored: ClusterState,
): boolean {
  return stored.plan === plan && stored.planNumber === planNumber;
}
