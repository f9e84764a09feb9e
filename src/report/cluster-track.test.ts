import { expect, it } from "vitest";
import type { Hop, Shape } from "../model/plan.ts";
import { newTrack } from "./cluster-track.ts";

const server: Hop = { component: "control-plane", from: "1.34.4", to: "1.35.4" };
const pool: Hop = {
  component: "node-pool",
  pool: "a",
  dialect: "weRoll",
  from: "1.33.1",
  to: "1.35.4",
};
const dns: Hop = {
  component: "addon",
  addon: "coredns",
  part: "whole",
  from: "1.11.3",
  to: "1.12.1",
};
const mesh: Hop = {
  component: "addon",
  addon: "istio",
  part: "proxies",
  from: "1.28.1",
  to: "1.29",
};

it.each<[string, readonly Hop[], readonly string[]]>([
  ["its control plane", [dns, server, { ...server, to: "1.36.3" }, pool], ["1.34.4", "1.36.3"]],
  ["its pools, where that stays", [dns, pool], ["1.33.1", "1.35.4"]],
  [
    "its add-ons, where nothing else moves",
    [dns, mesh],
    ["coredns 1.11.3, istio 1.28.1", "coredns 1.12.1, istio 1.29"],
  ],
  ["nothing, where nothing moves", [], ["", ""]],
])("a cluster goes the way of %s", (_, hops, ends) => {
  const shape: Shape = { strategy: "rolling", why: "", hops, steps: [] };
  const planned = { name: "a", member: "a", identity: "1", shape: "A" };
  const { from, to } = newTrack(planned, "all", shape);
  expect([from, to]).toEqual(ends);
});
