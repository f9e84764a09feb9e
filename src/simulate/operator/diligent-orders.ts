import type { RolloutMessage } from "../../host/rollout-object.ts";
import type { KeptUpgrade } from "../../host/kept-upgrade.ts";
import type { ClusterState, RolloutState } from "../../model/rollout-state.ts";
import type { Plan } from "../../model/plan.ts";
import { APPROVER_ROLE } from "../fleet/small-stages.ts";

/** What a rollout and its clusters look like to somebody who looks at them. */
export interface RolloutSeen {
  readonly state: RolloutState;
  readonly clusters: ReadonlyMap<string, ClusterState>;
  /** The upgrades that run now. */
  readonly upgrades: ReadonlyMap<string, KeptUpgrade>;
  /** Whether the record says that a person must act. */
  readonly asksPerson: boolean;
  /** Phases of all rollouts. */
  readonly phases: ReadonlyMap<string, RolloutState["phase"]>;
}

/** What was found at visits before, and at this one. */
export interface Visits {
  readonly failuresSeen: number;
  /** In a row. */
  readonly approvalsSeen: number;
}

/** Whether the rollout waits for somebody to approve. */
export function asksApproval(plan: Plan, { state }: RolloutSeen): boolean {
  return state.phase === "running" && approvals(plan, state).length > 0;
}

/** Whether the rollout waits for somebody to mend what has failed. */
export function standsFailed({ state, asksPerson, clusters }: RolloutSeen): boolean {
  const hasFailed = [...clusters.values()].some(isToMend);
  const isIdle = state.stages.every(({ running }) => running === 0);
  return (
    state.phase === "failed" || (state.phase === "running" && isIdle && hasFailed && asksPerson)
  );
}

/** A canary that was skipped because it could not be reached holds the others up, until somebody says that they may go on. */
function isToMend({ status, unreached }: ClusterState): boolean {
  const isSkippedByItself = status === "skipped" && unreached !== undefined;
  return status === "failed" || status === "cancelled" || isSkippedByItself;
}

/** How often what failed is tried again before it is given up. */
const RETRIES = 1;
/** How often an approval is tried to be given that is not taken: what it would let start is not what was planned for. */
const APPROVALS = 3;

const asked = { actor: "dora", reason: "goes on" } as const;

/** People who ask for nothing, and so may approve. */
const APPROVERS = ["erin", "finn", "gus"] as const;

/**
 * What somebody does who sees to it that a rollout ends: starts what stands, ends every pause, gives
 * approvals, tries again what failed, and after some visits skips it. Nothing when it goes on by
 * itself, or is over.
 */
export function diligentOrders(
  plan: Plan,
  seen: RolloutSeen,
  { failuresSeen, approvalsSeen }: Visits,
): readonly RolloutMessage[] {
  const { state } = seen;
  switch (state.phase) {
    case "done":
    case "cancelled":
    case "cancelling":
      return [];
    case "planned":
    case "stopped":
      return [{ kind: "run", ...asked }];
    case "failed":
      return mend(plan, seen, failuresSeen);
    case "running":
      if (state.paused !== undefined) return [{ kind: "resume", ...asked }];
      if (waitsInVain(plan, seen) || approvalsSeen > APPROVALS) {
        return [{ kind: "cancel", ...asked }];
      }
      return [
        ...endPauses(plan, seen),
        ...approvals(plan, state),
        ...(standsFailed(seen) ? mend(plan, seen, failuresSeen) : []),
      ];
  }
}

function mend(plan: Plan, seen: RolloutSeen, failuresSeen: number): readonly RolloutMessage[] {
  return failuresSeen <= RETRIES ? [{ kind: "retry", ...asked }] : skipFailed(plan, seen);
}

/** For a rollout that was cancelled: it will never be done. */
function waitsInVain({ dependsOn = [] }: Plan, { phases }: RolloutSeen): boolean {
  return dependsOn.some((other) => phases.get(other) === "cancelled");
}

function endPauses(plan: Plan, { state, clusters, upgrades }: RolloutSeen) {
  const stages = plan.stages.filter((_, at) => state.stages[at]?.paused !== undefined);
  const held = [...clusters].filter(([, cluster]) => cluster.held !== undefined);
  const paused = [...upgrades].filter(([, upgrade]) => upgrade.pause !== undefined);
  return [
    ...stages.map(({ name }) => ({ kind: "resume" as const, ...asked, stage: name })),
    ...[...held, ...paused].map(([cluster]) => ({ kind: "resume" as const, ...asked, cluster })),
  ];
}

function approvals(plan: Plan, state: RolloutState): readonly RolloutMessage[] {
  return tasksOf(plan, state)
    .filter(({ task, planned }) => task.status === "open" && planned.kind === "approval")
    .flatMap(({ stage }) =>
      APPROVERS.map((actor) => ({
        kind: "approve" as const,
        actor,
        roles: [APPROVER_ROLE],
        comment: "",
        plan: state.plan,
        stage,
      })),
    );
}

function skipFailed(plan: Plan, { state, clusters }: RolloutSeen): readonly RolloutMessage[] {
  const failed = [...clusters].filter(([, cluster]) => isToMend(cluster));
  const tasks = tasksOf(plan, state).filter(({ task }) => task.status === "failed");
  // Too few successes are not mended by leaving more out.
  if (failed.length + tasks.length === 0) return [{ kind: "cancel", ...asked }];
  return [
    ...failed.map(([cluster]) => ({ kind: "skip" as const, ...asked, cluster })),
    ...tasks.map(({ stage, key }) => {
      const roles = ["admin"];
      return { kind: "skip" as const, ...asked, stage, task: key, roles };
    }),
  ];
}

/** The tasks of a rollout that were begun, with where they stand. */
function tasksOf({ stages }: Plan, state: RolloutState) {
  return stages.flatMap(({ name, before = [], after = [] }, at) =>
    [
      ...before.map((planned, index) => ({ planned, key: `before-${index}` })),
      ...after.map((planned, index) => ({ planned, key: `after-${index}` })),
    ].flatMap(({ planned, key }) => {
      const task = state.stages[at]?.tasks?.[key];
      return task === undefined ? [] : [{ stage: name, planned, key, task }];
    }),
  );
}
