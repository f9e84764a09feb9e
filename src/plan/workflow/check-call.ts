import type { Json } from "../../model/data.ts";
import type { Workflow, WorkflowStep } from "../../model/workflow.ts";
import { nearest } from "../../spec/nearest.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { inputComplaints } from "./check-inputs.ts";
import { complaint, type ListScope } from "./list-scope.ts";
import type { Workflows } from "./scope.ts";
import { templatePlaces } from "./template.ts";
import { workflowInputs } from "./workflow-inputs.ts";

/** Words for a workflow that nobody has, with the one that was probably meant. */
export function unknownWorkflow(name: string, workflows: Workflows): string {
  const known = [...workflows.keys()].toSorted();
  const meant = nearest(name, known);
  if (meant !== undefined) return `unknown workflow "${name}". Did you mean ${meant}?`;
  return `unknown workflow "${name}". There are: ${known.join(", ") || "none"}`;
}

/** A workflow that is used by its name: it is there, takes these inputs, and does not use itself. */
export function checkCall(
  { name, inputs }: { readonly name: string; readonly inputs: Readonly<Record<string, Json>> },
  at: FieldPath,
  withAt: FieldPath,
  { workflow, installed: { workflows } }: ListScope,
): readonly Complaint[] {
  const called = workflows.get(name);
  if (called === undefined) return [complaint(at, unknownWorkflow(name, workflows))];
  if (called.spec.strategy !== undefined) {
    const message = `"${name}" is the workflow of strategy ${called.spec.strategy}: one that is used by its name has no strategy`;
    return [complaint(at, message)];
  }
  const circle = wayBack(name, workflow, workflows, []);
  if (circle !== undefined) {
    const own = workflow.metadata.name;
    return [complaint(at, `a workflow cannot use itself: ${[own, ...circle].join(" uses ")}`)];
  }
  const { schema } = workflowInputs(called);
  const undo =
    called.spec.onFailure?.undo === true
      ? [complaint(at, `"${name}" says onFailure.undo, which only the workflow of a strategy can`)]
      : [];
  return [
    ...undo,
    ...inputComplaints(
      schema,
      { written: inputs, value: inputs, later: templatePlaces(inputs) },
      withAt,
    ),
  ];
}

/** The names on the way from a workflow to one that it must not use. */
function wayBack(
  name: string,
  start: Workflow,
  workflows: Workflows,
  way: readonly string[],
): readonly string[] | undefined {
  const here = workflows.get(name);
  if (here === undefined || way.includes(name)) return undefined;
  if (here === start) return [...way, name];
  return calledBy(here)
    .map((next) => wayBack(next, start, workflows, [...way, name]))
    .find((found) => found !== undefined);
}

/** The workflows that a workflow names, in its steps and in what it does when they fail. */
export function calledBy({ spec }: Workflow): readonly string[] {
  const { steps = [], use } = spec.onFailure ?? {};
  const names = [...spec.steps, ...steps].flatMap(namesIn);
  return [...new Set([...names, ...(use === undefined ? [] : [use])])];
}

function namesIn(step: WorkflowStep): readonly string[] {
  const { onFailure: failure = [] } = step;
  const inner: readonly WorkflowStep[] = "steps" in step ? step.steps : [];
  return [
    ...("workflow" in step ? [step.workflow] : []),
    ...[...inner, ...failure].flatMap(namesIn),
  ];
}
