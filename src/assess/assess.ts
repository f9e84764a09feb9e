import { minorsBetween } from "../knowledge/skew.ts";
import type { ClusterFacts } from "../model/cluster-facts.ts";
import type { Finding } from "../model/finding.ts";
import { acceptFindings } from "./accept-findings.ts";
import { checks } from "./checks.ts";
import type { AssessContext } from "./check.ts";
import { compareFindings } from "./order-findings.ts";
import { assessRisks } from "./risks/assess-risks.ts";
import type { AssessRequest } from "./request.ts";
import { runCheck } from "./run-check.ts";

/**
 * What stands in the way of one cluster's upgrade, or would be disturbed by it, and what was looked
 * for in vain: every check says something, worst first. What somebody accepted stands at its level
 * still and says so. The same request gives the same findings with the same ids.
 */
export function assess(request: AssessRequest): readonly Finding[] {
  const context = contextOf(request);
  const findings = [
    ...checks.flatMap((check) => runCheck(check, context)),
    ...assessRisks(request),
  ];
  return acceptFindings(findings, request.accepted, context.nowMs).toSorted(compareFindings);
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
