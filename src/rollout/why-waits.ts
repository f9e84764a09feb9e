import type { ClusterState, RolloutState } from "../model/rollout-state.ts";
import type { Plan } from "../model/plan.ts";
import type { TaskKind } from "./tasks/task-place.ts";
import { standingTasks, taskReasons } from "./tasks/task-waits.ts";
import { reasonsOfRollouts } from "./rollout-dependencies.ts";
import { whyNothingStarts } from "./stage-limits.ts";
import type { StartRule } from "./start-reason.ts";
import { placeOf, stageAt, type OpenStage, type Reading } from "./turn.ts";
import { reasonsAfter, reasonsBefore } from "./why-waits-cluster.ts";
import { byPerson, slotWords } from "./words.ts";

/** Why a cluster does not run now: every reason that holds, the nearest first. */
export interface WaitReason {
  readonly rule:
    | "initialize"
    | "stopped"
    | "rollout-ended"
    | "paused"
    | "stage-paused"
    | "held"
    | "failure-budget"
    | "stage-order"
    | "concurrency"
    | "min-success"
    | "rollout-dependency"
    | "membership"
    | "unreachable"
    | StartRule
    | TaskKind;
  readonly words: string;
  /** True when it does not end by itself. */
  readonly needsPerson: boolean;
  /** When it ends or changes by itself, if that is known. */
  readonly untilMs?: number;
  /** Who can end it: a role, or an order. */
  readonly who?: string;
  /** Of a calendar: the zone that its times are said in. */
  readonly timeZone?: string;
}

/** The moment of which it is asked, and the other clusters at that moment. */
export interface Sight {
  readonly nowMs: number;
  readonly stateOf: (cluster: string) => ClusterState | undefined;
  /** What was told of other rollouts, where the state does not know them. */
  readonly rollouts?: readonly WaitReason[];
}

/** The reasons for one cluster of the plan that waits; empty for one that does not wait, or is free to start at the next decision. */
export function whyWaits(
  plan: Plan,
  state: RolloutState,
  name: string,
  cluster: ClusterState,
  { nowMs, stateOf, rollouts }: Sight,
): readonly WaitReason[] {
  if (cluster.status !== "waiting") return [];
  const place = placeOf(plan, name);
  if (place === undefined) return [];
  const turn = { plan, state, nowMs, changed: new Map<string, ClusterState>() };
  const before = [
    ...rolloutReasons(state),
    ...(rollouts ?? otherRollouts(plan, state)),
    ...heldReasons(state, name, cluster),
    ...stageReasons(plan, state, place.stage),
    ...answered(reasonsBefore(turn, place), stateOf),
    ...slotReason(plan, state, place.stage),
  ];
  return [...before, ...reasonsAfter(turn, place, cluster, before)];
}

/**
 * What the rollout itself waits for now, whatever single clusters do: that it is started, another
 * rollout, the end of a pause, a task of its stage, or what its limits say. Empty while it just goes on.
 */
export function whyRolloutWaits(
  plan: Plan,
  state: RolloutState,
  rollouts: readonly WaitReason[] = otherRollouts(plan, state),
): readonly WaitReason[] {
  if (OVER.has(state.phase)) return [];
  const stage = stageAt({ plan, state }, state.stage);
  const own = rolloutReasons(state);
  if (stage === undefined) return own;
  return [
    ...own,
    ...rollouts,
    ...limitReasons(state, stage),
    ...(state.phase === "running" ? standingTasks(plan, state, state.stage) : []),
  ];
}

const OVER: ReadonlySet<RolloutState["phase"]> = new Set([
  "done",
  "failed",
  "cancelling",
  "cancelled",
]);

function answered<T>(reading: Reading<T>, stateOf: Sight["stateOf"]): T {
  let next = reading.next();
  while (next.done !== true) next = reading.next(stateOf(next.value));
  return next.value;
}

