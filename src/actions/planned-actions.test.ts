import { expect, test } from "vitest";
import { actionSpecSchema } from "../model/action-spec.ts";
import { bundledPlanning } from "../packs/bundled-planning.ts";
import { loadStrategies } from "../packs/load-strategies.ts";
import { checkWorkflow } from "../plan/workflow/check-workflow.ts";
import { actionCatalog } from "./catalog.ts";
import { plannedActions, planningCatalog } from "./planned-actions.ts";

test("no action is both carried out and planned only", () => {
  expect([...plannedActions.keys()].filter((name) => actionCatalog.has(name))).toEqual([]);
  expect(planningCatalog.size).toBe(plannedActions.size + actionCatalog.size);
});

test.each([...plannedActions.values()])("$spec.name describes itself as data", ({ spec }) => {
  expect(actionSpecSchema.parse(structuredClone(spec))).toEqual(spec);
  expect(spec.inputs).toMatchObject({ type: "object", additionalProperties: false });
  expect(spec.planOnly).toBe(true);
});

test.each([...loadStrategies().values()])(
  "the workflow $metadata.name uses what there is to plan with",
  (workflow) => {
    const { workflows } = bundledPlanning();
    expect(checkWorkflow(workflow, { actions: planningCatalog, workflows })).toEqual([]);
  },
);
