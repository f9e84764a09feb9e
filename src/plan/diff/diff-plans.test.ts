import { expect, it } from "vitest";
import type { Plan, Shape, Step } from "../../model/plan.ts";
import { diffPlans } from "./diff-plans.ts";
import { renderDiff } from "./render-diff.ts";

const RETRY = {
  policy: "FIXED",
  limit: 1,
  delayMs: 1,
  scale: 1,
  maxDelayMs: 0,
  jitterMs: 0,
  totalTimeoutMs: 0,
} as const;

function step(id: string, timeoutMs: number): Step {
  const common = { needs: [], role: "self", retry: RETRY, undo: "" } as const;
  return { ...common, id, title: id, uses: "wait", with: { for: "1m" }, timeoutMs };
}

function shape(to: string, steps: readonly Step[], strategy: Shape["strategy"] = "rolling"): Shape {
  return { strategy, why: "", steps, hops: [{ component: "control-plane", from: "1.34.4", to }] };
}

function plan(change: Partial<Plan> = {}, shapeOf: Shape = shape("1.35.4", [step("s", 60_000)])) {
  const clusters = ["a", "b"].map((name) => ({ name, member: name, identity: name, shape: "A" }));
  return {
    schemaVersion: 1,
    kind: "Plan",
    rollout: "r",
    fleet: "f",
    target: { kubernetes: "1.35" },
    workflows: { rolling: "0123456789abcdef" },
    shapes: { A: shapeOf },
    stages: [
      { name: "first", maxConcurrency: 1, maxAllowedFailures: 0, clusters },
      { name: "last", maxConcurrency: 1, maxAllowedFailures: 0, clusters: [] },
    ],
    leftOut: [{ name: "c", kind: "blocked", why: "no way", help: "" }],
    ...change,
  } satisfies Plan;
}

const differences = (before: Plan, after: Plan): string =>
  renderDiff(diffPlans(before, after), { before: "1", after: "2" });

it("two plans that do the same differ in nothing, whatever their shapes are called", () => {
  const renamed = plan({
    shapes: { Z: shape("1.35.4", [step("s", 60_000)]) },
    stages: plan().stages.map((stage) => ({
      ...stage,
      clusters: stage.clusters.map((cluster) => ({ ...cluster, shape: "Z" })),
    })),
  });
  expect(differences(plan(), renamed)).toBe("Plan 1 and plan 2 do the same.\n");
});

it("a longer timeout of one step is one difference of all its clusters", () => {
  expect(differences(plan(), plan({}, shape("1.35.4", [step("s", 120_000)]))))
    .toMatchInlineSnapshot(`
      "From plan 1 to plan 2: 1 difference
      ~ step s, timeout: 1m -> 2m   (a, b)
      "
    `);
});

it("another target, strategy and way are told, and not every step that follows from them", () => {
  const other = shape("1.36.3", [step("t", 1)], "blue-green");
  const after = plan({ target: { kubernetes: "1.36", addons: { istio: "keep" } } }, other);
  expect(differences(plan(), after)).toMatchInlineSnapshot(`
    "From plan 1 to plan 2: 4 differences
    ~ target kubernetes: 1.35 -> 1.36
    + target addons: {"istio":"keep"}
    ~ strategy: rolling -> blue-green   (a, b)
    ~ way of control plane: 1.34.4 > 1.35.4 -> 1.34.4 > 1.36.3   (a, b)
    "
  `);
});

it("stages, limits, clusters that come and go, risks and added knowledge are told", () => {
  const [first, last] = plan().stages;
  const many = Array.from({ length: 10 }, (_, index) => ({
    name: `n${index}`,
    member: "m",
    identity: `i${index}`,
    shape: "missing",
  }));
  const after = plan({
    stages: [
      { name: "last", maxConcurrency: 1, maxAllowedFailures: 0, clusters: many },
      { name: "first", maxConcurrency: 2, maxAllowedFailures: 0, clusters: [] },
    ],
    leftOut: [],
    acceptedRisks: [
      { name: "Untested", by: "ana", reason: "known", until: "2027-01-31", clusters: ["a"] },
    ],
    addedRecords: [{ id: "addons/own/1", from: "own.yaml" }],
  });
  expect([first?.name, last?.name]).toEqual(["first", "last"]);
  expect(differences(plan(), after)).toMatchInlineSnapshot(`
    "From plan 1 to plan 2: 9 differences
    + accepted risk Untested: by ana until 2027-01-31
    + added knowledge addons/own/1: from own.yaml
    ~ order of stages: first, last -> last, first
    ~ stage last, clusters: 0 -> 10
    ~ stage first, maxConcurrency: 1 -> 2
    ~ stage first, clusters: 2 -> 0
    - in the plan: is upgraded   (a, b)
    - in the plan: blocked: no way   (c)
    + in the plan: is upgraded   (n0, n1, n2, n3, n4, n5, n6, n7 and 2 more)
    "
  `);
});

it("a stage that comes, and one that goes, are told", () => {
  const [first] = plan().stages;
  expect(first).toBeDefined();
  const after = plan({ stages: plan().stages.slice(0, 1) });
  expect(differences(plan(), after)).toMatchInlineSnapshot(`
    "From plan 1 to plan 2: 3 differences
    - stage last, maxConcurrency: 1
    - stage last, maxAllowedFailures: 0
    - stage last, clusters: 0
    "
  `);
});
