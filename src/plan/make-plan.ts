import type { NodeHandling } from "../assess/request.ts";
import type { Facts } from "../knowledge/knowledge.ts";
import type { Fleet } from "../model/fleet.ts";
import { contentHash } from "../model/hash.ts";
import type { Plan } from "../model/plan.ts";
import type { PriceTable } from "../model/prices.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import type { Weights } from "../model/strategy-weights.ts";
import type { Workflow } from "../model/workflow.ts";
import type { Variables } from "../spec/cel.ts";
import type { Complaint } from "../spec/problem.ts";
import { assemblePlan, type UsedWorkflow } from "./assemble-plan.ts";
import { brokenWords } from "./check/broken-rule.ts";
import { checkPlan } from "./check/check-plan.ts";
import { clusterWays, type Snapshots } from "./cluster-way.ts";
import { considerCluster, type Considered, type Upgrading } from "./consider-cluster.ts";
import { idleAcceptances, unknownAccepting } from "./idle-acceptances.ts";
import { drainSettings, nodeSettings } from "./node-settings.ts";
import type { PlanPack } from "./pinned-packs.ts";
import { planReport, type PlanReport } from "./report/plan-report.ts";
import { shapeClusters } from "./shapes.ts";
import { assignStages, type Assignment } from "./stages/assign-stages.ts";
import { orderProblems } from "./stages/order-problems.ts";
import { askedStrategies } from "./strategy/asked-strategies.ts";
import type { Strategies } from "./strategy/choose-strategy.ts";
import type { ActionCatalog } from "./workflow/action-catalog.ts";
import { whyNotStartable } from "./why-not-startable.ts";
import { calledBy } from "./workflow/check-call.ts";
import { checkWorkflow } from "./workflow/check-workflow.ts";
import { flowUses, planFlows } from "./workflow/plan-flows.ts";
import type { Installed, WorkflowComplaint, Workflows } from "./workflow/scope.ts";

export interface PlanRequest {
  readonly rollout: RolloutDocument;
  readonly fleet: Fleet;
  /** Of the clusters that the rollout's stages select (`assignStages` tells which); others are not looked at. */
  readonly snapshots: Snapshots;
  readonly facts: Facts;
  readonly strategies: Strategies;
  /** By which `auto` chooses among the strategies. */
  readonly weights: Weights;
  readonly actions: ActionCatalog;
  /** Workflows by the names under which steps and rollouts use them. */
  readonly workflows?: Workflows | undefined;
  /** Where workflows, actions and facts come from, so that the plan pins them. */
  readonly packs?: readonly PlanPack[] | undefined;
  /** What machines cost, where somebody said so. */
  readonly prices?: PriceTable | undefined;
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

interface Problems {
  readonly problems: readonly PlanProblem[];
}

/**
 * What will be done, whole, and a report of it; or what is wrong with the request. A cluster that has
 * no way is no problem of the plan's: it is left out as `blocked`, with what would open a way. The
 * same inputs give the same plan and the same hash, whatever order they come in (I14).
 */
export function makePlan(request: PlanRequest): Planned | Problems {
  const { rollout, fleet, snapshots, actions } = request;
  const assignment = assignStages(rollout.spec.stages, fleet.clusters);
  const wrong = [
    ...checkTarget(rollout, fleet),
    ...askedStrategies(rollout, request.strategies),
    ...unknownAccepting(rollout, fleet),
    ...assignment.complaints,
  ];
  if (wrong.length > 0) return problems("Rollout", rollout.metadata.name, wrong);
  const nodes = nodeSettings(rollout.spec.nodes);
  const considered = consider(request, assignment, nodes);
  const upgrading = considered.filter(isUpgrading);
  const installed = { actions, workflows: request.workflows ?? new Map() };
  const used = usedWorkflows(upgrading, rollout, installed);
  const faulty = checkWorkflows(used, installed);
  if (faulty.length > 0) return { problems: faulty };
  const settings = { ...nodes, drain: drainSettings(rollout.spec.nodes) };
  const shaping = shapeClusters(upgrading, settings, { ...request, ...installed });
  const planned = planFlows(flowUses(rollout), flowVariables(rollout), installed);
  const refused = [
    ...problems("Rollout", rollout.metadata.name, planned.complaints).problems,
    ...[...shaping.complaints, ...planned.ofWorkflows].map(ofWorkflow),
  ];
  if (refused.length > 0) return { problems: refused };
  const plan = assemblePlan(request, assignment, considered, shaping, {
    flows: planned.flows,
    workflows: used,
  });
  const misplaced = orderProblems(plan);
  if (misplaced.length > 0) return problems("Rollout", rollout.metadata.name, misplaced);
  const found = checkPlan({ plan, snapshots, actions, facts: request.facts });
  const errors = found.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    const words = errors.map((each) => complain([], brokenWords(each)));
    return problems("Plan", rollout.metadata.name, words);
  }
  const hash = contentHash(plan);
  return {
    plan,
    hash,
    report: planReport(plan, hash, {
      upgrading,
      remarks: idleAcceptances(rollout, plan),
      obstacles: whyNotStartable(plan, actions),
      warnings: found.filter(({ severity }) => severity === "warning"),
    }),
  };
}

