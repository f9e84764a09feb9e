import { knowledge } from "../knowledge/knowledge.ts";
import type { Fleet } from "../model/fleet.ts";
import { contentHash } from "../model/hash.ts";
import type { LeftOut, Plan, PlannedStage } from "../model/plan.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import type { Complaint } from "../spec/problem.ts";
import { checkPlan } from "./check/check-plan.ts";
import { clusterWays, type ClusterWay, type Snapshots } from "./cluster-way.ts";
import { nodeSettings } from "./node-settings.ts";
import { planReport, type PlanReport } from "./plan-report.ts";
import { shapeClusters, type Shaping } from "./shapes.ts";
import { assignStages, type AssignedStage, type Assignment } from "./stages/assign-stages.ts";
import { askedStrategy, type Choice } from "./strategy/asked-strategy.ts";
import type { Strategies } from "./strategy/choose-strategy.ts";
import type { ActionCatalog } from "./workflow/action-catalog.ts";
import { checkWorkflow } from "./workflow/check-workflow.ts";

export interface PlanRequest {
  readonly rollout: RolloutDocument;
  readonly fleet: Fleet;
  /** Of the clusters that the rollout's stages select (`assignStages` tells which); others are not looked at. */
  readonly snapshots: Snapshots;
  readonly strategies: Strategies;
  readonly actions: ActionCatalog;
  /** Hash of the plan that this one is to replace. */
  readonly parent?: string;
}

/** Why no plan was made. Complaints about a document can be shown at their line there; `Plan` is the linter's word. */
export interface PlanProblem {
  readonly document: "Rollout" | "Workflow" | "Plan";
  readonly name: string;
  readonly complaint: Complaint;
}

export interface Planned {
  readonly plan: Plan;
  readonly hash: string;
  readonly report: PlanReport;
}

/**
 * What will be done, whole, and a report of it; or what is wrong with the request. A cluster that has
 * no way is no problem of the plan's: it is left out as `blocked`, with what would open a way. The
 * same inputs give the same plan and the same hash, whatever order they come in (I14).
 */
export function makePlan(
  request: PlanRequest,
): Planned | { readonly problems: readonly PlanProblem[] } {
  const { rollout, fleet, snapshots, actions } = request;
  const { target, strategy, nodes, stages } = rollout.spec;
  const assignment = assignStages(stages, fleet.clusters);
  const chosen = askedStrategy(strategy, request.strategies);
  const refused = "complaint" in chosen ? [chosen.complaint] : [];
  const wrong = [...checkTarget(rollout, fleet), ...refused, ...assignment.complaints];
  if (target.kubernetes === undefined || "complaint" in chosen || wrong.length > 0) {
    return problems("Rollout", rollout.metadata.name, wrong);
  }
  const { choice } = chosen;
  const faults = checkWorkflow(choice.workflow, actions);
  if (faults.length > 0) return problems("Workflow", choice.workflow.metadata.name, faults);

  const ways = clusterWays({
    clusters: assignment.stages.flatMap(({ clusters }) => clusters),
    snapshots,
    target,
    facts: knowledge,
    acceptRisks: rollout.spec.acceptRisks ?? [],
  });
  const shaping = shapeClusters(ways.filter(hasHops), choice, nodeSettings(nodes), actions);
  if (shaping.complaints.length > 0) {
    return problems("Workflow", choice.workflow.metadata.name, shaping.complaints);
  }
  const plan = assemble(request, choice, assignment, ways, shaping);
  const broken = checkPlan(plan, snapshots, actions);
  if (broken.length > 0) {
    const words = broken.map(({ rule, why }) => complain([], `${rule}: ${why}`));
    return problems("Plan", rollout.metadata.name, words);
  }
  const hash = contentHash(plan);
  return { plan, hash, report: planReport(plan, hash, ways) };
}

function checkTarget({ spec }: RolloutDocument, fleet: Fleet): readonly Complaint[] {
  const fleetWords = `expected ${fleet.name}, the fleet that was given`;
  return [
    ...(spec.fleet === fleet.name ? [] : [complain(["spec", "fleet"], fleetWords)]),
    ...(spec.target.kubernetes === undefined
      ? [complain(["spec", "target", "kubernetes"], 'missing: expected a version, like "1.36"')]
      : []),
  ];
}

function assemble(
  { rollout, fleet, parent }: PlanRequest,
  { strategy, workflow }: Choice,
  { stages, unselected }: Assignment,
  ways: readonly ClusterWay[],
  shaping: Shaping,
): Plan {
  const used = Object.keys(shaping.shapes).length > 0;
  return {
    schemaVersion: 1,
    kind: "Plan",
    rollout: rollout.metadata.name,
    fleet: fleet.name,
    target: rollout.spec.target,
    ...(parent === undefined ? {} : { parent }),
    workflows: used ? { [strategy]: contentHash(workflow) } : {},
    shapes: shaping.shapes,
    stages: stages.map((stage) => plannedStage(stage, shaping)),
    leftOut: [
      ...ways.flatMap((way) => (way.kind === "left-out" ? [way.leftOut] : [])),
      ...unselected.map(({ name }) => notSelected(name)),
    ].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function plannedStage(stage: AssignedStage, { placed }: Shaping): PlannedStage {
  const { name, maxConcurrency, maxAllowedFailures } = stage;
  const clusters = stage.clusters.flatMap((cluster) => {
    const place = placed.get(cluster.name);
    return place === undefined
      ? []
      : [{ name: cluster.name, member: cluster.current.name, ...place }];
  });
  return { name, maxConcurrency, maxAllowedFailures, clusters };
}

function notSelected(name: string): LeftOut {
  return {
    name,
    kind: "not-selected",
    why: "no stage selects it",
    help: "change a stage's selector if it should be upgraded",
  };
}

function hasHops(way: ClusterWay): way is Extract<ClusterWay, { kind: "hops" }> {
  return way.kind === "hops";
}

function problems(
  document: PlanProblem["document"],
  name: string,
  complaints: readonly Complaint[],
): { readonly problems: readonly PlanProblem[] } {
  return { problems: complaints.map((complaint) => ({ document, name, complaint })) };
}

function complain(path: Complaint["path"], message: string): Complaint {
  return { path, on: "value", message };
}
