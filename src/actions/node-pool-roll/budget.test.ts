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
