import type { RolloutState } from "../../model/rollout-state.ts";

/**
 * The highest round of any task under this plan and those before it. A new plan counts on from it:
 * a flow is known by its round, and one of an earlier plan must not be taken for one of this.
 */
export function roundsSoFar({ rounds = 0, failureFlow, stages }: RolloutState): number {
  const tasks = stages.flatMap((counts) => Object.values(counts.tasks ?? {}));
  return Math.max(rounds, failureFlow?.round ?? 0, ...tasks.map(({ round }) => round));
}
