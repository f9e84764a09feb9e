import { expect, it } from "vitest";
import { drainInputs } from "./drain-inputs.ts";

const drain = { onTimeout: "Quarantine", maxBlockedNodes: 2 };

it.each([
  ["node-pool.roll", { nodes: { maxSurge: 1, drain } }, drain],
  ["node-pool.roll", { nodes: { maxSurge: 1 } }, {}],
  ["node-pool.roll", {}, {}],
  ["control-plane.upgrade", { nodes: { drain } }, {}],
] as const)("a step of %s where there is %j gets %j", (uses, variables, inputs) => {
  expect(drainInputs(uses, variables)).toEqual(inputs);
});
