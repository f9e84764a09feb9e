import { expect, it } from "vitest";
import type { Hop } from "../../model/plan.ts";
import { ordersText } from "./orders.ts";

const hops: readonly Hop[] = [
  { component: "control-plane", from: "1.35.4", to: "1.36.3" },
  { component: "addon", addon: "istio", part: "proxies", from: "1.29", to: "1.30" },
];

it("orders are counted, and the first are listed", () => {
  const text = ordersText([
    { kind: "counted", of: "control plane", hops: 1, count: 1n, listed: [hops.slice(0, 1)] },
    { kind: "counted", of: "with mesh proxies", hops: 2, count: 5n, listed: [hops, hops] },
    { kind: "gave-up", of: "with other add-ons", states: 300 },
  ]);
  expect(text).toBe(
    [
      "  control plane: 1 hop, 1 shortest order",
      "    1  control plane 1.36.3",
      "  with mesh proxies: 2 hops, 5 shortest orders",
      "    1  control plane 1.36.3, istio proxies 1.30",
      "    2  control plane 1.36.3, istio proxies 1.30",
      "    and 3 more",
      "  with other add-ons: the count gave up after 300 states",
      "",
    ].join("\n"),
  );
  expect(ordersText([])).toBe("");
});
