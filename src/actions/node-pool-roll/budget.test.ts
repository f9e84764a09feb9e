import { expect, test } from "vitest";
import { budgetsOf, splitByBudget, whatWouldHelp } from "./budget.ts";
import { budget, pod } from "./roll.fixture.ts";

const names = (pods: readonly { readonly name: string }[]): readonly string[] =>
  pods.map(({ name }) => name);

test("an empty selector covers every pod of its namespace and none of another", () => {
  const all = budget({ selector: {} });
  expect(budgetsOf(pod("a", { labels: {} }), [all])).toEqual([all]);
  expect(budgetsOf(pod("a", { namespace: "other" }), [all])).toEqual([]);
});

test("a budget is counted down over all pods, and what it does not cover is free", () => {
  const pods = [pod("a"), pod("b"), pod("c"), pod("d", { labels: {} })];
  const { free, held } = splitByBudget(pods, [budget({ disruptionsAllowed: 2 })]);
  expect(names(free)).toEqual(["a", "b", "d"]);
  expect(names(held.map((hold) => hold.pod))).toEqual(["c"]);
});

test("two budgets of the same name in two namespaces are two", () => {
  const other = { namespace: "other" };
  const { free } = splitByBudget([pod("a"), pod("b", other)], [budget(), budget(other)]);
  expect(names(free)).toEqual(["a", "b"]);
});

test("a pending pod asks no budget", () => {
  const none = budget({ disruptionsAllowed: 0 });
  const { free } = splitByBudget([pod("a", { phase: "Pending", ready: false })], [none]);
  expect(names(free)).toEqual(["a"]);
});

test.each([
  { currentHealthy: 2, desiredHealthy: 2, goes: true },
  { currentHealthy: 1, desiredHealthy: 2, goes: false },
])(
  "a pod that is not ready, with $currentHealthy of $desiredHealthy healthy, goes: $goes",
  ({ goes, ...healthy }) => {
    const none = budget({ disruptionsAllowed: 0, ...healthy });
    const { free } = splitByBudget([pod("a", { ready: false })], [none]);
    expect(names(free)).toEqual(goes ? ["a"] : []);
  },
);

test("what would help is the pod that is not ready", () => {
  const pods = [pod("a"), pod("b", { ready: false, phase: "Pending" })];
  expect(whatWouldHelp(budget(), pods)).toEqual({
    words: "until b is ready (Pending)",
    needsPerson: false,
  });
});

test("a pod that runs and is not ready is named without its phase", () => {
  expect(whatWouldHelp(budget(), [pod("b", { ready: false })]).words).toBe("until b is ready");
});

test("a pod that does not end is named", () => {
  const pods = [pod("a"), pod("b"), pod("c", { terminating: true })];
  expect(whatWouldHelp(budget(), pods)).toEqual({
    words: "until c, which is terminating, is replaced",
    needsPerson: false,
  });
});

test("pods that left and are not replaced yet are waited for", () => {
  expect(whatWouldHelp(budget(), [pod("a"), pod("b")])).toEqual({
    words: "until the pods that left are replaced",
    needsPerson: false,
  });
});

test("a budget whose status lags behind its pods is waited for, and nobody is called", () => {
  const pods = [pod("a"), pod("b"), pod("c")];
  const lagging = budget({ disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2 });
  expect(whatWouldHelp(lagging, pods)).toEqual({
    words: "until its status counts them all (2 of 3 healthy)",
    needsPerson: false,
  });
});

test("a budget that allows none of its ready pods needs a person; finished pods do not count", () => {
  const pods = [pod("a"), pod("b"), pod("c"), pod("d", { phase: "Failed", ready: false })];
  expect(whatWouldHelp(budget({ disruptionsAllowed: 0, desiredHealthy: 3 }), pods)).toEqual({
    words: "although all 3 are ready: loosen the budget or add a replica",
    needsPerson: true,
  });
});

const none = { disruptionsAllowed: 0 } as const;
const unready = { ready: false } as const;