/** Everything that is decided cluster by cluster. */
function consider(
  { rollout, snapshots, facts, weights, strategies, prices }: PlanRequest,
  { stages }: Assignment,
  nodes: NodeHandling,
): readonly Considered[] {
  const { target, acceptRisks = [] } = rollout.spec;
  const placed = stages.flatMap(({ clusters, spec }) =>
    clusters.map((cluster) => ({ cluster, stage: spec })),
  );
  const clusters = placed.map(({ cluster }) => cluster);
  const ways = clusterWays({ clusters, snapshots, target, facts, acceptRisks });
  const given = { rollout, nodes, facts, weights, strategies, prices };
  return ways.flatMap((way, index) =>
    placed
      .slice(index, index + 1)
      .map(({ cluster, stage }) => considerCluster(cluster, stage, way, given)),
  );
}

/** Every workflow that something in the plan is made from, once, with the name that it is used by; a strategy's has none. */
function usedWorkflows(
  upgrading: readonly Upgrading[],
  rollout: RolloutDocument,
  { workflows }: Installed,
): readonly UsedWorkflow[] {
  const ofStrategies = [...new Set(upgrading.map(({ workflow }) => workflow))];
  const named = [...ofStrategies.flatMap(calledBy), ...flowUses(rollout).map(({ use }) => use)];
  const found = new Map<string, Workflow>();
  for (const name of named) {
    const workflow = workflows.get(name);
    if (workflow === undefined || found.has(name)) continue;
    found.set(name, workflow);
    named.push(...calledBy(workflow));
  }
  return [
    ...ofStrategies.map((workflow) => ({ workflow })),
    ...[...found].map(([name, workflow]) => ({ name, workflow })),
  ];
}

function checkWorkflows(
  used: readonly UsedWorkflow[],
  installed: Installed,
): readonly PlanProblem[] {
  return used.flatMap(
    ({ workflow }) =>
      problems("Workflow", workflow.metadata.name, checkWorkflow(workflow, installed)).problems,
  );
}

function ofWorkflow({ workflow, ...complaint }: WorkflowComplaint): PlanProblem {
  return { document: "Workflow", name: workflow, complaint };
}

/** What workflows see that run for a rollout, not for the upgrade of one of its clusters. */
function flowVariables({ metadata, spec }: RolloutDocument): Variables {
  return {
    rollout: { name: metadata.name },
    fleet: { name: spec.fleet },
    target: { kubernetes: String(spec.target.kubernetes) },
  };
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

function isUpgrading(considered: Considered): considered is Upgrading {
  return considered.kind === "upgrade";
}

function problems(
  document: PlanProblem["document"],
  name: string,
  complaints: readonly Complaint[],
): Problems {
  return { problems: complaints.map((complaint) => ({ document, name, complaint })) };
}

function complain(path: Complaint["path"], message: string): Complaint {
  return { path, on: "value", message };
}
