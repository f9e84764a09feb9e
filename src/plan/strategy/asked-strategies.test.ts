import { expect, it } from "vitest";
import { rolloutSchema } from "../../model/rollout.ts";
import { workflowSchema } from "../../model/workflow.ts";
import { askedStrategies } from "./asked-strategies.ts";

const rolling = workflowSchema.parse({
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Workflow",
  metadata: { name: "rolling" },
  spec: { strategy: "rolling", steps: [{ id: "a", uses: "wait" }] },
});

const installed = new Map([["rolling", rolling]]);

function rollout(strategy: string, more: object = {}) {
  return rolloutSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Rollout",
    metadata: { name: "r" },
    spec: {
      fleet: "f",
      target: { kubernetes: "1.36" },
      strategy,
      stages: [{ name: "all", selector: {} }],
      ...more,
    },
  });
}

it.each(["rolling", "auto"])("%s is taken", (strategy) => {
  expect(askedStrategies(rollout(strategy), installed)).toEqual([]);
});

it("one that is not installed is refused wherever it is asked for, and never replaced", () => {
  const complaints = askedStrategies(
    rollout("canary", {
      stages: [{ name: "all", selector: {}, strategy: "in-place" }],
      strategyOverrides: [{ selector: {}, strategy: "blue-green", by: "ana", reason: "known" }],
    }),
    installed,
  );
  expect(complaints.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
    "spec.strategy: no workflow is installed for strategy canary; installed: rolling",
    "spec.stages.0.strategy: no workflow is installed for strategy in-place; installed: rolling",
    "spec.strategyOverrides.0.strategy: no workflow is installed for strategy blue-green; installed: rolling",
  ]);
});

it("nothing installed is said", () => {
  expect(askedStrategies(rollout("rolling"), new Map())).toMatchObject([
    { message: "no workflow is installed for strategy rolling; installed: none" },
  ]);
});
