import type { Facts } from "../../knowledge/knowledge.ts";
import { planSchema, type Plan, type PlannedCluster, type Shape } from "../../model/plan.ts";
import type { Snapshots } from "../cluster-way.ts";
import { MOVE_KUBE_PROXY } from "../path/build-instance.ts";
import type { ActionCatalog } from "../workflow/action-catalog.ts";
import { addonRisks } from "./addon-compatible.ts";
import { broken, compareBroken, type BrokenRule } from "./broken-rule.ts";
import { replayAddons } from "./check-addons.ts";
import { checkDecisions } from "./check-decisions.ts";
import { checkBackup, checkGates, checkSure, withSureProofs } from "./check-gates.ts";
import { checkHandover } from "./check-handover.ts";
import { checkPlaces } from "./check-places.ts";
import { checkFlows, checkRecovery, checkReferences } from "./check-recovery.ts";
import { checkRisks } from "./check-risks.ts";
import { checkNewCluster, checkRoles, isSecondCluster } from "./check-second-cluster.ts";
import { checkStages } from "./check-stages.ts";
import { checkActions, checkMoves, checkNeeds } from "./check-steps.ts";
import { checkEachStep } from "./check-time.ts";
import { checkTogether } from "./check-together.ts";
import { checkWindows } from "./check-windows.ts";
import { planRules } from "./plan-rules.ts";
import { replayHops } from "./replay.ts";
import { startOfHops, startOfSnapshot } from "./replay-start.ts";
import { orderOf } from "./step-order.ts";

/** What a plan is held against. */
export interface CheckRequest {
  readonly plan: Plan;
  /** Of as many of its clusters as are at hand; of the others only what moves is gone through. */
  readonly snapshots: Snapshots;
  readonly actions: ActionCatalog;
  readonly facts: Facts;
  /** When it is checked; left out, when the newest of the snapshots was made. */
  readonly nowMs?: number | undefined;
}

/**
 * Holds a plan against the numbered rules of `plan-rules.ts` (DESIGN 5, "Check"), worst first: a plan
 * with an error is never stored. Without errors, and with nothing left unchecked, it is proved.
 */
export function checkPlan(request: CheckRequest): readonly BrokenRule[] {
  const { plan, snapshots, actions } = request;
  const { error } = planSchema.safeParse(plan);
  if (error !== undefined) {
    return error.issues.map(({ path, message }) =>
      broken("P40", {}, `${path.map(String).join(".")}: ${message}`),
    );
  }
  const nowMs = request.nowMs ?? newest(snapshots);
  const clusters = plan.stages.flatMap((stage) => stage.clusters);
  return [
    ...Object.entries(plan.shapes).flatMap(([name, shape]) =>
      checkShape(name, shape, clusters, actions),
    ),
    ...checkPlaces(plan),
    ...checkFlows(plan, actions),
    ...checkDecisions(plan),
    ...checkRisks(plan, nowMs),
    ...checkStages(plan),
    ...checkWindows(plan, nowMs ?? 0),
    ...checkWays(request, clusters),
  ].toSorted(compareBroken);
}

function newest(snapshots: Snapshots): number | undefined {
  const seenAtMs = [...snapshots.values()].flatMap((seen) =>
    "error" in seen ? [] : [seen.observedAtMs],
  );
  return seenAtMs.length === 0 ? undefined : seenAtMs.reduce((a, b) => Math.max(a, b));
}

