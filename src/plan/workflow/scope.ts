import { evaluateCel, parseCel, type Variables } from "../../spec/cel.ts";
import { foldCel, type Folded } from "../../spec/cel-fold.ts";
import { fieldOfNode, freeNames, nameOf, type CelNode } from "../../spec/cel-tree.ts";
import type { Workflow } from "../../model/workflow.ts";
import type { Complaint } from "../../spec/problem.ts";
import type { ActionCatalog } from "./action-catalog.ts";
import { resolveReference, withDashes, type Referred } from "./references.ts";

/** Workflows that can be used by their names. */
export type Workflows = ReadonlyMap<string, Workflow>;

/** All that a workflow can be made of. */
export interface Installed {
  readonly actions: ActionCatalog;
  readonly workflows: Workflows;
}

/** A complaint, with the name of the workflow in whose document its path is. */
export interface WorkflowComplaint extends Complaint {
  readonly workflow: string;
}

/** The steps of one list, by the ids that are written, and those of the lists around it. */
export interface Seen {
  readonly own: Map<string, Referred>;
  readonly outer?: Seen | undefined;
}

/** What the expressions of one list of steps see. */
export interface Scope {
  /** The workflow in whose document they stand. */
  readonly workflow: Workflow;
  readonly variables: Variables;
  /** Inputs that are known only when their turn comes, as expressions over the plan's steps. */
  readonly later: Readonly<Record<string, CelNode>>;
  readonly seen: Seen;
  /** The workflows on the way here, this one the last. */
  readonly way: readonly Workflow[];
}

export function lookUp(seen: Seen | undefined, id: string): Referred | undefined {
  return seen === undefined ? undefined : (seen.own.get(id) ?? lookUp(seen.outer, id));
}

/** What expressions may name that is known only at run time. */
export const RUN_NAMES: readonly string[] = ["steps", "failure"];

/** An expression as far as it is known now; what is left of it speaks of the plan's own steps. */
export function resolveIn(
  { variables, later, seen }: Scope,
  expression: string,
  runNames: readonly string[] = RUN_NAMES,
): Folded {
  const text = withDashes(expression);
  const isLater = asksLater(text, [...runNames, ...(hasAny(later) ? ["inputs"] : [])]);
  if (!isLater) {
    const result = evaluateCel(expression, variables);
    return "fault" in result
      ? { kind: "fault", fault: result.fault }
      : { kind: "value", value: result.value };
  }
  const reference = resolveReference((id) => lookUp(seen, id));
  return foldCel(text, variables, (node) => inputOf(node, later) ?? reference(node));
}

/** Where only what is known now will do. */
export function resolveNow(scope: Scope, expression: string): Folded {
  const result = resolveIn(scope, expression);
  if (result.kind !== "rest") return result;
  const fault = `"${expression}" hangs on steps that have still to run, and is needed when the plan is made`;
  return { kind: "fault", fault };
}

/** Most expressions name nothing of the kind, and are not read twice. */
function asksLater(expression: string, names: readonly string[]): boolean {
  if (!names.some((name) => expression.includes(name))) return false;
  const parsed = parseCel(expression);
  const free: ReadonlySet<string> = "ast" in parsed ? freeNames(parsed.ast) : new Set();
  return names.some((name) => free.has(name));
}

const hasAny = (later: Scope["later"]): boolean => Object.keys(later).length > 0;

/** `inputs.NAME` of an input that is known only later. */
function inputOf(node: CelNode, later: Scope["later"]): CelNode | undefined {
  const taken = fieldOfNode(node);
  return taken !== undefined && nameOf(taken.holder) === "inputs" ? later[taken.field] : undefined;
}
