import { expect, it } from "vitest";
import { expandWorkflow } from "./expand-workflow.ts";
import { check, installedWith, seen, workflowOf } from "./workflow.fixture.ts";

it("what checkWorkflow has refused before comes to no harm: false conditions, names of nobody, wrong words", () => {
  const workflow = workflowOf("test", {
    strategy: "rolling",
    steps: [
      { id: "a", if: false, ...check },
      { id: "n", workflow: "needing" },
      { id: "b", if: "steps.nobody.status == 'done'", ...check },
      { id: "c", ...check, with: { workloads: ["${{ steps. }}"] } },
      { id: "d", if: "has(steps.nobody.outputs) || has(hops[0]) || steps", ...check },
    ],
  });
  const needing = workflowOf("needing", { steps: [{ id: "s", needs: ["nobody"], ...check }] });
  const made = expandWorkflow(workflow, seen, installedWith(needing));
  if (!("complaints" in made)) throw new Error("nothing is wrong");
  expect(made.complaints.map(({ path }) => path.join("."))).toEqual([
    "spec.steps.4.if",
    "spec.steps.3.with.workloads.0",
  ]);
});
