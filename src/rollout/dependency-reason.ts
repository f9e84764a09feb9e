import type { PlannedCluster } from "../model/plan.ts";
import type { ClusterState } from "../model/rollout-state.ts";
import type { StartReason } from "./start-reason.ts";
import { readCluster, type Reading, type RolloutTurn } from "./turn.ts";

/** Under this, with the name of the cluster that is waited for, those that wait are counted. */
export const DEPENDENCY = "depends:";

/** Why clusters that a cluster depends on do not let it start yet: one reason for each of them. */
export function* dependencyReasons(
  turn: Pick<RolloutTurn, "state" | "changed">,
  { dependsOn = [] }: PlannedCluster,
): Reading<readonly StartReason[]> {
  const reasons: StartReason[] = [];
  for (const other of dependsOn) {
    const found = why(turn.state.rollout, other, yield* readCluster(turn, other));
    if (found !== undefined) reasons.push(found);
  }
  return reasons;
}

/**
 * One that a person skipped is left out of the rollout, and holds nobody back. One that was skipped
 * because it could not be reached was left out by nobody: a person says whether to go on without it.
 */
function why(
  rollout: string,
  other: string,
  { status, unreached }: ClusterState,
): StartReason | undefined {
  const common = { key: `${DEPENDENCY}${other}`, rule: "cluster-dependency" as const };
  const mend = `fleetlift retry ${rollout} ${other}, or go on without it: fleetlift skip ${rollout} ${other}`;
  const stands = (how: string): StartReason => ({
    ...common,
    words: `${other}, which it depends on and which ${how}: ${mend}`,
    wordsOfMany: `${other} (dependsOn), which ${how}: ${mend}`,
    needsPerson: true,
  });
  switch (status) {
    case "done":
      return undefined;
    case "failed":
      return stands("failed");
    case "cancelled":
      return stands("was cancelled");
    case "skipped":
      return unreached === undefined ? undefined : stands("was skipped: it could not be reached");
    case "waiting":
    case "running":
      return {
        ...common,
        words: `${other}, which it depends on (${status})`,
        wordsOfMany: `${other} (dependsOn)`,
        needsPerson: false,
      };
  }
}
