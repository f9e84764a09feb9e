import { expect, it } from "vitest";
import { budgetStatuses, coveredWorkloads } from "./budgets.ts";
import { playSmallWorld } from "./played-world.fixture.ts";
import type { BudgetState } from "./world-state.ts";

/** The status of one budget over the six pods of `cart`, of which `unready` are not ready yet. */
function status(limits: Pick<BudgetState, "minAvailable" | "maxUnavailable">, unready = 0) {
  const cluster = playSmallWorld().cluster();
  const carts = cluster.pods.filter((pod) => pod.workload === "shop/cart").slice(0, unready);
  const budget: BudgetState = {
    key: "shop/cart",
    namespace: "shop",
    name: "cart",
    selector: { matchLabels: { app: "cart" } },
    workloads: ["shop/cart"],
    ...limits,
  };
  const [only] = budgetStatuses({
    ...cluster,
    budgets: [budget],
    pods: cluster.pods.map((pod) =>
      carts.includes(pod) ? { ...pod, readyAtMs: cluster.nowMs + 1 } : pod,
    ),
  });
  return [only?.desiredHealthy, only?.currentHealthy, only?.disruptionsAllowed];
}

const min = (minAvailable: number | string) => ({ minAvailable, maxUnavailable: undefined });
const max = (maxUnavailable: number | string) => ({ minAvailable: undefined, maxUnavailable });

it.each([
  ["a number of pods that must stay", min(4), 0, [4, 6, 2]],
  ["a pod that is not ready counts as disrupted", min(4), 1, [4, 5, 1]],
  ["never less than nothing is allowed", min(4), 3, [4, 3, 0]],
  ["more than there are allows nothing", min(9), 0, [9, 6, 0]],
  ["a percentage that must stay rounds up", min("51%"), 0, [4, 6, 2]],
  ["a number of pods that may go", max(1), 0, [5, 6, 1]],
  ["a percentage that may go rounds up too", max("20%"), 0, [4, 6, 2]],
  ["all may go", max("100%"), 0, [0, 6, 6]],
  ["none may go", max(0), 0, [6, 6, 0]],
])("%s", (_, limits, unready, expected) => {
  expect(status(limits, unready)).toEqual(expected);
});

it.each([
  ["an empty selector covers every pod of its namespace, and none of another", {}, 5],
  ["labels cover what has them", { matchLabels: { app: "cart" } }, 1],
  [
    "expressions count as well",
    { matchExpressions: [{ key: "app", operator: "NotIn", values: ["cart"] }] },
    4,
  ],
] as const)("%s", (_, selector, expected) => {
  const { workloads } = playSmallWorld().cluster();
  const covered = coveredWorkloads({ namespace: "shop", selector }, workloads);
  expect(covered).toHaveLength(expected);
  expect(covered.every((key) => key.startsWith("shop/"))).toBe(true);
});
