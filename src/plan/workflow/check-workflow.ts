import type { Workflow } from "../../model/workflow.ts";
import type { Complaint } from "../../spec/problem.ts";
import { fieldOf } from "../../spec/rough-data.ts";
import { checkRunTemplate } from "./check-step.ts";
import { checkCall } from "./check-call.ts";
import { checkList, factsOf } from "./check-list.ts";
import { complaint, faultComplaints, type ListScope } from "./list-scope.ts";
import { expressionFault } from "./check-expression.ts";
import type { Installed } from "./scope.ts";
import { workflowInputs } from "./workflow-inputs.ts";
import { workflowNames } from "./workflow-names.ts";

/**
 * What is wrong with a workflow whatever it is used for: actions, inputs, workflows and steps that
 * nobody knows, needs that go round in a circle, expressions that can never be evaluated or whose
 * types do not fit, steps that could never run. Complaints name their place in the document.
 */
export function checkWorkflow(workflow: Workflow, installed: Installed): readonly Complaint[] {
  const { steps } = workflow.spec;
  const scope: ListScope = {
    workflow,
    installed,
    types: workflowNames(workflow),
    known: new Map(),
    hidden: new Map(),
    ids: [],
    needable: new Map(),
    whenFailed: false,
  };
  return [
    ...workflowInputs(workflow).complaints,
    ...unfilledInputs(workflow),
    ...checkList(steps, (index) => ["spec", "steps", index], scope),
    ...checkOutputs(workflow, scope),
    ...checkFailure(workflow, scope),
  ];
}

/** Nobody gives inputs to the workflow of a strategy: what it takes has defaults. */
function unfilledInputs({ spec }: Workflow): readonly Complaint[] {
  if (spec.strategy === undefined) return [];
  const required = fieldOf(spec.inputs ?? {}, "required");
  if (!Array.isArray(required) || required.length === 0) return [];
  const message = "nobody gives inputs to a strategy: leave this out, and give each a default";
  return [complaint(["spec", "inputs", "required"], message)];
}

/** What a workflow gives may hang on all of its steps. */
function checkOutputs({ spec }: Workflow, scope: ListScope): readonly Complaint[] {
  const seen = { types: scope.types, ...factsOf(spec.steps, scope, () => true) };
  return Object.entries(spec.outputs ?? {}).flatMap(([name, expression]) => {
    const fault = expressionFault(expression, "anything", seen);
    return faultComplaints(fault, ["spec", "outputs", name]);
  });
}

function checkFailure({ spec }: Workflow, scope: ListScope): readonly Complaint[] {
  const { steps = [], use, with: inputs } = spec.onFailure ?? {};
  const place = ["spec", "onFailure"];
  const seen: ListScope = {
    ...scope,
    ...afterFailure(spec.steps, scope),
    ids: [...scope.ids, ...spec.steps.map(({ id }) => id)],
  };
  const named =
    use === undefined
      ? []
      : [
          ...checkRunTemplate(inputs ?? {}, [...place, "with"], seen),
          ...checkCall(
            { name: use, inputs: inputs ?? {} },
            [...place, "use"],
            [...place, "with"],
            seen,
          ),
        ];
  const idle =
    inputs === undefined || use !== undefined
      ? []
      : [
          complaint(
            [...place, "with"],
            "these are the inputs of the workflow under use, and there is none",
          ),
        ];
  return [...checkList(steps, (index) => [...place, "steps", index], seen), ...named, ...idle];
}

/** When something failed, every step can be asked how it stands. */
export function afterFailure(
  steps: Workflow["spec"]["steps"],
  scope: ListScope,
): Pick<ListScope, "known" | "hidden" | "whenFailed"> {
  const { steps: known, hidden } = factsOf(steps, { ...scope, whenFailed: true }, () => true);
  return { known, hidden, whenFailed: true };
}
