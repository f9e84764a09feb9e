import { parseCel, shownCel, typeOfCel, type CelFault, type CelTypes } from "../../spec/cel.ts";
import { foldCel } from "../../spec/cel-fold.ts";
import {
  argsOf,
  fieldOfNode,
  freeNames,
  isCelNode,
  known,
  nameOf,
  textOf,
  type CelNode,
} from "../../spec/cel-tree.ts";
import { stepStatusSchema } from "../../model/upgrade.ts";
import { nearest } from "../../spec/nearest.ts";
import { referenceOf, referencesIn, withDashes, type StepReference } from "./references.ts";
import { STRATEGY_NAMES, WORDS } from "./workflow-names.ts";

/** What is known of a step before any plan is made. */
export interface StepFacts {
  /** Names of what it gives; undefined of several steps, which give nothing together. */
  readonly outputs: readonly string[] | undefined;
  /** How it can have ended when an expression asks. */
  readonly ends: readonly string[];
  /** Whether it is over before the expression is asked. */
  readonly isOver: boolean;
}

/** What an expression is held against. */
export interface ExpressionScope {
  readonly types: CelTypes;
  /** The steps that it may speak of; undefined where it is needed when the plan is made. */
  readonly steps: ReadonlyMap<string, StepFacts> | undefined;
  /** For steps inside a group: the group, from outside of which they are not to be seen. */
  readonly hidden: ReadonlyMap<string, string>;
}

export type Wanted = "anything" | "condition" | "list";