function checkShape(
  name: string,
  shape: Shape,
  clusters: readonly PlannedCluster[],
  actions: ActionCatalog,
): readonly BrokenRule[] {
  const each = [
    ...checkActions(name, shape, actions),
    ...checkSure(name, shape),
    ...checkRecovery(name, shape, actions),
    ...checkEachStep(name, shape, actions),
    ...checkRoles(name, shape),
  ];
  // Steps without an order break whatever is said of it: that they have none is said once.
  const disordered = checkNeeds(name, shape);
  if (disordered.length > 0) return [...each, ...disordered];
  const own = clusters.filter((cluster) => cluster.shape === name);
  const ordered = orderOf(shape.steps);
  const proved = withSureProofs(ordered);
  return [
    ...each,
    ...checkReferences(name, shape),
    ...checkMoves(name, shape.hops, ordered),
    ...checkGates(name, proved),
    ...checkTogether(name, ordered, actions),
    ...(isSecondCluster(shape.strategy)
      ? checkHandover(name, proved)
      : checkBackup(
          name,
          own.map(({ provider }) => provider),
          proved,
        )),
  ];
}

/** Every cluster's way, from where it was seen to stand; that it has no shape is P6. */
function checkWays(
  { plan, snapshots, facts }: CheckRequest,
  clusters: readonly PlannedCluster[],
): readonly BrokenRule[] {
  const { shapes, target, acceptedRisks = [] } = plan;
  const to = String(target.kubernetes);
  const riskOf = addonRisks(facts);
  const taken = acceptedRisks.map((risk) => ({ ...risk, clusters: new Set(risk.clusters) }));
  const blind: string[] = [];
  // Clusters that are alike are gone through once: a fleet has thousands of them.
  const replayed = new Map<string, readonly BrokenRule[]>();
  const found = clusters.flatMap(({ name, shape: key, provider, identity }) => {
    const shape = shapes[key];
    if (shape === undefined) return [];
    const { strategy, hops } = shape;
    const seen = snapshots.get(name);
    if (seen !== undefined && "error" in seen) {
      return [broken("P9", { cluster: name }, "was not observed, so nothing is proved of it")];
    }
    if (seen !== undefined && seen.identity !== identity) {
      const why = `is planned as ${identity}, and the snapshot is of ${seen.identity}`;
      return [broken("P39", { cluster: name }, why)];
    }
    if (isSecondCluster(strategy)) return checkNewCluster(name, hops, to);
    if (seen === undefined) blind.push(name);
    const start = seen === undefined ? startOfHops(hops, to, facts) : startOfSnapshot(seen, facts);
    if ("why" in start) {
      const why = `does not stand where it could start: ${start.why}`;
      return [broken("P9", { cluster: name }, why)];
    }
    const accepted = taken.filter((risk) => risk.clusters.has(name)).map((risk) => risk.name);
    const movesKubeProxy = provider !== undefined && !MOVE_KUBE_PROXY.has(provider);
    const rules = {
      facts,
      riskOf,
      accepts: (risk: string) =>
        accepted.some((each) => risk === each || risk.startsWith(`${each}/`)),
      movesKubeProxy,
    };
    const { server, pools, addons } = start;
    const alike = JSON.stringify([key, server, [...pools], [...addons], accepted, movesKubeProxy]);
    const known = replayed.get(alike) ?? [
      ...replayHops(name, start, hops, to),
      ...replayAddons(name, start, hops, rules),
    ];
    replayed.set(alike, known);
    return known.map((each) => ({ ...each, where: { ...each.where, cluster: name } }));
  });
  return [...found, ...notChecked(blind)];
}

/** Clusters that are named before the rest is counted. */
const NAMED = 3;

/** Each rule that needs snapshots promises less without them. */
function notChecked(clusters: readonly string[]): readonly BrokenRule[] {
  if (clusters.length === 0) return [];
  const rest = clusters.length > NAMED ? ` and ${clusters.length - NAMED} more` : "";
  const named = `${clusters.slice(0, NAMED).join(", ")}${rest}`;
  const why = `not checked in full: the snapshots of ${named} are not at hand, so only what moves was gone through`;
  const help = "give them too: fleetlift check PLAN -f SNAPSHOTS, as fleetlift observe writes them";
  return planRules
    .filter(({ needs }) => needs === "snapshots")
    .map(({ id }) => broken(id, {}, why, { severity: "info", help, notChecked: true }));
}
