import { expect, it } from "vitest";
import { FAILURE_FLOW, flowKey, type Flow, type Plan } from "../model/plan.ts";
import { flowPlace } from "./flow-place.ts";

const flow: Flow = { use: "slo", on: "rollout", steps: [] };
const tell = { kind: "notify", audience: "operations", text: "x" } as const;

const plan: Plan = {
  schemaVersion: 1,
  kind: "Plan",
  rollout: "r",
  fleet: "f",
  target: { kubernetes: "1.36" },
  workflows: {},
  shapes: {},
  stages: [
    { name: "dev", maxConcurrency: 1, maxAllowedFailures: 0, clusters: [] },
    {
      name: "staging",
      maxConcurrency: 1,
      maxAllowedFailures: 0,
      clusters: [],
      before: [tell, { kind: "gate", use: "slo" }],
      after: [{ kind: "workflow", use: "slo", with: {} }],
    },
  ],
  leftOut: [],
};

it.each([
  [flowKey("staging", "before", 1), { label: "gate slo", task: "before-1", stage: "staging" }],
  [flowKey("staging", "after", 0), { label: "workflow slo", task: "after-0", stage: "staging" }],
  [FAILURE_FLOW, { label: "failure workflow slo", task: "on-failure" }],
])("flow %s stands at its place", (key, place) => {
  expect(flowPlace(plan, key, flow)).toEqual(place);
});
