import { expect, it } from "vitest";
import type { Hop } from "../model/plan.ts";
import { outOfDate } from "./out-of-date.ts";

const hops: readonly Hop[] = [
  { component: "control-plane", from: "1.33.9", to: "1.34.4" },
  { component: "control-plane", from: "1.34.4", to: "1.35.4" },
  { component: "node-pool", pool: "general", dialect: "weRoll", from: "1.33.9", to: "1.35.4" },
];

it.each(["1.33.9", "1.34.4", "1.35.4", "1.35.9"])(
  "a control plane at %s stands on the way, or a patch past its end",
  (version) => expect(outOfDate(hops, version)).toBeUndefined(),
);

it("a control plane past the plan's last minor is told, with what helps", () => {
  expect(outOfDate(hops, "1.36.3")).toBe(
    "its control plane is at 1.36.3 by now, and this plan ends at 1.35.4: apply the rollout again to plan anew, or skip the cluster",
  );
});

it("who took it there is told, when it was somebody else", () => {
  expect(outOfDate(hops, "1.36.3", "changed by ana at 09:12 UTC")).toContain(
    "is at 1.36.3 by now (changed by ana at 09:12 UTC), and this plan ends at 1.35.4",
  );
});

it("a plan that only rolls pools does not say where the control plane ends", () => {
  expect(outOfDate(hops.slice(2), "1.36.3")).toBeUndefined();
});
