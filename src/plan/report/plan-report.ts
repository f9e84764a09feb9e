import { compareVersions, minorOf } from "../../model/version.ts";
import type {
  AcceptedRisk,
  AddedRecord,
  Forecast,
  Hop,
  LeftOut,
  Plan,
  PlannedCluster,
  PlannedStage,
  PlannedTask,
  Shape,
} from "../../model/plan.ts";
import type { BrokenRule } from "../check/broken-rule.ts";
import { foldBroken } from "../check/fold-broken.ts";
import type { Upgrading } from "../consider-cluster.ts";
import { calendarsOf, type CalendarReport } from "./calendar-report.ts";
import { clustersOfPlan, type ClusterReport } from "./cluster-report.ts";
import { dangersOf, notCheckedOf, type Remark } from "./dangers.ts";
import { deadlinesOfPlan, type DeadlineReport } from "./deadline-report.ts";
import { weighedDecisions, type DecisionReport } from "./decision-report.ts";
import { hopsInWords, startsOf } from "./hops-in-words.ts";
import { ladderOf, type LadderRow } from "./ladder.ts";
import { flowsOfPlan, recoveryWords, type FlowReport } from "./recovery-words.ts";
import { rolloutForecast, surgeOf, type SurgeReport } from "./rollout-forecast.ts";
import { stageRules } from "./stage-rules.ts";

export interface ShapeReport {
  readonly name: string;
  readonly strategy: string;
  readonly why: string;
  readonly clusters: readonly string[];
  /** What moves, in words. */
  readonly hops: string;
  readonly ladder: readonly LadderRow[];
  readonly counts: NonNullable<Shape["counts"]>;
  readonly steps: number;
  /** What is done when one of its upgrades ends early. */
  readonly recovery: readonly string[];
  /** Of its slowest cluster. */
  readonly forecast?: Forecast;
}

export interface StageReport {
  readonly name: string;
  readonly clusters: readonly string[];
  readonly maxConcurrency: number;
  readonly maxAllowedFailures: number;
  readonly minSuccess?: number | undefined;
  readonly before: readonly PlannedTask[];
  readonly after: readonly PlannedTask[];
  /** What has to be over before: `stage canary`, or of the first one other rollouts; none when it starts at once. */
  readonly waitsFor?: string;
  /** Who goes first in it, and what becomes of those that give no answer. */
  readonly rules: readonly string[];
}

export interface BlockedReport {
  readonly cluster: string;
  readonly why: string;
  readonly help: string;
}

/** What a plan means for people, as plain data: every cluster with what will be done, or why nothing is. */
export interface PlanReport {
  readonly rollout: string;
  readonly hash: string;
  /** Of the clusters that stages select. */
  readonly counts: {
    readonly selected: number;
    readonly upgraded: number;
    readonly alreadyThere: number;
    readonly blocked: number;
    readonly managedElsewhere: number;
  };
  /** The minors that clusters come from, and the versions that they go to, oldest first. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Of the work of all stages, as many clusters at a time as they allow; without waits for people and windows. */
  readonly forecast?: Forecast;
  readonly surge: SurgeReport;
  readonly blocked: readonly BlockedReport[];
  readonly managedElsewhere: readonly BlockedReport[];
  readonly dangers: readonly Remark[];
  /** What the plan linter says of it that is no error; a stored plan is reported without. */
  readonly warnings: readonly Remark[];
  readonly shapes: readonly ShapeReport[];
  readonly decisions: readonly DecisionReport[];
  readonly stages: readonly StageReport[];
  /** What the rollout runs for itself. */
  readonly flows: readonly FlowReport[];
  readonly calendars: readonly CalendarReport[];
  readonly deadlines: readonly DeadlineReport[];
  /** In the order in which they start. */
  readonly clusters: readonly ClusterReport[];
  readonly acceptedRisks: readonly AcceptedRisk[];
  readonly addedRecords: readonly AddedRecord[];
  readonly notChecked: readonly Remark[];
  /** Clusters that are left out for the same reason stand together. */
  readonly leftOut: readonly { readonly why: string; readonly clusters: readonly string[] }[];
  readonly notes: readonly Remark[];
  /** Why this version of fleetlift would refuse to start it; none when it would not. */
  readonly obstacles: readonly string[];
}

export interface ReportExtras {
  /** Adds what was noticed while it was made; a stored plan is reported without. */
  readonly upgrading?: readonly Pick<Upgrading, "cluster" | "notes">[];
  /** What is to be said of the request as a whole. */
  readonly remarks?: readonly string[];
  readonly obstacles?: readonly string[];
  readonly warnings?: readonly BrokenRule[];
}

