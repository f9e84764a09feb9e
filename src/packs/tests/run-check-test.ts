import { assessAddedChecks } from "../../assess/risks/assess-added-checks.ts";
import { knowledge } from "../../knowledge/knowledge.ts";
import type { ClusterFacts } from "../../model/cluster-facts.ts";
import type { FindingLevel } from "../../model/finding.ts";
import type { CheckTest } from "../../model/pack-test.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { packChecks } from "../pack-checks.ts";
import type { Pack } from "../read-pack.ts";

/** Asks a check of a cluster that the test makes up. */
export function runCheckTest(pack: Pack, test: CheckTest): readonly string[] {
  const check = packChecks(pack).find(({ name }) => name === `${pack.name}/${test.check}`);
  if (check === undefined) return [`the pack has no check ${test.check}`];
  const { version = "1.35.0", target = "1.36" } = test;
  const [finding] = assessAddedChecks({
    snapshot: snapshotOf(version, test.facts),
    target: { kubernetes: target },
    provider: "world",
    facts: { ...knowledge, checks: () => [check] },
  });
  if (finding === undefined) return ["it said nothing"];
  const said = wordOf(finding.level);
  if (said === test.expect) return [];
  const evidence = finding.evidence.map(({ words }) => words).join("; ");
  return [`expected ${test.expect}, and it is ${said}: ${evidence}`];
}

function wordOf(level: FindingLevel): CheckTest["expect"] {
  if (level === "Passed") return "passed";
  return level === "Not checked" ? "not checked" : "found";
}

const NOT_SEEN = {
  kind: "not-seen",
  why: "the test does not say",
  help: "write it under facts",
} as const;

const PARTS: readonly (keyof ClusterFacts)[] = [
  "nodes",
  "workloads",
  "barePods",
  "pendingPods",
  "budgets",
  "webhooks",
  "volumes",
  "csiDrivers",
  "crds",
  "apiUses",
  "helmReleases",
  "addons",
  "certificates",
  "queries",
];

function snapshotOf(version: string, given: CheckTest["facts"] = {}): Snapshot {
  const facts = Object.fromEntries(
    PARTS.map((part) => {
      const items = given[part];
      return [part, items === undefined ? NOT_SEEN : { kind: "seen", items }];
    }),
  );
  return {
    cluster: "test",
    identity: "test",
    observedAtMs: 0,
    controlPlane: { version, servers: [] },
    pools: [],
    available: [],
    // Only as whole as the check needs: expressions look up fields, and say which are missing.
    facts: facts as unknown as ClusterFacts,
  } as unknown as Snapshot;
}
