import { expect, test } from "vitest";
import { podObstacle } from "./obstacle.ts";
import { budget, inputOf, NOW_MS, pod } from "./roll.fixture.ts";

test("pods that can all be moved are no obstacle", () => {
  expect(podObstacle([pod("a"), pod("b")], [budget()], inputOf(), NOW_MS)).toBeUndefined();
});

test("every kind of refused pod is named at once, the first five of each", () => {
  const bare = ["1", "2", "3", "4", "5", "6", "7"].map((n) => pod(`bare-${n}`, { controller: "" }));
  const words = podObstacle([...bare, pod("cache", { emptyDir: true })], [], inputOf(), NOW_MS);
  expect(words).toBe(
    "1 pod with data in an emptyDir, which a move loses: shop/cache on a. What helps: set nodes.emptyDirData: Delete in the rollout to lose it, and apply it again. " +
      "7 pods without a controller, which nothing would make again: shop/bare-1 on a, shop/bare-2 on a, shop/bare-3 on a, shop/bare-4 on a, shop/bare-5 on a and 2 more. What helps: give it a controller, or set nodes.barePods: Delete in the rollout to lose it, and apply it again",
  );
});

test("two budgets on one pod are both named", () => {
  const words = podObstacle(
    [pod("lonely", { labels: {} }), pod("web-1")],
    [budget(), budget({ name: "web-too" })],
    inputOf(),
    NOW_MS,
  );
  expect(words).toBe(
    "pod shop/web-1 is covered by two budgets, shop/web and shop/web-too, and can never be evicted. What helps: narrow the selector of one of them",
  );
});

test("two budgets on a daemon's pod stand in nobody's way", () => {
  const daemon = pod("proxy", { controller: "DaemonSet" });
  const budgets = [budget(), budget({ name: "web-too" })];
  expect(podObstacle([daemon], budgets, inputOf(), NOW_MS)).toBeUndefined();
});

const shop = budget({ name: "all", selector: {} });
const two = [budget(), shop];

test.each([
  ["one budget is no obstacle", [pod("a")], [budget()], undefined],
  ["two budgets that cover different pods are none", [pod("a")], [budget(), budget({ name: "b", selector: { matchLabels: { app: "b" } } })], undefined], // prettier-ignore
  ["a budget of another namespace is none", [pod("a")], [budget(), budget({ namespace: "other", selector: {} })], undefined], // prettier-ignore
  ["an empty selector overlaps with any other of its namespace", [pod("a")], two, "pod shop/a is covered by two budgets, shop/web and shop/all,"], // prettier-ignore
  ["two empty selectors overlap on pods without labels", [pod("a", { labels: {} })], [shop, budget({ name: "too", selector: {} })], "pod shop/a is covered by two budgets, shop/all and shop/too,"], // prettier-ignore
  ["NotIn covers what lacks the label", [pod("a", { labels: {} })], [shop, budget({ selector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["x"] }] } })], "pod shop/a is covered by two budgets"], // prettier-ignore
  ["budgets that allow plenty overlap all the same", [pod("a")], [budget({ disruptionsAllowed: 9 }), shop], "pod shop/a is covered by two"], // prettier-ignore
  ["three budgets are all named", [pod("a")], [...two, budget({ name: "c" })], "covered by 3 budgets, shop/web, shop/all and shop/c, and can never be evicted. What helps: narrow the selector of all but one of them"], // prettier-ignore
  ["pods under the same two are told of once", [pod("a"), pod("b"), pod("c")], two, "pods shop/a and 2 more are covered by two budgets"], // prettier-ignore
  ["a pending pod asks no budget", [pod("a", { phase: "Pending", ready: false })], two, undefined],
  ["a finished pod asks none", [pod("a", { phase: "Succeeded" })], two, undefined],
  ["a pod that is going asks none", [pod("a", { terminating: true })], two, undefined],
  ["a static pod asks none", [pod("a", { mirror: true })], two, undefined],
] as const)("%s", (_, pods, budgets, words) => {
  const told = podObstacle(pods, budgets, inputOf(), NOW_MS);
  if (words === undefined) expect(told).toBeUndefined();
  else expect(told).toContain(words);
});

test("pods that a rule leaves where they are stand in nobody's way", () => {
  const input = inputOf({ podRules: [{ selector: {}, behavior: "Skip" }] });
  expect(podObstacle([pod("a"), pod("b", { controller: "" })], two, input, NOW_MS)).toBeUndefined();
});

test("different pairs of budgets are told of one by one", () => {
  const pods = [pod("a"), pod("b", { labels: { app: "b" } })];
  const budgets = [...two, budget({ name: "b", selector: { matchLabels: { app: "b" } } })];
  const words = podObstacle(pods, budgets, inputOf(), NOW_MS);
  expect(words).toContain("pod shop/a is covered by two budgets, shop/web and shop/all,");
  expect(words).toContain("pod shop/b is covered by two budgets, shop/all and shop/b,");
});
