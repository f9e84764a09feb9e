import { expect, it } from "vitest";
import { knowledge } from "../../knowledge/knowledge.ts";
import type { AddedCheck } from "../../knowledge/added-check.ts";
import type { ClusterFacts } from "../../model/cluster-facts.ts";
import { clusterAt } from "../clean-snapshot.fixture.ts";
import { assessAddedChecks } from "./assess-added-checks.ts";

const check = (cel: string, more: Partial<AddedCheck> = {}): AddedCheck => ({
  id: "checks/care/c",
  name: "care/c",
  from: "pack care",
  rule: { type: "CEL", cel },
  level: "Blocks",
  why: "it matters",
  help: "mend it",
  breaking: true,
  ...more,
});

function assess(checks: readonly AddedCheck[], target?: string, facts?: Partial<ClusterFacts>) {
  const snapshot = clusterAt("1.35.0");
  const seen = snapshot.facts && { ...snapshot, facts: { ...snapshot.facts, ...facts } };
  return assessAddedChecks({
    snapshot: seen ?? snapshot,
    target: target === undefined ? {} : { kubernetes: target },
    provider: "world",
    facts: { ...knowledge, checks: () => checks },
  });
}

it("a yes is a finding of its level, with who asks, whether anything moves or not", () => {
  for (const target of ["1.36", undefined]) {
    expect(
      assess([check("cluster.minor == 35", { url: "https://wiki.example/c" })], target),
    ).toMatchObject([
      {
        check: "care/c",
        level: "Blocks",
        why: "it matters",
        help: "mend it",
        breaking: true,
        records: ["checks/care/c"],
        url: "https://wiki.example/c",
        evidence: [{ words: "pack care asks: true: cluster.minor == 35" }],
      },
    ]);
  }
});

it("a no has passed", () => {
  expect(assess([check("cluster.minor == 34")])).toMatchObject([
    { level: "Passed", breaking: false },
  ]);
});

it("what was not seen is not checked, and says what would let it be seen", () => {
  const nodes = { kind: "not-seen", why: "no right to list nodes", help: "grant it" } as const;
  expect(assess([check("size(facts.nodes) > 0")], "1.36", { nodes })).toMatchObject([
    { level: "Not checked", help: "grant it", breaking: false },
  ]);
  expect(assess([check("target.version == '1.36'")])).toMatchObject([
    { level: "Not checked", help: "mend it" },
  ]);
});

it("where nobody brings any there is nothing to say", () => {
  expect(assess([])).toEqual([]);
});
