import { expect, it } from "vitest";
import type { ClusterFacts, Part } from "../model/cluster-facts.ts";
import { canonicalJson } from "../model/hash.ts";
import { fitFacts } from "./fit-facts.ts";

const none: Part<never> = { kind: "seen", items: [] };

function factsWith(pendingPods: Part<string>, csiDrivers: Part<string>): ClusterFacts {
  return {
    nodes: none,
    workloads: none,
    barePods: none,
    pendingPods,
    budgets: none,
    webhooks: none,
    volumes: none,
    csiDrivers,
    crds: none,
    apiUses: none,
    helmReleases: none,
    addons: none,
    certificates: none,
    queries: { kind: "not-seen", why: "not asked", help: "ask" },
  };
}

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `shop/pod-${index}`);

it("facts that fit stay as they are", () => {
  const facts = factsWith({ kind: "seen", items: names(10) }, none);
  expect(fitFacts(facts)).toBe(facts);
});

it("the largest part gives way, says how much, and the others stay whole", () => {
  const small: Part<string> = { kind: "seen", items: ["a", "b"] };
  const facts = factsWith({ kind: "seen", items: names(1_000), more: 7 }, small);
  const fitted = fitFacts(facts, 6_000);
  expect(canonicalJson(fitted).length).toBeLessThan(6_500);
  expect(fitted.csiDrivers).toEqual(small);
  const { pendingPods } = fitted;
  if (pendingPods.kind !== "seen") throw new Error("not seen");
  expect(pendingPods.items.length + (pendingPods.more ?? 0)).toBe(1_007);
  expect(pendingPods.items).toEqual(names(pendingPods.items.length));
});

it("what cannot be made smaller ends it", () => {
  const facts = factsWith(none, none);
  expect(fitFacts(facts, 1)).toEqual(facts);
});