/** Who may go of one pod on the node, as the Eviction API decides it. */
test.each([
  ["no budget", {}, undefined, true],
  ["a budget that allows one", {}, {}, true],
  ["a budget that allows none", {}, none, false],
  ["a budget of other pods", {}, { ...none, selector: { matchLabels: { app: "b" } } }, true],
  ["a budget of another namespace", {}, { ...none, namespace: "other" }, true],
  ["a budget with an empty selector", {}, { ...none, selector: {} }, false],
  ["a budget by In", {}, { ...none, selector: { matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] } }, false], // prettier-ignore
  ["a budget by NotIn that leaves it out", {}, { ...none, selector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] } }, true], // prettier-ignore
  ["a budget by Exists", {}, { ...none, selector: { matchExpressions: [{ key: "app", operator: "Exists" }] } }, false], // prettier-ignore
  ["a budget by DoesNotExist", {}, { ...none, selector: { matchExpressions: [{ key: "app", operator: "DoesNotExist" }] } }, true], // prettier-ignore
  ["a pending pod", { phase: "Pending", ...unready }, none, true],
  ["a pending pod and AlwaysAllow", { phase: "Pending", ...unready }, { ...none, unhealthyPodEvictionPolicy: "AlwaysAllow" }, true], // prettier-ignore
  ["one that is not ready, and enough that are", unready, { ...none, currentHealthy: 2, desiredHealthy: 2 }, true], // prettier-ignore
  ["one that is not ready, and too few that are", unready, { ...none, currentHealthy: 1, desiredHealthy: 2 }, false], // prettier-ignore
  ["one that is not ready, and none is wanted", unready, { ...none, currentHealthy: 0, desiredHealthy: 0 }, false], // prettier-ignore
  ["one that is not ready, too few that are, and IfHealthyBudget", unready, { ...none, currentHealthy: 1, unhealthyPodEvictionPolicy: "IfHealthyBudget" }, false], // prettier-ignore
  ["one that is not ready, too few that are, and AlwaysAllow", unready, { ...none, currentHealthy: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" }, true], // prettier-ignore
  ["one that is ready, and AlwaysAllow", {}, { ...none, unhealthyPodEvictionPolicy: "AlwaysAllow" }, false], // prettier-ignore
  ["a pod of unknown phase on a lost node, too few healthy", { phase: "Unknown", ...unready }, { ...none, currentHealthy: 1 }, false], // prettier-ignore
] as const)("may go with %s", (_, ofPod, ofBudget, goes) => {
  const budgets = ofBudget === undefined ? [] : [budget(ofBudget)];
  const { free, held } = splitByBudget([pod("a", ofPod)], budgets);
  expect([free.length, held.length]).toEqual(goes ? [1, 0] : [0, 1]);
});

test("what costs nothing takes nothing from what is left for the others", () => {
  const pods = [pod("a", { ready: false }), pod("b"), pod("c")];
  const { free, held } = splitByBudget(pods, [budget()]);
  expect(names(free)).toEqual(["a", "b"]);
  expect(names(held.map((hold) => hold.pod))).toEqual(["c"]);
});

const ready = (count: number) => Array.from({ length: count }, (_, at) => pod(`p-${at}`));

/** Budgets that can never allow one, told apart from those that will. */
test.each([
  ["maxUnavailable 0", ready(3), { ...none, currentHealthy: 3, desiredHealthy: 3, expectedPods: 3 }, true], // prettier-ignore
  ["minAvailable 100%", ready(1), { ...none, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 }, true], // prettier-ignore
  ["minAvailable 1 of a single replica", ready(1), { ...none, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 }, true], // prettier-ignore
  ["minAvailable above what there is", ready(2), { ...none, currentHealthy: 2, desiredHealthy: 3, expectedPods: 2 }, true], // prettier-ignore
  ["maxUnavailable of pods without a controller, which is never counted", ready(2), { ...none, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }, true], // prettier-ignore
  ["one that is not ready", [...ready(2), pod("x", unready)], { ...none, currentHealthy: 2, desiredHealthy: 3, expectedPods: 3 }, false], // prettier-ignore
  ["one that is going", [...ready(2), pod("x", { terminating: true })], { ...none, currentHealthy: 2, desiredHealthy: 3, expectedPods: 3 }, false], // prettier-ignore
  ["one that is not made again yet", ready(2), { ...none, currentHealthy: 2, desiredHealthy: 3, expectedPods: 3 }, false], // prettier-ignore
  ["a status that lags behind", ready(3), { ...none, currentHealthy: 2, desiredHealthy: 2, expectedPods: 3 }, false], // prettier-ignore
] as const)("only a person helps against %s: $3", (_, pods, change, needsPerson) => {
  expect(whatWouldHelp(budget(change), pods).needsPerson).toBe(needsPerson);
});
