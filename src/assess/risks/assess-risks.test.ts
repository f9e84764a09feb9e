import { expect, it } from "vitest";
import { knowledge, type Facts } from "../../knowledge/knowledge.ts";
import type { MatchingRule } from "../../knowledge/risk-record.ts";
import type { RiskRecord } from "../../knowledge/records.ts";
import type { ClusterFacts } from "../../model/cluster-facts.ts";
import { clusterAt, node, NOW_MS, requestOf, seen } from "../clean-snapshot.fixture.ts";
import { assessRisks, NOT_ON_THE_WAY } from "./assess-risks.ts";

function findingOf(
  rules: readonly MatchingRule[],
  facts: Partial<ClusterFacts> = {},
  other: Partial<RiskRecord> = {},
) {
  const [first] = knowledge.risks();
  // The one that is bundled is whole, and only its fields are replaced.
  const risk = {
    ...first,
    name: "Made",
    to: "1.36",
    providers: undefined,
    lookFor: ["the thing"],
    matchingRules: rules,
    ...other,
  } as RiskRecord;
  const with1: Facts = { ...knowledge, risks: () => [risk] };
  const [finding] = assessRisks(requestOf(clusterAt("1.35.4", facts), { facts: with1 }));
  if (finding === undefined) throw new Error("there is no finding");
  return { ...finding, words: finding.evidence.map(({ words }) => words) };
}

const NOT_SEEN = {
  kind: "not-seen",
  why: "may not list nodes",
  help: "grant list on nodes",
} as const;

it("a part that was not seen fails the rule, and says what would let it be seen", () => {
  const rule = { type: "CEL", cel: "facts.nodes.exists(n, n.ready)" };
  expect(findingOf([rule], { nodes: NOT_SEEN })).toMatchObject({
    level: "Not checked",
    words: ["rule 1 (CEL) could not be evaluated: nodes were not seen: may not list nodes"],
    help: "look for: the thing; or grant list on nodes",
  });
  expect(findingOf([{ type: "CEL", cel: "has(facts.nodes)" }], { nodes: NOT_SEEN }).level).toBe(
    "Not checked",
  );
});

it("where only the versions were looked at, no rule of facts can be evaluated", () => {
  const { facts: _, ...versions } = clusterAt("1.34.9");
  const found = assessRisks(
    requestOf(versions, { target: { kubernetes: "1.35" }, facts: knowledge }),
  );
  expect(found.map(({ check, level }) => [check, level])).toEqual([
    ["CgroupV1Nodes", "Not checked"],
    [NOT_ON_THE_WAY, "Not applicable"],
  ]);
  expect(found[0]?.help).toContain("fleetlift assess does");
  expect(found[0]?.evidence[1]?.words).toContain("no metrics were asked");
});

it("a no of a part that was seen in part is none, and a yes is one", () => {
  const none = { type: "CEL", cel: "facts.nodes.exists(n, n.kernel == '5.4')" };
  const some = { type: "CEL", cel: "facts.nodes.exists(n, n.ready)" };
  const nodes = { kind: "seen", items: [node("a")], more: 3 } as const;
  expect(findingOf([none], { nodes })).toMatchObject({
    level: "Not checked",
    words: [expect.stringContaining("3 more nodes were not kept")],
  });
  expect(findingOf([some], { nodes }).words[0]).toContain("says yes");
  const lacking = [{ what: "cgroups", why: "forbidden", help: "grant it" }];
  const part = findingOf([none], { nodes: { kind: "seen", items: [node("a")], lacking } });
  expect(part.words[0]).toContain("cgroups could not be seen: forbidden");
  expect(part.help).toContain("grant it");
  expect(findingOf([none], { workloads: NOT_SEEN }).level).toBe("Passed");
  const either = {
    type: "CEL",
    cel: "facts.nodes.exists(n, n.kernel == '5.4') && has(facts.webhooks)",
  };
  expect(findingOf([either], { webhooks: NOT_SEEN }).level).toBe("Not checked");
});

