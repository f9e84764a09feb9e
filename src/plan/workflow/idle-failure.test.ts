import { expect, it } from "vitest";
import { workflowSchema } from "../../model/workflow.ts";
import { catalog } from "../catalog.fixture.ts";
import { checkWorkflow } from "./check-workflow.ts";

const tell = { id: "help", uses: "notify", with: { audience: "operations", text: "help" } };

const faults = (step: object): readonly string[] => {
  const workflow = workflowSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Workflow",
    metadata: { name: "test" },
    spec: { strategy: "rolling", steps: [{ id: "warm", uses: "health.check", ...step }] },
  });
  const installed = { actions: catalog, workflows: new Map() };
  return checkWorkflow(workflow, installed).map(({ message }) => message);
};

it("a failure workflow of a step that may fail would never run, and is refused with what to write", () => {
  expect(faults({ continueOnError: true, onFailure: [tell] })).toEqual([
    "onFailure runs when the upgrade ends, and continueOnError lets it go on. Leave one of them out, or write a later step with if: steps.warm.status == 'failed'",
  ]);
});

it.each([
  { continueOnError: true },
  { onFailure: [tell] },
  { continueOnError: false, onFailure: [tell] },
])("one of both is as good as none: %j", (step) => {
  expect(faults(step)).toEqual([]);
});
