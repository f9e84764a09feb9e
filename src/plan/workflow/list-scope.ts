import type { Workflow } from "../../model/workflow.ts";
import type { CelFault, CelTypes } from "../../spec/cel.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import type { StepFacts } from "./check-expression.ts";
import type { Installed } from "./scope.ts";

/** What a list of steps stands in, when a workflow is checked. */
export interface ListScope {
  readonly workflow: Workflow;
  readonly installed: Installed;
  /** What expressions see when the plan is made. */
  readonly types: CelTypes;
  /** Steps around the list that expressions may speak of. */
  readonly known: ReadonlyMap<string, StepFacts>;
  readonly hidden: ReadonlyMap<string, string>;
  /** Ids that are taken. */
  readonly ids: readonly string[];
  /** Steps around the list: whether each is over before the list begins. */
  readonly needable: ReadonlyMap<string, boolean>;
  /** The list is of a failure workflow. */
  readonly whenFailed: boolean;
}

export function complaint(path: FieldPath, message: string): Complaint {
  return { path, on: "value", message };
}

/** What is wrong with an expression, at its place in the text where it begins `offset` letters in. */
export function faultComplaints(
  fault: CelFault | undefined,
  path: FieldPath,
  offset = 0,
): readonly Complaint[] {
  if (fault === undefined) return [];
  return [{ ...complaint(path, fault.fault), within: offset + (fault.at ?? 0) }];
}
