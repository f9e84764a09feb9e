import { expect, it } from "vitest";
import { hopName } from "./hop-name.ts";
import type { Hop } from "./plan.ts";

it.each<readonly [string, Hop]>([
  ["control plane", { component: "control-plane", from: "1.35.4", to: "1.36.3" }],
  [
    "node pool general",
    {
      component: "node-pool",
      pool: "general",
      dialect: "weRoll",
      from: "1.35.4",
      to: "1.36.3",
    },
  ],
  ["coredns", { component: "addon", addon: "coredns", part: "whole", from: "1.11", to: "1.12" }],
  [
    "istio control plane",
    { component: "addon", addon: "istio", part: "control-plane", from: "1.4", to: "1.5" },
  ],
  [
    "istio proxies",
    { component: "addon", addon: "istio", part: "proxies", from: "1.4", to: "1.5" },
  ],
])("%s", (words, hop) => {
  expect(hopName(hop)).toBe(words);
});
