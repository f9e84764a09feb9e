import type { Workflow } from "../model/workflow.ts";
import type { ActionCatalog } from "../plan/workflow/action-catalog.ts";
import type { Complaint, FieldPath, Problem } from "../spec/problem.ts";

/** A workflow, and where in its file something is. */
export interface PlacedWorkflow {
  readonly workflow: Workflow;
  readonly problem: (complaint: Complaint) => Problem;
}

/** A warning in one line for each step whose action no version carries out yet: its plans are made and shown, and not started. */
export function plannedOnly(
  { workflow, problem }: PlacedWorkflow,
  actions: ActionCatalog,
): readonly string[] {
  return usesIn(workflow.spec, ["spec"]).flatMap(({ uses, path }) => {
    if (actions.get(uses)?.spec.planOnly !== true) return [];
    const message = `${uses} is planned only: plans with it are shown, and this version cannot start them`;
    const { file, line, column } = problem({ path, on: "value", message });
    return [`warning: ${file}:${line}:${column}: ${message}`];
  });
}

interface Use {
  readonly uses: string;
  readonly path: FieldPath;
}

/** Of steps and their undo, wherever they stand; what a step hands to its action is not looked into. */
function usesIn(value: unknown, path: FieldPath): readonly Use[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => usesIn(each, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, field]): readonly Use[] => {
    const at = [...path, key];
    if (key === "uses" && typeof field === "string") return [{ uses: field, path: at }];
    return key === "with" || key === "inputs" ? [] : usesIn(field, at);
  });
}
