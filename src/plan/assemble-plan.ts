import { addedRecords } from "../knowledge/with-records.ts";
import { resolveCount } from "../model/count.ts";
import { canonicalJson, contentHash } from "../model/hash.ts";
import type { Cluster } from "../model/fleet.ts";
import type {
  AcceptedRisk,
  Calendar,
  Decision,
  LeftOut,
  Plan,
  PlannedCluster,
  PlannedStage,
} from "../model/plan.ts";
import type { Workflow } from "../model/workflow.ts";
import { foldConcerns } from "./concerns.ts";
import type { Considered, Upgrading } from "./consider-cluster.ts";
import type { PlanRequest } from "./make-plan.ts";
import { forecastSteps } from "./forecast/forecast-steps.ts";
import { forecastSurge } from "./forecast/forecast-surge.ts";
import { isProduction } from "./is-production.ts";
import { pinnedPacks } from "./pinned-packs.ts";
import type { Placed, Shaping } from "./shapes.ts";
import type { AssignedStage, Assignment } from "./stages/assign-stages.ts";
import { plannedTask } from "./stages/planned-task.ts";

/** A workflow that something in the plan is made from; of a strategy it has no name of its own. */
export interface UsedWorkflow {
  readonly name?: string;
  readonly workflow: Workflow;
}

/** What the rollout itself runs, and all workflows that the plan is made from. */
export interface Flows {
  readonly flows: NonNullable<Plan["flows"]>;
  readonly workflows: readonly UsedWorkflow[];
}

/** Puts together what was decided of each cluster. What many clusters share stands once, under a key. */
export function assemblePlan(
  request: PlanRequest,
  { stages, unselected }: Assignment,
  considered: readonly Considered[],
  { shapes, placed, records }: Shaping<Upgrading>,
  { flows, workflows }: Flows,
): Plan {
  const { rollout, fleet, parent } = request;
  const { onFailure, dependsOn, onWindowClose, windowFit } = rollout.spec;
  const decisions = keyed<Decision>("D");
  const calendars = keyed<Calendar>("C");
  const added = addedRecords(request.facts, [...records, ...considered.flatMap(recordsOf)]);
  const names = new Set(placed.map(({ source }) => source.cluster.name));
  const planned = new Map(
    placed.map((each): [Cluster, PlannedCluster] => [
      each.source.cluster,
      { ...plannedCluster(each, request, decisions, calendars), ...goBefore(each, names) },
    ]),
  );
  const there = new Set(
    considered.flatMap((each) =>
      each.kind === "left-out" && each.leftOut.kind === "already-there" ? [each.leftOut.name] : [],
    ),
  );
  const plan: Plan = {
    schemaVersion: 1,
    kind: "Plan",
    rollout: rollout.metadata.name,
    fleet: fleet.name,
    target: rollout.spec.target,
    ...(parent === undefined ? {} : { parent }),
    workflows: { ...namedHashes(workflows), ...workflowHashes(placed) },
    shapes,
    stages: stages.map((stage) => plannedStage(stage, planned, there)),
    leftOut: leftOut(considered, unselected),
    decisions: decisions.all(),
    ...(calendars.size() === 0 ? {} : { calendars: calendars.all() }),
    ...(onFailure === undefined ? {} : { onFailure: onFailure.use }),
    ...(Object.keys(flows).length > 0 && { flows }),
    ...(dependsOn === undefined ? {} : { dependsOn }),
    ...(onWindowClose === undefined ? {} : { onWindowClose }),
    ...(windowFit === undefined ? {} : { windowFit }),
    concerns: foldConcerns(placed.flatMap(({ source }) => source.findings)),
    acceptedRisks: acceptedRisks(request, considered),
    ...(added.length > 0 && { addedRecords: added }),
  };
  return withPins(plan, request, workflows);
}

function withPins(
  plan: Plan,
  { packs = [] }: PlanRequest,
  workflows: readonly UsedWorkflow[],
): Plan {
  const used = workflows.map(({ workflow }) => workflow);
  const pins = pinnedPacks(packs, { workflows: used, plan });
  return pins.length === 0 ? plan : { ...plan, packs: pins };
}

/** Each workflow that is used is hashed once. */
function workflowHashes(placed: readonly Placed<Upgrading>[]): Plan["workflows"] {
  const used = new Map(
    placed.map(({ source }) => [source.decision.strategy, source.workflow] as const),
  );
  return Object.fromEntries(
    [...used].map(([strategy, workflow]) => [strategy, contentHash(workflow)]),
  );
}

function namedHashes(workflows: readonly UsedWorkflow[]): Plan["workflows"] {
  return Object.fromEntries(
    workflows.flatMap(({ name, workflow }) =>
      name === undefined ? [] : [[name, contentHash(workflow)]],
    ),
  );
}

/** What decided of a cluster, or of its being left out. */
function recordsOf(considered: Considered): readonly string[] {
  const found = considered.findings.flatMap(({ records }) => records);
  return considered.kind === "upgrade" ? [...considered.records, ...found] : found;
}