/** What is wrong with an expression whatever the values are: nothing, or the first thing that there is to say. */
export function expressionFault(
  expression: string,
  wanted: Wanted,
  scope: ExpressionScope,
): CelFault | undefined {
  const text = withDashes(expression);
  if (/^\s*\$\{\{/.test(text)) return { fault: STANDS_ALONE };
  const found = faultOf(text, wanted, scope);
  // What was written otherwise is read with other columns.
  return found === undefined || text === expression ? found : { fault: found.fault };
}

const STANDS_ALONE = "an expression stands alone here: write it without ${{ }}";

function faultOf(text: string, wanted: Wanted, scope: ExpressionScope): CelFault | undefined {
  const parsed = parseCel(text);
  if ("fault" in parsed) return parsed;
  const { ast } = parsed;
  const before = inWords(referenceFault(ast, scope)) ?? typeFault(text, wanted, scope);
  const after = (): string | undefined =>
    wordFault(ast, scope) ?? (wanted === "condition" ? neverFault(text, scope) : undefined);
  return before ?? inWords(after());
}

function inWords(fault: string | undefined): CelFault | undefined {
  return fault === undefined ? undefined : { fault };
}

/** The type of an expression that has no fault. */
export function expressionType(expression: string, { types }: ExpressionScope): string {
  const result = typeOfCel(expression, types);
  return "type" in result ? result.type : "dyn";
}

function referenceFault(ast: CelNode, scope: ExpressionScope): string | undefined {
  if (!freeNames(ast).has("steps")) return undefined;
  const { steps } = scope;
  if (steps === undefined) {
    return "steps are known only when they have run, and this is needed when the plan is made";
  }
  return referencesIn(ast)
    .map((each) =>
      each === undefined
        ? "steps is asked by name: steps.ID.status or steps.ID.outputs.NAME"
        : stepFault(each, steps, scope.hidden),
    )
    .find((fault) => fault !== undefined);
}

function stepFault(
  { id, asked, output }: StepReference,
  steps: ReadonlyMap<string, StepFacts>,
  hidden: ExpressionScope["hidden"],
): string | undefined {
  const step = steps.get(id);
  if (step === undefined) {
    const group = hidden.get(id);
    if (group !== undefined) return `step "${id}" is inside "${group}", and not seen from here`;
    return `unknown step "${id}"${meant(id, [...steps.keys()])}`;
  }
  if (asked === undefined) return `of step "${id}" there are status and outputs`;
  if (!step.isOver) return `step "${id}" need not be over before this one: name it under needs`;
  if (output === undefined) return undefined;
  if (step.outputs === undefined) {
    return `"${id}" stands for several steps, which have a status together and no outputs`;
  }
  if (step.outputs.includes(output)) return undefined;
  const all = step.outputs.length === 0 ? "; it declares none under outputs" : "";
  return `step "${id}" has no output "${output}"${all}${meant(output, step.outputs)}`;
}

function typeFault(text: string, wanted: Wanted, scope: ExpressionScope): CelFault | undefined {
  const names = { ...scope.types.names, ...(scope.steps && { steps: "map<string, Step>" }) };
  const types = { ...scope.types.types, Step: STEP };
  const result = typeOfCel(text, { names, types });
  if ("fault" in result) {
    return { ...result, fault: `${result.fault}${hint(result.fault, names, types)}` };
  }
  const { type } = result;
  if (wanted === "condition" && type !== "bool" && type !== "dyn") {
    return { fault: `${shownCel(text)} gives neither true nor false` };
  }
  const isList = type === "dyn" || type.startsWith("list");
  return wanted === "list" && !isList ? { fault: `${shownCel(text)} gives no list` } : undefined;
}

/** A step, as expressions see it; which steps there are is asked before (`referenceFault`). */
const STEP = { status: "string", outputs: "map<string, dyn>" } as const;

function hint(
  fault: string,
  names: CelTypes["names"],
  types: NonNullable<CelTypes["types"]>,
): string {
  const unknown = /Unknown variable: (.+)$/.exec(fault)?.[1];
  if (unknown !== undefined) {
    return STRATEGY_NAMES.has(unknown)
      ? ". Only the workflow of a strategy sees it: hand it on as an input"
      : meant(unknown, Object.keys(names));
  }
  const field = /No such key: (.+)$/.exec(fault)?.[1];
  if (field === undefined) return "";
  const fields = [...Object.values(names), ...Object.values(types)];
  return meant(
    field,
    fields.flatMap((type) => (typeof type === "string" ? [] : Object.keys(type))),
  );
}

function meant(word: string, among: readonly string[]): string {
  const near = nearest(word, among);
  return near === undefined ? "" : `. Did you mean ${near}?`;
}

/** A comparison with a word that a field never holds is a slip, and would leave steps out in silence. */
function wordFault(ast: CelNode, { steps }: ExpressionScope): string | undefined {
  for (const { node, literal } of comparisonsIn(ast)) {
    const field = statusOf(node, steps) === undefined ? hopField(node) : "status";
    const allowed = field === "status" ? STATUSES : WORDS[field];
    if (allowed === undefined || allowed.includes(literal)) continue;
    return `"${literal}" is never a ${field}: there are ${allowed.join(", ")}${meant(literal, allowed)}`;
  }
  return undefined;
}

/** The field of a hop that a node is: of what people name themselves, nobody knows the words. */
function hopField(node: CelNode): string {
  const taken = fieldOfNode(node);
  const holder = nameOf(taken?.holder);
  const isTheirs = holder === undefined || holder === "inputs" || holder === "matrix";
  return taken === undefined || isTheirs ? "" : taken.field;
}

/** How a step may stand when it is asked. */
export const STATUSES: readonly string[] = stepStatusSchema.options;

interface Comparison {
  readonly node: CelNode;
  readonly literal: string;
}

function comparisonsIn(node: unknown): readonly Comparison[] {
  if (Array.isArray(node)) return node.flatMap(comparisonsIn);
  if (!isCelNode(node)) return [];
  const own = comparison(node);
  return own === undefined ? argsOf(node).flatMap(comparisonsIn) : [own];
}

/** A field beside a text: `hop.component == 'addon'`. */
function comparison(node: CelNode): Comparison | undefined {
  if (node.op !== "==" && node.op !== "!=") return undefined;
  const [left, right] = argsOf(node);
  const literal = textOf(left) ?? textOf(right);
  const field = textOf(left) === undefined ? left : right;
  return literal !== undefined && isCelNode(field) ? { node: field, literal } : undefined;
}

function statusOf(node: CelNode, steps: ExpressionScope["steps"]): StepFacts | undefined {
  const reference = referenceOf(node);
  return reference?.asked === "status" ? steps?.get(reference.id) : undefined;
}

/** A condition that nothing can meet: the step could never run. */
function neverFault(text: string, { steps }: ExpressionScope): string | undefined {
  const result = foldCel(text, {}, (node) => {
    const own = comparison(node);
    const status = own === undefined ? undefined : statusOf(own.node, steps);
    if (own === undefined || status === undefined || status.ends.includes(own.literal)) return;
    return known(node.op === "!=");
  });
  return result.kind === "value" && result.value === false
    ? `${shownCel(text)} is never true: this step could never run`
    : undefined;
}
