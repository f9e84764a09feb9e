import { expect, it } from "vitest";
import type { BudgetFacts } from "../../model/cluster-facts.ts";
import {
  budget,
  cleanFacts,
  foundIn,
  inWords,
  requestOf,
  seen,
  snapshotOf,
  workload,
} from "../clean-snapshot.fixture.ts";

const found = (...budgets: readonly BudgetFacts[]): readonly string[] =>
  inWords(foundIn(requestOf(snapshotOf(cleanFacts({ budgets: seen(...budgets) })))));

const OBJECT = "PodDisruptionBudget shop/web";
const none = { disruptionsAllowed: 0 };

it.each<readonly [string, Partial<BudgetFacts>, readonly string[]]>([
  [
    "one replica of which one must be there",
    { ...none, minAvailable: "1", expectedPods: 1, desiredHealthy: 1, currentHealthy: 1, pods: 1 },
    [`Blocks budget-never-allows: ${OBJECT}`],
  ],
  [
    "maxUnavailable 0",
    { ...none, maxUnavailable: "0", desiredHealthy: 3 },
    [`Blocks budget-never-allows: ${OBJECT}`],
  ],
  [
    "a percentage that rounds up to all",
    { ...none, minAvailable: "70%", desiredHealthy: 3, maxUnavailable: undefined },
    [`Blocks budget-never-allows: ${OBJECT}`],
  ],
  [
    "maxUnavailable 0%, and pods are missing besides",
    { ...none, maxUnavailable: "0%", desiredHealthy: 3, currentHealthy: 1 },
    [`Blocks budget-never-allows: ${OBJECT}`],
  ],
  [
    "minAvailable 100% over no pods yet",
    { ...none, minAvailable: "100%", expectedPods: 0, desiredHealthy: 0, pods: 0 },
    [`Needs a decision budget-never-allows: ${OBJECT}`],
  ],
  [
    "pods that the controller cannot count",
    { ...none, expectedPods: 0, desiredHealthy: 0, currentHealthy: 0 },
    [`Blocks budget-cannot-count: ${OBJECT}`],
  ],
  [
    "maxUnavailable 0 over pods that the controller cannot count",
    { ...none, maxUnavailable: "0", expectedPods: 0, desiredHealthy: 0 },
    [`Blocks budget-never-allows: ${OBJECT}`],
  ],
  [
    "broken pods that it keeps",
    { ...none, currentHealthy: 1 },
    [`Blocks budget-guards-broken-pods: ${OBJECT}`],
  ],
  [
    "broken pods that it lets go",
    { ...none, currentHealthy: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    [`Needs a decision budget-blocks-now: ${OBJECT}`],
  ],
  [
    "as many healthy pods as it wants and no more",
    { ...none, currentHealthy: 2 },
    [`Needs a decision budget-blocks-now: ${OBJECT}`],
  ],
  [
    "a selector that selects no pod",
    { ...none, pods: 0, expectedPods: 0, desiredHealthy: 0, currentHealthy: 0 },
    [`Needs a decision budget-selects-nothing: ${OBJECT}`],
  ],
  ["an empty selector", { selects: "" }, [`Needs a decision budget-selects-all: ${OBJECT}`]],
  ["one that lets one go", {}, []],
])("of %s it says so", (_, other, expected) => {
  expect(found(budget("web", other))).toEqual(expected);
});

it("a budget of what is scaled to none waits for its pods, and is no mistake", () => {
  const empty = { ...none, pods: 0, expectedPods: 0, desiredHealthy: 0, currentHealthy: 0 };
  const facts = cleanFacts({
    budgets: seen(budget("web", empty)),
    workloads: seen(workload("web", { replicas: 0, available: 0, nodes: 0 })),
  });
  expect(foundIn(requestOf(snapshotOf(facts)))).toEqual([]);
});

it("two budgets over one pod are named together, once", () => {
  const both = [
    budget("web", { overlaps: [{ pod: "shop/web-1", with: "shop/front" }] }),
    budget("front", { overlaps: [{ pod: "shop/web-1", with: "shop/web" }], owner: "team-shop" }),
  ];
  const [finding] = foundIn(requestOf(snapshotOf(cleanFacts({ budgets: seen(...both) }))));
  expect(finding).toMatchObject({
    id: "budgets-overlap/PodDisruptionBudgets shop/front and shop/web",
    level: "Blocks",
    owner: "team-shop",
    evidence: [{ words: "both select shop/web-1" }],
  });
});

it("many pods under two budgets are named in part and counted", () => {
  const overlaps = Array.from({ length: 7 }, (_, index) => ({
    pod: `shop/web-${index}`,
    with: "shop/front",
  }));
  const [finding] = foundIn(
    requestOf(snapshotOf(cleanFacts({ budgets: seen(budget("web", { overlaps })) }))),
  );
  expect(finding?.evidence[0]?.words).toBe(
    "both select shop/web-0, shop/web-1, shop/web-2, shop/web-3, shop/web-4 and 2 more",
  );
});