function plannedCluster(
  { source: { cluster, snapshot, decision }, shape, steps }: Placed<Upgrading>,
  { actions, prices }: PlanRequest,
  decisions: Keyed<Decision>,
  calendars: Keyed<Calendar>,
): PlannedCluster {
  const { name, current, windows = [], freezes = [] } = cluster;
  const provider = current.provider.kind;
  const { strategy } = decision;
  const forecast = forecastSteps(steps, snapshot, actions);
  const surge = forecastSurge({ strategy, steps, snapshot, provider, forecast, prices });
  const always = windows.length === 0 && freezes.length === 0;
  return {
    name,
    member: current.name,
    identity: snapshot.identity,
    provider,
    ...(isProduction(cluster) ? { production: true as const } : {}),
    shape,
    decision: decisions.keyOf(decision),
    ...(always ? {} : { calendar: calendars.keyOf({ windows, freezes }) }),
    forecast,
    surge,
  };
}

/** Of the clusters that one depends on, those that the plan upgrades: the others stay as they are. */
function goBefore(
  { source: { cluster } }: Placed<Upgrading>,
  planned: ReadonlySet<string>,
): Pick<PlannedCluster, "dependsOn"> {
  const dependsOn = [...new Set(cluster.dependsOn)].filter((name) => planned.has(name));
  return dependsOn.length === 0 ? {} : { dependsOn };
}

/** Clusters that are where they should be are no work, and have succeeded. */
function plannedStage(
  { name, maxConcurrency, maxAllowedFailures, minSuccess, spec, clusters: selected }: AssignedStage,
  planned: ReadonlyMap<Cluster, PlannedCluster>,
  there: ReadonlySet<string>,
): PlannedStage {
  const { onUnreachable, beforeStageTasks = [], afterStageTasks = [] } = spec;
  const clusters = selected.flatMap((cluster) => planned.get(cluster) ?? []);
  const succeeded = selected.filter((cluster) => there.has(cluster.name)).length;
  const canaries = plannedCanaries(spec.canaries, selected.length, clusters.length);
  return {
    name,
    maxConcurrency,
    maxAllowedFailures,
    ...(minSuccess === undefined ? {} : { minSuccess: Math.max(0, minSuccess - succeeded) }),
    ...(onUnreachable === undefined ? {} : { onUnreachable }),
    ...(beforeStageTasks.length === 0 ? {} : { before: beforeStageTasks.map(plannedTask) }),
    ...(afterStageTasks.length === 0 ? {} : { after: afterStageTasks.map(plannedTask) }),
    ...(canaries === undefined ? {} : { canaries }),
    clusters,
  };
}

/** A percentage is of the clusters selected, and rounds down, never below 1. */
function plannedCanaries(
  canaries: AssignedStage["spec"]["canaries"],
  selected: number,
  planned: number,
): PlannedStage["canaries"] {
  if (canaries === undefined || planned === 0) return undefined;
  const { count, soak = 0 } = canaries;
  const first = Math.max(1, resolveCount(count, selected, "down"));
  return { count: Math.min(first, planned), soakMs: soak };
}

function leftOut(
  considered: readonly Considered[],
  unselected: readonly Cluster[],
): readonly LeftOut[] {
  return [
    ...considered.flatMap((each) => (each.kind === "left-out" ? [each.leftOut] : [])),
    ...unselected.map(({ name }) => notSelected(name)),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function notSelected(name: string): LeftOut {
  return {
    name,
    kind: "not-selected",
    why: "no stage selects it",
    help: "change a stage's selector if it should be upgraded",
  };
}

/** The risks of the rollout that something in this plan really takes, each with its clusters. */
function acceptedRisks(
  { rollout }: PlanRequest,
  considered: readonly Considered[],
): readonly AcceptedRisk[] {
  const { acceptRisks = [] } = rollout.spec;
  return acceptRisks.flatMap(({ name, by, reason, until, clusters: only }) => {
    const clusters = considered.flatMap((each) =>
      each.kind === "upgrade" && (only?.includes(each.cluster.name) ?? true) && takes(each, name)
        ? [each.cluster.name]
        : [],
    );
    return clusters.length === 0 ? [] : [{ name, by, reason, until, clusters }];
  });
}

function takes({ findings, accepted }: Upgrading, name: string): boolean {
  const found = findings.some(
    (finding) => finding.accepted !== undefined && [finding.check, finding.id].includes(name),
  );
  return found || accepted.includes(name);
}

/** Values under keys of their own, the same value under the same key, in order of their first use. */
interface Keyed<Value> {
  keyOf(value: Value): string;
  size(): number;
  all(): Readonly<Record<string, Value>>;
}

function keyed<Value>(prefix: string): Keyed<Value> {
  const keys = new Map<string, string>();
  const values: Record<string, Value> = {};
  return {
    keyOf: (value) => {
      const content = canonicalJson(value);
      const key = keys.get(content) ?? `${prefix}${keys.size + 1}`;
      keys.set(content, key);
      values[key] = value;
      return key;
    },
    size: () => keys.size,
    all: () => values,
  };
}
