import type { Json } from "../../model/data.ts";
import type {
  MatrixSpec,
  RetrySpec,
  UndoSpec,
  UseStep,
  WorkflowStep,
} from "../../model/workflow.ts";
import { isFreeName, type CelType } from "../../spec/cel.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { isList } from "../../spec/rough-data.ts";
import { unknownAction } from "./action-catalog.ts";
import { checkCall } from "./check-call.ts";
import {
  expressionFault,
  expressionType,
  STATUSES,
  type ExpressionScope,
  type Wanted,
} from "./check-expression.ts";
import { inputComplaints } from "./check-inputs.ts";
import { complaint, faultComplaints, type ListScope } from "./list-scope.ts";
import { itemName } from "./repeat-step.ts";
import { RUN_NAMES } from "./scope.ts";
import { checkTemplate, templatePlaces } from "./template.ts";
import { checkTurns } from "./check-turns.ts";

/** Checks a list of steps; a step holds lists of its own. */
type CheckList = (
  steps: readonly WorkflowStep[],
  placeOf: (index: number) => FieldPath,
  scope: ListScope,
) => readonly Complaint[];

/** Checks one step, with what is known of the steps around it. */
export function checkStep(
  step: WorkflowStep,
  place: FieldPath,
  scope: ListScope,
  checkList: CheckList,
): readonly Complaint[] {
  const { onFailure = [] } = step;
  const inner = withItem(step, scope);
  return [
    ...checkRepeat(step, place, scope),
    ...checkCondition(step, place, inner),
    ...checkTitle(step.title, place, inner),
    ...checkBody(step, place, inner, checkList),
    ...idleFailure(step, place),
    ...checkList(onFailure, (index) => [...place, "onFailure", index], whenFailed(inner)),
  ];
}

/** A failure workflow is for an upgrade that ends; accepted here it would never run. */
function idleFailure(step: WorkflowStep, place: FieldPath): readonly Complaint[] {
  if (!("uses" in step) || step.continueOnError !== true || !("onFailure" in step)) return [];
  const words = `onFailure runs when the upgrade ends, and continueOnError lets it go on. Leave one of them out, or write a later step with if: steps.${step.id}.status == 'failed'`;
  return [complaint([...place, "onFailure"], words)];
}

function checkBody(
  step: WorkflowStep,
  place: FieldPath,
  scope: ListScope,
  checkList: CheckList,
): readonly Complaint[] {
  if ("steps" in step) {
    return checkList(step.steps, (index) => [...place, "steps", index], scope);
  }
  if ("uses" in step) {
    return [
      ...checkUse(step, place, scope),
      ...checkOutputs(step, place, scope),
      ...checkUndo(step, place, scope),
    ];
  }
  const { workflow: name, with: inputs = {} } = step;
  const at = [...place, "with"];
  return [
    ...checkRunTemplate(inputs, at, scope),
    ...checkCall({ name, inputs }, [...place, "workflow"], at, scope),
  ];
}

function checkUse(
  { uses, with: inputs = {}, retry }: UseStep | UndoSpec,
  place: FieldPath,
  scope: ListScope,
): readonly Complaint[] {
  const action = scope.installed.actions.get(uses);
  const at = [...place, "with"];
  const own =
    action === undefined
      ? [complaint([...place, "uses"], unknownAction(uses, scope.installed.actions))]
      : inputComplaints(
          action.input,
          { written: inputs, value: inputs, later: templatePlaces(inputs) },
          at,
        );
  return [...own, ...idleScale(retry, place), ...checkRunTemplate(inputs, at, scope)];
}

/** Only LINEAR multiplies by it (semantics 5). */
function idleScale(retry: RetrySpec | undefined, place: FieldPath): readonly Complaint[] {
  if (retry?.scale === undefined || retry.policy === "LINEAR") return [];
  const message = `${retry.policy} has no scale, only LINEAR has; leave it out`;
  return [{ path: [...place, "retry", "scale"], on: "key", message }];
}

function checkOutputs({ outputs = {} }: UseStep, place: FieldPath, scope: ListScope) {
  const names = { ...scope.types.names, result: "dyn" };
  const seen = { ...plain(scope), types: { ...scope.types, names } };
  return Object.entries(outputs).flatMap(([name, expression]) =>
    faultOf(expression, "anything", seen, [...place, "outputs", name]),
  );
}

/** An undo sees what its own step gave, and all others: whatever it undoes is over. */
function checkUndo(step: UseStep, place: FieldPath, scope: ListScope): readonly Complaint[] {
  const { undo } = step;
  if (undo === undefined) return [];
  const at = [...place, "undo"];
  const spec = scope.installed.actions.get(step.uses)?.spec.undo;
  const impossible =
    spec?.kind === "impossible"
      ? [complaint(at, `${step.uses} cannot be undone: ${spec.why}. Leave undo out`)]
      : [];
  const after = whenFailed(scope);
  return [...impossible, ...checkTitle(undo.title, at, after), ...checkUse(undo, at, after)];
}