function otherRollouts(plan: Plan, state: RolloutState): readonly WaitReason[] {
  return reasonsOfRollouts({ plan, state }).map(({ words, needsPerson }) => ({
    rule: "rollout-dependency",
    words,
    needsPerson,
  }));
}

/** What became of the rollout, and what would let the cluster have its turn all the same. */
const ENDED = {
  done: () => "is done",
  failed: (rollout: string) =>
    `has failed: mend what failed, then fleetlift retry ${rollout}, or skip it`,
  cancelling: () => "is being cancelled",
  cancelled: () => "was cancelled: apply it again to plan anew",
} as const;

function rolloutReasons({ phase, rollout, paused }: RolloutState): readonly WaitReason[] {
  const reasons: WaitReason[] = [];
  switch (phase) {
    case "planned":
      reasons.push({
        rule: "initialize",
        needsPerson: true,
        words: `rollout ${rollout} is planned and not started: fleetlift start ${rollout}`,
      });
      break;
    case "stopped":
      reasons.push({
        rule: "stopped",
        needsPerson: true,
        words: `rollout ${rollout} is stopped: fleetlift start ${rollout}`,
      });
      break;
    case "done":
    case "failed":
    case "cancelling":
    case "cancelled":
      reasons.push({
        rule: "rollout-ended",
        needsPerson: true,
        words: `rollout ${rollout} ${ENDED[phase](rollout)}`,
      });
      break;
    case "running":
      break;
  }
  if (paused !== undefined) {
    reasons.push({
      rule: "paused",
      needsPerson: true,
      words: `rollout ${rollout} is paused by ${byPerson(paused.actor, paused.reason)}; go on with: fleetlift resume ${rollout}`,
    });
  }
  return reasons;
}

function heldReasons(
  { rollout }: RolloutState,
  name: string,
  { held }: ClusterState,
): readonly WaitReason[] {
  return held === undefined
    ? []
    : [
        {
          rule: "held",
          needsPerson: true,
          words: `it is paused before its start by ${byPerson(held.actor, held.reason)}; go on with: fleetlift resume ${rollout} ${name}`,
        },
      ];
}

function stageReasons(plan: Plan, state: RolloutState, index: number): readonly WaitReason[] {
  const reasons: WaitReason[] = [];
  for (const [at, planned] of plan.stages.entries()) {
    const counts = state.stages[at];
    if (counts === undefined || at < state.stage || at > index) continue;
    reasons.push(...limitReasons(state, { planned, counts }));
    reasons.push(...taskReasons(plan, state, at, "before"));
    if (at < index) {
      const over = counts.done + counts.skipped + counts.cancelled + counts.failed;
      if (over < planned.clusters.length) {
        reasons.push({
          rule: "stage-order",
          needsPerson: false,
          words: `stage ${planned.name} (${over} of ${planned.clusters.length} over)`,
        });
      }
      reasons.push(...taskReasons(plan, state, at, "after"));
    }
  }
  return reasons;
}

/** What a stage's own limits and a pause of it say. */
function limitReasons(
  { rollout }: RolloutState,
  { planned, counts }: Pick<OpenStage, "planned" | "counts">,
): readonly WaitReason[] {
  const limit = whyNothingStarts(planned, counts);
  const { paused } = counts;
  return [
    ...(limit === undefined
      ? []
      : [{ rule: limit.rule, needsPerson: true, words: limit.words } as const]),
    ...(paused === undefined
      ? []
      : [
          {
            rule: "stage-paused",
            needsPerson: true,
            words: `stage ${planned.name} is paused by ${byPerson(paused.actor, paused.reason)}; go on with: fleetlift resume ${rollout} --stage ${planned.name}`,
          } as const,
        ]),
  ];
}

function slotReason(plan: Plan, state: RolloutState, index: number): readonly WaitReason[] {
  const stage = stageAt({ plan, state }, index);
  if (stage === undefined || stage.counts.running < stage.planned.maxConcurrency) return [];
  const words = `a slot: ${slotWords(stage.planned, stage.counts.running)}`;
  return [{ rule: "concurrency", needsPerson: false, words }];
}
