import { expect, it } from "vitest";
import { knowledge } from "../knowledge/knowledge.ts";
import { findingSchema } from "../model/finding.ts";
import { assess } from "./assess.ts";
import { checks } from "./checks.ts";
import {
  cleanFacts,
  foundIn,
  inWords,
  node,
  requestOf,
  seen,
  snapshotOf,
  workload,
} from "./clean-snapshot.fixture.ts";
import { compareFindings, isAtLeast, worstLevel } from "./order-findings.ts";
import { NOT_ON_THE_WAY } from "./risks/assess-risks.ts";

const clean = requestOf(snapshotOf(cleanFacts()));

it("nothing is found in a clean cluster, and every check says so", () => {
  const findings = assess(clean);
  expect(foundIn(clean)).toEqual([]);
  expect(findings.map(({ check }) => check).toSorted()).toEqual(
    [...checks.map(({ name }) => name), NOT_ON_THE_WAY].toSorted(),
  );
  expect(worstLevel(findings)).toBe("Passed");
});

it("every finding is of its schema, and its id is its own", () => {
  const findings = assess(requestOf(snapshotOf(undefined)));
  expect(findings.map((finding) => findingSchema.safeParse(finding).error)).toEqual(
    findings.map(() => undefined),
  );
  expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
});

it("where only versions were looked at, no check upon the rest has passed", () => {
  const findings = assess(requestOf(snapshotOf(undefined)));
  const reading = new Set(checks.flatMap(({ name, reads }) => (reads.length === 0 ? [] : [name])));
  const passed = findings.filter(({ level, check }) => level === "Passed" && reading.has(check));
  expect(passed).toEqual([]);
});

it("a part that was not seen says which right is missing and how to grant it", () => {
  const budgets = {
    kind: "not-seen",
    why: "list of poddisruptionbudgets is forbidden",
    help: "grant list on poddisruptionbudgets.policy",
  } as const;
  const found = foundIn(requestOf(snapshotOf(cleanFacts({ budgets }))));
  expect(found.every(({ level }) => level === "Not checked")).toBe(true);
  expect(found.map(({ check }) => check)).toContain("budget-never-allows");
  expect(found[0]).toMatchObject({ why: budgets.why, help: budgets.help });
});

it("a part of which some was left off has not passed", () => {
  const workloads = { kind: "seen", items: [workload("web")], more: 2 } as const;
  expect(inWords(foundIn(requestOf(snapshotOf(cleanFacts({ workloads })))))).toContain(
    "Not checked single-replica: 2 more workloads",
  );
});

it("a gap within a part is said by the checks that it concerns", () => {
  const lacking = [
    { what: "requests to deprecated APIs", why: "no right to /metrics", help: "grant get" },
  ];
  const apiUses = { kind: "seen", items: [], lacking } as const;
  const snapshot = snapshotOf(cleanFacts({ apiUses }));
  expect(inWords(foundIn(requestOf(snapshot, { target: { kubernetes: "1.37" } })))).toContain(
    "Not checked removed-api-requested: requests to deprecated APIs",
  );
});

it("the same request gives the same findings, worst first", () => {
  const facts = cleanFacts({ nodes: seen(node("n1", { ready: false }), node("n2"), node("n3")) });
  const request = requestOf(snapshotOf(facts));
  expect(assess(request)).toEqual(assess(request));
  expect(assess(request)).toEqual(assess(request).toSorted(compareFindings));
});

it("an acceptance by check or by id leaves a finding at its level and says who, until when", () => {
  const facts = cleanFacts({ workloads: seen(workload("web", { replicas: 1, available: 1 })) });
  const accept = (name: string, until = "2026-11-21") =>
    foundIn(
      requestOf(snapshotOf(facts), {
        accepted: [{ name, by: "ana@shop.example", reason: "known", until }],
      }),
    );
  const accepted = { by: "ana@shop.example", reason: "known", until: "2026-11-21" };
  expect(accept("single-replica")).toMatchObject([{ level: "Will disturb", accepted }]);
  expect(accept("single-replica/Deployment shop/web")).toMatchObject([{ accepted }]);
  expect(worstLevel(accept("single-replica"))).toBeUndefined();
  const [ended] = accept("single-replica", "2026-11-20");
  expect(ended?.accepted).toBeUndefined();
  expect(ended?.evidence.map(({ words }) => words)).toContain(
    "ana@shop.example accepted it until 2026-11-20, and that is over",
  );
  expect(accept("no-budget")[0]?.accepted).toBeUndefined();
});

it("levels are compared worst first", () => {
  expect(isAtLeast("Blocks", "Will disturb")).toBe(true);
  expect(isAtLeast("Passed", "Not checked")).toBe(false);
});

it("the risks of the way are asked about too, and accepted like checks", () => {
  const snapshot = snapshotOf(cleanFacts());
  const accepted = [
    { name: "GitRepoVolumesOff", by: "ana", reason: "none here", until: "2026-12-01" },
  ];
  const found = foundIn(requestOf(snapshot, { facts: knowledge, accepted }));
  const risk = found.find(({ check }) => check === "GitRepoVolumesOff");
  expect(risk).toMatchObject({ level: "Not checked", hop: "1.36", accepted: { by: "ana" } });
});