/** When something failed, every step can be asked how it stands, and nothing around is waited for. */
function whenFailed(scope: ListScope): ListScope {
  const known = [...scope.known].map(([id, facts]) => {
    return [id, { ...facts, ends: STATUSES, isOver: true }] as const;
  });
  return { ...scope, known: new Map(known), needable: new Map(), whenFailed: true };
}

function checkRepeat(step: WorkflowStep, place: FieldPath, scope: ListScope): readonly Complaint[] {
  const { foreach, as, matrix } = step;
  const both =
    foreach !== undefined && matrix !== undefined
      ? [complaint([...place, "matrix"], "a step is repeated by foreach or by matrix, not by both")]
      : [];
  const idle =
    as !== undefined && foreach === undefined
      ? [complaint([...place, "as"], "there is no foreach whose items it would name")]
      : [];
  const name = itemName(step);
  const isFree = name === undefined || (isFreeName(name) && !taken(scope).includes(name));
  const words = `"${name}" has a meaning already; choose another name`;
  const isTaken = isFree || name === "matrix" ? [] : [complaint([...place, "as"], words)];
  const { include: _, exclude: __, ...lists } = matrix ?? {};
  return [
    ...both,
    ...idle,
    ...isTaken,
    ...checkTurns(step, place),
    ...(foreach === undefined ? [] : checkItems(foreach, [...place, "foreach"], scope)),
    ...Object.entries(lists).flatMap(([list, items]) =>
      checkItems(items, [...place, "matrix", list], scope),
    ),
  ];
}

function taken({ types }: ListScope): readonly string[] {
  return [...Object.keys(types.names), ...RUN_NAMES, "result", "matrix"];
}

function checkItems(items: string | readonly Json[], path: FieldPath, scope: ListScope) {
  const seen = { ...plain(scope), steps: undefined };
  return typeof items === "string"
    ? faultOf(items, "list", seen, path)
    : checkTemplate(items, path, (expression, at, offset) =>
        faultOf(expression, "anything", seen, at, offset),
      );
}

/** What the step itself sees beside what its list sees. */
function withItem({ foreach, as = "item", matrix }: WorkflowStep, scope: ListScope): ListScope {
  if (foreach !== undefined) return withName(as, typeOfItems(foreach, scope), scope);
  return matrix === undefined ? scope : withName("matrix", matrixType(matrix, scope), scope);
}

function withName(name: string, type: CelType, scope: ListScope): ListScope {
  if (!isFreeName(name)) return scope;
  const { types } = scope;
  return { ...scope, types: { ...types, names: { ...types.names, [name]: type } } };
}

function matrixType(matrix: MatrixSpec, scope: ListScope): CelType {
  const { include = [], exclude: _, ...lists } = matrix;
  const included = include.flatMap((entry) => Object.keys(entry));
  return {
    ...Object.fromEntries(included.map((name) => [name, "dyn"])),
    ...Object.fromEntries(
      Object.entries(lists).map(([name, items]) => [name, typeOfItems(items, scope)]),
    ),
  };
}

function typeOfItems(items: string | readonly Json[], scope: ListScope): string {
  if (isList(items)) {
    const isText = items.every((item) => typeof item === "string" && !item.includes("${{"));
    return isText ? "string" : "dyn";
  }
  return /^list<(\w+)>$/.exec(expressionType(items, plain(scope)))?.[1] ?? "dyn";
}

function checkCondition({ if: condition }: WorkflowStep, place: FieldPath, scope: ListScope) {
  const at = [...place, "if"];
  if (condition === false) return [complaint(at, "this step could never run: take it out")];
  return typeof condition === "string" ? faultOf(condition, "condition", plain(scope), at) : [];
}

/** A title is shown before anything runs. */
function checkTitle(title: string | undefined, place: FieldPath, scope: ListScope) {
  const seen = { ...plain(scope), steps: undefined };
  return checkTemplate(title ?? "", [...place, "title"], (expression, at, offset) =>
    faultOf(expression, "anything", seen, at, offset),
  );
}

/** What is wrong with the expressions of inputs, which may name steps. */
export function checkRunTemplate(
  value: Json,
  path: FieldPath,
  scope: ListScope,
): readonly Complaint[] {
  return checkTemplate(value, path, (expression, at, offset) =>
    faultOf(expression, "anything", plain(scope), at, offset),
  );
}

function plain({ types, known, hidden, whenFailed: failed }: ListScope): ExpressionScope {
  const names = failed ? { ...types.names, failure: FAILURE } : types.names;
  return { types: { ...types, names }, steps: known, hidden };
}

/** What failed, as failure workflows see it. */
const FAILURE = { step: "string", title: "string", reason: "string" } as const;

function faultOf(
  expression: string,
  wanted: Wanted,
  scope: ExpressionScope,
  path: FieldPath,
  offset?: number,
): readonly Complaint[] {
  return faultComplaints(expressionFault(expression, wanted, scope), path, offset);
}
