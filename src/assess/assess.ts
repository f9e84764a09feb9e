import { minorsBetween } from "../knowledge/skew.ts";
import type { ClusterFacts } from "../model/cluster-facts.ts";
import type { Finding } from "../model/finding.ts";
import type { Strategy } from "../model/rollout.ts";
import { acceptFindings } from "./accept-findings.ts";
import { checks } from "./checks.ts";
import type { AssessContext, Check } from "./check.ts";
import { compareFindings } from "./order-findings.ts";
import { assessAddedChecks } from "./risks/assess-added-checks.ts";
import { assessRisks } from "./risks/assess-risks.ts";
import type { AssessRequest } from "./request.ts";
import { foundBy, runCheck } from "./run-check.ts";

/**
 * What stands in the way of one cluster's upgrade, or would be disturbed by it, and what was looked
 * for in vain: every check says something, worst first. What somebody accepted stands at its level
 * still and says so. The same request gives the same findings with the same ids.
 */
export function assess(request: AssessRequest): readonly Finding[] {
  return judge(request, runCheck)(request.strategy);
}

/**
 * The same of one cluster under one strategy after another, without what passed or does not apply:
 * what a strategy has no part in is asked once, and nobody who plans ten thousand clusters reads
 * forty times that all is well. Risks that passed stay, since their records decided.
 */
export function assessUnder(
  request: Omit<AssessRequest, "strategy">,
): (strategy: Strategy | undefined) => readonly Finding[] {
  return judge(request, foundBy);
}

const [OF_DRAIN, OF_ALL] = [
  checks.filter(({ ofDrain }) => ofDrain === true),
  checks.filter(({ ofDrain }) => ofDrain !== true),
];

/** Only checks of the drain are told the strategy, so that no other can depend on it. */
function judge(
  request: Omit<AssessRequest, "strategy">,
  run: (check: Check, context: AssessContext) => readonly Finding[],
): (strategy: Strategy | undefined) => readonly Finding[] {
  const context = contextOf({ ...request, strategy: undefined });
  const always = [
    ...OF_ALL.flatMap((check) => run(check, context)),
    ...assessRisks(request),
    ...assessAddedChecks(request),
  ];
  return (strategy) => {
    const ofDrain = OF_DRAIN.flatMap((check) => run(check, { ...context, strategy }));
    return acceptFindings([...always, ...ofDrain], request.accepted, context.nowMs).toSorted(
      compareFindings,
    );
  };
}

function contextOf(request: AssessRequest): AssessContext {
  const { snapshot, target } = request;
  const from = snapshot.controlPlane.version.replace(/^v/, "");
  const to = target.kubernetes ?? from;
  const nowMs = snapshot.observedAtMs;
  const parts = snapshot.facts ?? NOT_LOOKED_AT;
  return { ...request, parts, nowMs, from, to, hops: minorsBetween(from, to) };
}

const notLookedAt = {
  kind: "not-seen",
  why: "only the versions of this cluster were looked at",
  help: "look at the cluster through its API: fleetlift assess does",
} as const;

const NOT_LOOKED_AT: ClusterFacts = {
  nodes: notLookedAt,
  workloads: notLookedAt,
  barePods: notLookedAt,
  pendingPods: notLookedAt,
  budgets: notLookedAt,
  webhooks: notLookedAt,
  volumes: notLookedAt,
  csiDrivers: notLookedAt,
  crds: notLookedAt,
  apiUses: notLookedAt,
  helmReleases: notLookedAt,
  addons: notLookedAt,
  certificates: notLookedAt,
  queries: notLookedAt,
};
