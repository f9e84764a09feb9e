import { expect, test } from "vitest";
import { podObstacle } from "./obstacle.ts";
import { budget, inputOf, pod } from "./roll.fixture.ts";

test("pods that can all be moved are no obstacle", () => {
  expect(podObstacle([pod("a"), pod("b")], [budget()], inputOf())).toBeUndefined();
});

test("every kind of refused pod is named at once, the first five of each", () => {
  const bare = ["1", "2", "3", "4", "5", "6", "7"].map((n) => pod(`bare-${n}`, { controller: "" }));
  const words = podObstacle([...bare, pod("cache", { emptyDir: true })], [], inputOf());
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
  );
  expect(words).toBe(
    "pod shop/web-1 is covered by two budgets, shop/web and shop/web-too, and can never be evicted. What helps: narrow the selector of one of them",
  );
});

test("two budgets on a daemon's pod stand in nobody's way", () => {
  const daemon = pod("proxy", { controller: "DaemonSet" });
  const budgets = [budget(), budget({ name: "web-too" })];
  expect(podObstacle([daemon], budgets, inputOf())).toBeUndefined();
});
