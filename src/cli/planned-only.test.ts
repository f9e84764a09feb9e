import { expect, it } from "vitest";
import { workflowSchema } from "../model/workflow.ts";
import { planningCatalog } from "../actions/planned-actions.ts";
import { formatPath } from "../spec/problem.ts";
import { plannedOnly } from "./planned-only.ts";

it("steps that no version carries out yet are named, undo and what is done on failure too", () => {
  const workflow = workflowSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Workflow",
    metadata: { name: "w" },
    spec: {
      inputs: { properties: { uses: { default: "later" } } },
      steps: [
        { id: "a", uses: "health.check", with: { uses: "later" } },
        { id: "g", steps: [{ id: "b", uses: "later", undo: { uses: "later" } }] },
      ],
      onFailure: {
        steps: [
          { id: "c", uses: "later" },
          { id: "d", uses: "unknown" },
        ],
      },
    },
  });
  const known = planningCatalog.get("health.check");
  if (known === undefined) throw new Error("there is one");
  const actions = new Map([
    ["health.check", known],
    ["later", { ...known, spec: { ...known.spec, planOnly: true as const } }],
  ]);
  const problem = ({ path, message }: { path: readonly (string | number)[]; message: string }) => {
    return { file: formatPath(path), line: 1, column: 2, path: "", message };
  };
  const words =
    "later is planned only: plans with it are shown, and this version cannot start them";
  expect(plannedOnly({ workflow, problem }, actions)).toEqual([
    `warning: spec.steps[1].steps[0].uses:1:2: ${words}`,
    `warning: spec.steps[1].steps[0].undo.uses:1:2: ${words}`,
    `warning: spec.onFailure.steps[0].uses:1:2: ${words}`,
  ]);
});
