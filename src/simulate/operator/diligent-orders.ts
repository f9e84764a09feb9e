import type { RolloutMessage } from "../../host/rollout-object.ts";
import type { KeptUpgrade } from "../../host/kept-upgrade.ts";
import type { ClusterState, RolloutState } from "../../model/rollout-state.ts";
import type { Plan } from "../../model/plan.ts";

/** What a rollout and its clusters look like to somebody who looks at them. */
export interface RolloutSeen {
  readonly state: RolloutState;
  readonly clusters: ReadonlyMap<string, ClusterState>;
  /** The upgrades that run now. */
  readonly upgrades: ReadonlyMap<string, KeptUpgrade>;
}

/** How often what failed is tried again before it is given up. */
const RETRIES = 2;

const asked = { actor: "dora", reason: "goes on" } as const;

/**
 * What somebody does who sees to it that a rollout ends: starts what stands, ends every pause, tries
 * again what failed, and after some visits skips it. Nothing when it goes on by itself, or is over.
 */
export function diligentOrders(
  plan: Plan,
  { state, clusters, upgrades }: RolloutSeen,
  failuresSeen: number,
): readonly RolloutMessage[] {
  const { phase } = state;
  if (phase === "done" || phase === "cancelled" || phase === "cancelling") return [];
  if (phase === "planned" || phase === "stopped") return [{ kind: "run", ...asked }];
  if (phase === "failed") return mend(clusters, failuresSeen);
  if (state.paused !== undefined) return [{ kind: "resume", ...asked }];
  const stages = plan.stages.filter((_, at) => state.stages[at]?.paused !== undefined);
  const held = [...clusters].filter(([, cluster]) => cluster.held !== undefined);
  const paused = [...upgrades].filter(([, upgrade]) => upgrade.pause !== undefined);
  return [
    ...stages.map(({ name }) => ({ kind: "resume" as const, ...asked, stage: name })),
    ...[...held, ...paused].map(([cluster]) => ({ kind: "resume" as const, ...asked, cluster })),
  ];
}

function mend(
  clusters: ReadonlyMap<string, ClusterState>,
  failuresSeen: number,
): readonly RolloutMessage[] {
  if (failuresSeen <= RETRIES) return [{ kind: "retry", ...asked }];
  return [...clusters]
    .filter(([, { status }]) => status === "failed" || status === "cancelled")
    .map(([cluster]) => ({ kind: "skip" as const, ...asked, cluster }));
}