/** Reports a plan. */
export function planReport(
  plan: Plan,
  hash: string,
  { upgrading = [], remarks = [], obstacles = [], warnings = [] }: ReportExtras = {},
): PlanReport {
  const { rollout, stages, acceptedRisks = [], addedRecords = [] } = plan;
  const planned = stages.flatMap(({ clusters }) => clusters);
  const shapes = Object.entries(plan.shapes);
  return {
    rollout,
    hash,
    counts: countsOf(plan),
    from: onceInOrder(shapes.flatMap(([, { hops }]) => startsOf(hops)))
      .map(minorOf)
      .filter(isFirst),
    to: onceInOrder(shapes.flatMap(([, { hops }]) => kubernetesEnd(hops))),
    ...rolloutForecast(stages),
    surge: surgeOf(stages),
    blocked: leftAs(plan, "blocked"),
    managedElsewhere: leftAs(plan, "managed-elsewhere"),
    dangers: dangersOf(plan),
    warnings: foldBroken(warnings),
    shapes: shapes.map(([name, shape]) => shapeReport(name, shape, planned)),
    decisions: weighedDecisions(plan),
    stages: stages.map((stage, index) => stageReport(stage, stages.slice(0, index), plan)),
    flows: flowsOfPlan(plan),
    calendars: calendarsOf(plan),
    deadlines: deadlinesOfPlan(plan),
    clusters: clustersOfPlan(plan),
    acceptedRisks,
    addedRecords,
    notChecked: notCheckedOf(plan),
    leftOut: foldLeftOut(plan),
    notes: [...remarks.map((words) => ({ about: "rollout", words })), ...foldNotes(upgrading)],
    obstacles,
  };
}

function countsOf({ stages, leftOut }: Plan): PlanReport["counts"] {
  const upgraded = stages.reduce((sum, { clusters }) => sum + clusters.length, 0);
  const count = (kind: string): number => leftOut.filter((each) => each.kind === kind).length;
  const [alreadyThere, blocked] = [count("already-there"), count("blocked")];
  const managedElsewhere = count("managed-elsewhere");
  const selected = upgraded + alreadyThere + blocked + managedElsewhere;
  return { selected, upgraded, alreadyThere, blocked, managedElsewhere };
}

function leftAs({ leftOut }: Plan, kind: LeftOut["kind"]): readonly BlockedReport[] {
  return leftOut
    .filter((each) => each.kind === kind)
    .map(({ name, why, help }) => ({ cluster: name, why, help }));
}

/** What is left out and needs nobody. */
function foldLeftOut({ leftOut }: Plan): PlanReport["leftOut"] {
  const quiet = leftOut.filter(({ kind }) => kind === "already-there" || kind === "not-selected");
  return [...Map.groupBy(quiet, ({ why }) => why)].map(([why, list]) => ({
    why,
    clusters: list.map(({ name }) => name),
  }));
}

/** The same words of several clusters are said once. */
function foldNotes(upgrading: NonNullable<ReportExtras["upgrading"]>): PlanReport["notes"] {
  const notes = upgrading.flatMap(({ cluster, notes: each }) =>
    each.map((words) => ({ cluster: cluster.name, words })),
  );
  return [...Map.groupBy(notes, ({ words }) => words)].map(([words, list]) => ({
    about:
      list.length > 3 ? `${list.length} clusters` : list.map(({ cluster }) => cluster).join(", "),
    words,
  }));
}

function shapeReport(
  name: string,
  { strategy, why, hops, counts = [], steps, recovery }: Shape,
  planned: readonly PlannedCluster[],
): ShapeReport {
  const clusters = planned.filter(({ shape }) => shape === name);
  const forecasts = clusters.flatMap(({ forecast }) => (forecast === undefined ? [] : [forecast]));
  const slowest = forecasts.toSorted((a, b) => b.p90Ms - a.p90Ms).slice(0, 1);
  return {
    name,
    strategy,
    why,
    clusters: clusters.map((cluster) => cluster.name),
    hops: hopsInWords(hops),
    ladder: ladderOf(hops),
    counts,
    steps: steps.length,
    recovery: recoveryWords(recovery),
    ...Object.fromEntries(slowest.map((forecast) => ["forecast", forecast])),
  };
}

function stageReport(
  stage: PlannedStage,
  earlier: readonly PlannedStage[],
  { dependsOn }: Plan,
): StageReport {
  const { name, clusters, maxConcurrency, maxAllowedFailures, minSuccess } = stage;
  // An empty stage is passed, so it is no stage to wait for.
  const before = earlier.findLast((each) => each.clusters.length > 0);
  const rollouts = dependsOn?.map((other) => `rollout ${other}`).join(" and ");
  const waitsFor = before === undefined ? rollouts : `stage ${before.name}`;
  return {
    name,
    clusters: clusters.map((cluster) => cluster.name),
    maxConcurrency,
    maxAllowedFailures,
    ...(minSuccess === undefined ? {} : { minSuccess }),
    before: stage.before ?? [],
    after: stage.after ?? [],
    ...(waitsFor === undefined ? {} : { waitsFor }),
    rules: stageRules(stage),
  };
}

/** Where Kubernetes itself ends; an add-on's version is not one of these. */
function kubernetesEnd(hops: readonly Hop[]): readonly string[] {
  return hops
    .filter(({ component }) => component !== "addon")
    .slice(-1)
    .map(({ to }) => to);
}

function onceInOrder(versions: readonly string[]): readonly string[] {
  // Sorting keeps the order of equals: builds of one version stand in the order of their text.
  return [...new Set(versions)].toSorted().toSorted(compareVersions);
}

function isFirst(value: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(value) === index;
}
