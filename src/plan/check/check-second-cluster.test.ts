import { expect, it } from "vitest";
import type { Hop, Shape } from "../../model/plan.ts";
import { plainStep } from "../../model/step.fixture.ts";
import { brokenWords } from "./broken-rule.ts";
import { checkNewCluster, checkRoles } from "./check-second-cluster.ts";

const jump: Hop = { component: "control-plane", from: "1.33.7", to: "1.36.3" };
const pool: Hop = {
  component: "node-pool",
  pool: "a",
  dialect: "weRoll",
  from: "1.33.7",
  to: "1.36.3",
};

it.each<readonly [string, readonly Hop[], string, readonly string[]]>([
  ["it is made at the target, whatever lies between", [jump], "1.36", []],
  ["it misses the target", [jump], "1.37", ["P10: cluster shop: ends at 1.36.3, not at 1.37"]],
  [
    "nothing is made",
    [],
    "1.36",
    ["P8: cluster shop: a second cluster is made at the target, in one hop"],
  ],
  [
    "a pool is made",
    [pool],
    "1.36",
    ["P8: cluster shop: a second cluster is made at the target, in one hop"],
  ],
  [
    "it is made and moved",
    [jump, pool],
    "1.36",
    ["P8: cluster shop: a second cluster is made at the target, in one hop"],
  ],
])("%s", (_, hops, target, expected) => {
  const broken = checkNewCluster("shop", hops, target);
  expect(broken.map(brokenWords)).toEqual(expected);
});

it.each<readonly [Shape["strategy"], string, "self" | "next", readonly string[]]>([
  ["blue-green", "cluster.provision", "next", []],
  [
    "canary",
    "control-plane.upgrade",
    "self",
    ["P11: shape A, step s: canary leaves the first cluster as it is"],
  ],
  ["blue-green", "health.check", "self", []],
  ["rolling", "control-plane.upgrade", "self", []],
  ["rolling", "cluster.provision", "next", ["P11: shape A, step s: rolling has no second cluster"]],
])("%s uses %s on %s", (strategy, uses, role, expected) => {
  const steps = [plainStep("s", { uses, role })];
  const broken = checkRoles("A", { strategy, why: "", hops: [], steps });
  expect(broken.map(brokenWords)).toEqual(expected);
});
