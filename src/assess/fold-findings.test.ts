import { expect, it } from "vitest";
import {
  cleanFacts,
  foundIn,
  requestOf,
  seen,
  snapshotOf,
  workload,
} from "./clean-snapshot.fixture.ts";
import { countLevels, foldFindings, NO_OWNER } from "./fold-findings.ts";

const single = { replicas: 1, available: 1 };
const facts = cleanFacts({
  workloads: seen(
    workload("web", { ...single, owner: "team-shop", emptyDir: true }),
    workload("api", { ...single, exposed: true }),
    workload("db", { ...single, claims: 1 }),
  ),
});
const accepted = [{ name: "empty-dir-data", by: "ana", reason: "cache", until: "2026-12-01" }];
const findings = foundIn(requestOf(snapshotOf(facts), { accepted }));

const titles = (by: Parameters<typeof foldFindings>[1]): readonly string[] =>
  foldFindings(findings, by).map(
    ({ level, of, findings: list }) => `${level}: ${of} ${list.length}`,
  );

it("by check, what is said in other words stands apart", () => {
  expect(titles("check")).toEqual([
    "Blocks: empty-dir-data 1",
    "Will disturb: single-replica 2",
    "Will disturb: single-replica 1",
  ]);
});

it("by owner and by cluster all of one stand together", () => {
  expect(titles("owner")).toEqual([
    "Blocks: team-shop 1",
    `Will disturb: ${NO_OWNER} 2`,
    "Will disturb: team-shop 1",
  ]);
  expect(titles("cluster")).toEqual(["Blocks: shop 1", "Will disturb: shop 3"]);
});

it("what kept several checks from seeing is said once", () => {
  const budgets = { kind: "not-seen", why: "forbidden", help: "grant list" } as const;
  const unseen = foundIn(requestOf(snapshotOf(cleanFacts({ budgets }))));
  const [group, ...others] = foldFindings(unseen, "check");
  expect(others).toEqual([]);
  expect(group?.of).toContain("budget-never-allows, budget-selects-all");
});

it("levels are counted, accepted findings apart", () => {
  expect(countLevels(findings).slice(0, 2)).toEqual([
    { level: "Blocks", open: 0, accepted: 1 },
    { level: "Will disturb", open: 3, accepted: 0 },
  ]);
});