it.each<readonly [string, MatchingRule, string, string]>([
  ["always", { type: "Always" }, "Needs a decision", "it holds for every cluster"],
  [
    "a type that is not known",
    { type: "Rego", rego: "deny" },
    "Not checked",
    "a rule of type Rego is not known",
  ],
  [
    "a number",
    { type: "CEL", cel: "size(facts.nodes)" },
    "Not checked",
    "3, expected true, false or a list",
  ],
  ["a fault", { type: "CEL", cel: "1 / 0 == 1" }, "Not checked", "division by zero"],
  [
    "what can never be evaluated",
    { type: "CEL", cel: "nodes" },
    "Not checked",
    "Unknown variable: nodes",
  ],
  ["no expression", { type: "CEL" }, "Not checked", "could not be evaluated"],
  ["no query", { type: "PromQL" }, "Not checked", "was not asked"],
  [
    "what it is told of the cluster",
    {
      type: "CEL",
      cel: "cluster.provider == 'kubeadm' && cluster.minor == 35 && cluster.pools[0].versions == ['1.35.4'] && target.minor == 36",
    },
    "Needs a decision",
    "true",
  ],
  [
    "many",
    { type: "CEL", cel: "[1, 'b', 'c', 'd', 'e', 'f', 'g']" },
    "Needs a decision",
    "1, b, c, d, e and 2 more",
  ],
])("%s", (_, rule, level, words) => {
  const finding = findingOf([rule]);
  expect(finding.level).toBe(level);
  expect(finding.words[0]).toContain(words);
});

it("the first rule that can be evaluated decides, and those after it are not asked", () => {
  const rules = [
    { type: "Rego" },
    { type: "PromQL", promql: "up" },
    { type: "CEL", cel: "false" },
    { type: "Always" },
  ];
  const queries: ClusterFacts["queries"] = {
    kind: "not-seen",
    why: "no Prometheus is named",
    help: "name one",
  };
  const finding = findingOf(rules, { queries });
  expect(finding.level).toBe("Passed");
  expect(finding.words).toEqual([
    "rule 1 (Rego) could not be evaluated: a rule of type Rego is not known to this version",
    "rule 2 (PromQL) could not be evaluated: no Prometheus is named",
    "rule 3 (CEL) says no: false: false",
  ]);
  const failed = seen({ query: "up", error: "timed out" });
  expect(findingOf([{ type: "PromQL", promql: "up" }], { queries: failed }).words[0]).toContain(
    "timed out: up",
  );
});

it("without any rule it is not checked, and says what to look for and where it is fixed", () => {
  expect(findingOf([], {}, { fixedIn: "1.36.4", message: "It breaks." })).toMatchObject({
    level: "Not checked",
    why: "whether it concerns this cluster was not found out: It breaks. 1.36.4 is without it.",
    help: "look for: the thing",
    breaking: false,
  });
  expect(findingOf([], {}, { lookFor: undefined, behaviour: "behaviours/psp" }).help).toContain(
    "PodSecurityPolicies, and RBAC",
  );
  expect(
    findingOf([], {}, { lookFor: undefined, behaviour: undefined, help: "mend it" }),
  ).toMatchObject({
    help: "mend it",
    records: [knowledge.risks()[0]?.id],
  });
});

it("risks that are not on the way are told at once, and a move within a minor concerns no hop", () => {
  const request = requestOf(clusterAt("1.35.4"), { target: {}, facts: knowledge });
  expect(assessRisks(request)).toEqual([
    {
      id: `${NOT_ON_THE_WAY}/shop`,
      check: NOT_ON_THE_WAY,
      level: "Not applicable",
      cluster: "shop",
      object: "shop",
      evidence: [],
      why: `${knowledge.risks().length} known risks are not those of a control plane that stays at 1.35.4`,
      help: "",
      breaking: false,
      records: [],
    },
  ]);
  const { hop, evidence } = findingOf([{ type: "Always" }], {}, { to: "1.36.9" });
  expect(hop).toBe("1.36");
  expect(evidence[0]?.atMs).toBe(NOW_MS);
});
