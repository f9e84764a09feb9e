import { assessUnder } from "../assess/assess.ts";
import type { NodeHandling } from "../assess/request.ts";
import type { Facts } from "../knowledge/knowledge.ts";
import { supportEnds } from "../knowledge/look-up.ts";
import type { Finding } from "../model/finding.ts";
import type { Cluster } from "../model/fleet.ts";
import type { Decision, LeftOut } from "../model/plan.ts";
import type { PriceTable } from "../model/prices.ts";
import type { RolloutDocument, StageSpec } from "../model/rollout.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Weights } from "../model/strategy-weights.ts";
import type { Workflow } from "../model/workflow.ts";
import type { ClusterWay } from "./cluster-way.ts";
import { managedElsewhere } from "./managed-elsewhere.ts";
import { jump, type Moves } from "./moves.ts";
import {
  chooseStrategy,
  type Strategies,
  type StrategyChoice,
} from "./strategy/choose-strategy.ts";

/** What holds for every cluster that is considered. */
export interface Consideration {
  readonly rollout: RolloutDocument;
  readonly nodes: NodeHandling;
  readonly facts: Facts;
  readonly weights: Weights;
  readonly strategies: Strategies;
  readonly prices?: PriceTable | undefined;
}

/** A cluster that is upgraded, with all that was decided of it. */
export interface Upgrading extends Moves {
  readonly kind: "upgrade";
  readonly cluster: Cluster;
  readonly snapshot: Snapshot;
  readonly findings: readonly Finding[];
  readonly decision: Decision;
  readonly workflow: Workflow;
}

type SeenWay = Exclude<ClusterWay, { kind: "left-out" }>;

/** What became of one cluster that a stage selects. */
export type Considered =
  | Upgrading
  | { readonly kind: "left-out"; readonly leftOut: LeftOut; readonly findings: readonly Finding[] };

/**
 * Decides one cluster: whether it is ours to move, which strategy it gets, and whether something that
 * was found stops it. One without a way of its own can still get there as a second cluster.
 */
export function considerCluster(
  cluster: Cluster,
  stage: StageSpec,
  way: ClusterWay,
  given: Consideration,
): Considered {
  if (way.kind === "left-out") return leaveOut(way.leftOut);
  if (cluster.managedBy !== undefined) return leaveOut(ofOwner(cluster, cluster.managedBy, way));
  const { snapshot } = way;
  const findingsUnder = findingsOf(cluster, way, given);
  // Before a strategy is chosen, it is judged as if its nodes were to be replaced: what `rolling` does.
  const found = findingsUnder("rolling");
  const choice = choose(cluster, stage, way, found, given);
  if ("refused" in choice) return leaveOut(noStrategy(cluster, way, choice));
  const { decision, workflow } = choice;
  const { strategy } = decision;
  const findings = strategy === "rolling" ? found : findingsUnder(strategy);
  const stopping = findings.filter((finding) => stops(finding, decision.strategy));
  if (stopping.length > 0) return leaveOut(stopped(cluster.name, stopping), findings);
  const moves = movesOf(decision.strategy, way, given);
  if ("refused" in moves) return leaveOut(noStrategy(cluster, way, moves), findings);
  return { ...moves, kind: "upgrade", cluster, snapshot, findings, decision, workflow };
}

/** What forbids a hop of this control plane does not stop a second cluster, which makes none: it is shown, and met there. */
function stops({ level, accepted, hop }: Finding, strategy: Decision["strategy"]): boolean {
  const isSecond = strategy === "blue-green" || strategy === "canary";
  return level === "Blocks" && accepted === undefined && !(isSecond && hop !== undefined);
}

function choose(
  cluster: Cluster,
  stage: StageSpec,
  way: SeenWay,
  findings: readonly Finding[],
  given: Consideration,
): StrategyChoice {
  const { rollout, facts, weights, strategies, prices } = given;
  const { snapshot } = way;
  const provider = cluster.current.provider.kind;
  return chooseStrategy({
    asked: rollout.spec.strategy,
    stage,
    overrides: rollout.spec.strategyOverrides ?? [],
    cluster: { labels: cluster.labels, provider },
    snapshot,
    findings,
    way: way.kind === "hops" ? way : { kind: "none", why: way.leftOut.why },
    target: String(rollout.spec.target.kubernetes),
    support: supportEnds(facts, provider, snapshot.controlPlane.version),
    nowMs: snapshot.observedAtMs,
    facts,
    weights,
    installed: strategies,
    prices,
  });
}

function findingsOf(
  { name, labels, current }: Cluster,
  way: SeenWay,
  { rollout, nodes, facts }: Consideration,
): ReturnType<typeof assessUnder> {
  const { target, acceptRisks = [] } = rollout.spec;
  const accepted = acceptRisks.filter(({ clusters }) => clusters?.includes(name) ?? true);
  const provider = current.provider.kind;
  const { snapshot } = way;
  const judged = { snapshot, target, provider, labels, nodes, facts, accepted };
  return assessUnder({ ...judged, movedAddons: movedAddons(way) });
}

/** Add-ons that the way brings to versions that fit before each hop needs them: nobody else has to. */
function movedAddons(way: SeenWay): readonly string[] {
  const hops = way.kind === "hops" ? way.hops : [];
  return hops.flatMap((hop) => (hop.component === "addon" ? [hop.addon] : []));
}

/** Without a way of its own only a second cluster was to be had (`ruledOut`). */
function movesOf(
  strategy: Decision["strategy"],
  way: SeenWay,
  { rollout }: Consideration,
): Moves | Refusal {
  const second = strategy === "blue-green" || strategy === "canary";
  if (second || way.kind === "no-way") {
    return jump(way.snapshot, String(rollout.spec.target.kubernetes));
  }
  return way;
}

function ofOwner(
  { name, current }: Cluster,
  managedBy: NonNullable<Cluster["managedBy"]>,
  way: SeenWay,
): LeftOut {
  if (way.kind === "no-way") return way.leftOut;
  const { hops } = way;
  return managedElsewhere({ cluster: name, provider: current.provider.kind, managedBy, hops });
}

type Refusal = Extract<StrategyChoice, { refused: string }>;

/** A cluster without a way of its own is told why: that no strategy helps only follows from it. */
function noStrategy({ name }: Cluster, way: SeenWay, { refused, help }: Refusal): LeftOut {
  if (way.kind === "no-way") return way.leftOut;
  return { name, kind: "blocked", why: refused, help };
}

/** Findings that a blocked cluster names; the rest is counted, and shown by `fleetlift assess`. */
const NAMED = 3;

function stopped(name: string, stopping: readonly Finding[]): LeftOut {
  const named = stopping.slice(0, NAMED);
  const rest = stopping.length - named.length;
  const more = rest > 0 ? [`${rest} more that fleetlift assess shows`] : [];
  const checks = [...new Set(stopping.map(({ check }) => check))].join(", ");
  const accept = `accept it by name in spec.acceptRisks (${checks})`;
  return {
    name,
    kind: "blocked",
    why: [...named.map(({ object, why }) => `${object}: ${why}`), ...more].join("; "),
    help: [...new Set([...named.map(({ help }) => help), accept])].join("; or "),
  };
}

function leaveOut(leftOut: LeftOut, findings: readonly Finding[] = []): Considered {
  return { kind: "left-out", leftOut, findings };
}
