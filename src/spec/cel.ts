import {
  Environment,
  EvaluationError,
  ParseError,
  TypeError as CelTypeError,
} from "@marcbachmann/cel-js";
import type { Json } from "../model/data.ts";
import { listsThatDecide, type Deciding } from "./cel-lists.ts";
import { registerSemver } from "./cel-semver.ts";
import { celText } from "./cel-text.ts";
import { argsOf, freeNames, isCelNode, known, nameOf, withArgs, type CelNode } from "./cel-tree.ts";

/** What the names in an expression stand for. */
export type Variables = Readonly<Record<string, Json>>;

/** What is wrong with an expression, in words; and where in it, from 0, where that is known. */
export interface CelFault {
  readonly fault: string;
  readonly at?: number;
}

export type CelResult = { readonly value: Json } | CelFault;

/**
 * Why an expression can never be evaluated (its syntax, an unknown name, types that do not fit), or
 * undefined. Fields are looked up only when it is evaluated.
 */
export function celFault(expression: string, names: readonly string[]): string | undefined {
  const read = prepare(expression, names);
  return "fault" in read ? read.fault : undefined;
}

/** Whether a workflow may give this name to something: words of the language itself (`list`, `int`) are taken. */
export function isFreeName(name: string): boolean {
  const parsed = catchCel(name, () => environmentOf([name]).parse(name).ast);
  return "value" in parsed && nameOf(parsed.value) === name;
}

/** Evaluates an expression in the Common Expression Language. Whole numbers are CEL integers. */
export function evaluateCel(expression: string, variables: Variables): CelResult {
  const read = prepare(expression, Object.keys(variables));
  if ("fault" in read) return read;
  const named = freeNames(read.ast);
  // Of many variables an expression asks few, and each has to be put into its form.
  const context = Object.entries(variables).flatMap(([name, value]) =>
    named.has(name) ? [[name, toCel(value)] as const] : [],
  );
  return runPrepared(expression, read, Object.fromEntries(context));
}

/** An expression that is evaluated more than once. */
export interface CelProgram {
  /** `values` by the names that it was compiled for, each made by `toCel` or `toLazyCel`. */
  readonly run: (values: Readonly<Record<string, unknown>>) => CelResult;
  /** The fields that it names of a variable: `nodes` of `facts` in `size(facts.nodes) > 0`. */
  readonly fieldsOf: (name: string) => readonly string[];
  /** The lists of a variable that decide alone, by the items they have; undefined where that is not sure. */
  readonly listsOf: (name: string) => Deciding | undefined;
}

/** The expression, ready to be evaluated, or why it can never be. */
export function compileCel(expression: string, names: readonly string[]): CelProgram | CelFault {
  const read = prepare(expression, names);
  if ("fault" in read) return read;
  const fields = new Map<string, readonly string[]>();
  return {
    run: (values) => runPrepared(expression, read, values),
    fieldsOf: (name) => {
      const found = fields.get(name) ?? [...new Set(fieldsIn(read.ast, name))];
      fields.set(name, found);
      return found;
    },
    listsOf: (name) => listsThatDecide(read.ast, name),
  };
}

function runPrepared(
  expression: string,
  read: Extract<Prepared, { run: unknown }>,
  values: Readonly<Record<string, unknown>>,
): CelResult {
  const result = catchCel(expression, () => read.run(values), read.plain);
  if ("fault" in result) return result;
  const value = fromCel(result.value);
  return value === undefined ? { fault: `"${expression}" gives ${NOT_JSON}` } : { value };
}

/** Copied for each set of names, which costs a tenth of making it anew. */
const LANGUAGE = registerSemver(new Environment({ homogeneousAggregateLiterals: false }));

const NOT_JSON =
  "what a step cannot be told: only text, numbers, true, false, null, lists and maps";

/** The syntax tree of an expression; names and types are not looked at. */
export function parseCel(expression: string): { readonly ast: CelNode } | CelFault {
  if (expression.length > MOST_LETTERS) return { fault: TOO_LONG };
  const parsed = catchCel(expression, () => LANGUAGE.parse(expression));
  if ("fault" in parsed) return parsed;
  const { ast } = parsed.value;
  return callsMatches(ast) ? { fault: NO_MATCHES } : { ast };
}

/** The same of an expression that was read before; throws what is wrong with any other. */
export function treeOf(expression: string): CelNode {
  const parsed = parseCel(expression);
  if ("fault" in parsed) throw new Error(parsed.fault);
  return parsed.ast;
}

/** What a name stands for: a type of CEL, or the fields of a map with their types. */
export type CelType = string | { readonly [field: string]: CelType };

export interface CelTypes {
  readonly names: Readonly<Record<string, CelType>>;
  /** Types with names of their own, for lists of them. */
  readonly types?: Readonly<Record<string, Readonly<Record<string, CelType>>>>;
}

/** The type that an expression gives (`dyn` where only its evaluation tells), or why it can never be evaluated. */
export function typeOfCel(
  expression: string,
  { names, types = {} }: CelTypes,
): { readonly type: string } | CelFault {
  const parsed = parseCel(expression);
  if ("fault" in parsed) return parsed;
  const environment = remembered(JSON.stringify([names, types]), (fresh) => {
    for (const [name, fields] of Object.entries(types)) {
      fresh.registerType(name, { schema: fields });
    }
    for (const [name, type] of Object.entries(names)) {
      if (typeof type === "string") fresh.registerVariable(name, type);
      else fresh.registerVariable(name, { schema: type });
    }
  });
  const plain = plainHas(expression, parsed.ast);
  const { error, type } = environment.parse(plain).check();
  if (error === undefined) return { type: type ?? "dyn" };
  return celFaultOf(expression, error, plain);
}

const NO_MATCHES =
  "matches() is not to be had, since a pattern can take for ever; use startsWith, endsWith, contains or in";

/** Longer ones would take longer to go through than there is room for calls within calls. */
const MOST_LETTERS = 10_000;
const TOO_LONG = `an expression has at most ${MOST_LETTERS} letters`;

type Prepared =
  | {
      readonly run: (context: Readonly<Record<string, unknown>>) => unknown;
      readonly ast: unknown;
      /** What was read: the expression, or the same with `has()` written in another way. */
      readonly plain: string;
    }
  | CelFault;

function prepare(expression: string, names: readonly string[]): Prepared {
  if (expression.length > MOST_LETTERS) return { fault: TOO_LONG };
  const parsed = catchCel(expression, () => {
    const read = environmentOf(names).parse(expression);
    const plain = plainHas(expression, read.ast);
    return { plain, run: plain === expression ? read : environmentOf(names).parse(plain) };
  });
  if ("fault" in parsed) return parsed;
  const { plain, run } = parsed.value;
  if (callsMatches(run.ast)) return { fault: NO_MATCHES };
  const { error } = run.check();
  if (error !== undefined) return celFaultOf(expression, error, plain);
  return { run, ast: run.ast, plain };
}

/**
 * The library asks `has()` of names with dots alone, and CEL of the field of any expression: behind
 * brackets, where ids with dashes stand, the same is asked with `in`.
 */
function plainHas(expression: string, ast: CelNode): string {
  const mayNeed = expression.includes("has(") && expression.includes("[");
  return mayNeed ? celText(withPlainHas(ast)) : expression;
}

function withPlainHas(node: CelNode): CelNode {
  const [name, args] = argsOf(node);
  const [asked]: readonly unknown[] = Array.isArray(args) ? args : [];
  const isHas = node.op === "call" && name === "has" && isCelNode(asked) && asked.op === ".";
  const [holder, field] = isHas ? argsOf(asked) : [];
  if (typeof field === "string" && hasBrackets(holder)) {
    return { op: "in", args: [known(field), holder] };
  }
  return withArgs(node, (arg) => (isCelNode(arg) ? withPlainHas(arg) : arg));
}

function hasBrackets(node: unknown): boolean {
  if (!isCelNode(node)) return false;
  return node.op === "[]" || (node.op === "." && hasBrackets(argsOf(node)[0]));
}

function environmentOf(names: readonly string[]): Environment {
  return remembered(JSON.stringify(names), (fresh) => {
    for (const name of new Set(names)) fresh.registerVariable(name, "dyn");
  });
}

/** Expressions come in their hundreds over the same few sets of names. */
const MOST_REMEMBERED = 200;
const environments = new Map<string, Environment>();

/** The environment under a key, made when it is asked for first. It is the same for the same key, so it may be forgotten at any time. */
function remembered(key: string, fill: (fresh: Environment) => void): Environment {
  const found = environments.get(key);
  if (found !== undefined) return found;
  const fresh = LANGUAGE.clone();
  fill(fresh);
  if (environments.size >= MOST_REMEMBERED) environments.clear();
  environments.set(key, fresh);
  return fresh;
}

function catchCel<T>(
  expression: string,
  run: () => T,
  plain = expression,
): { readonly value: T } | CelFault {
  try {
    return { value: run() };
  } catch (error) {
    return celFaultOf(expression, error, plain);
  }
}

/**
 * An error of the library with its place in the expression, where the library read it as it is
 * written; the library's own message draws a picture of several lines.
 */
export function celFaultOf(expression: string, error: unknown, plain = expression): CelFault {
  const isOurs =
    error instanceof ParseError ||
    error instanceof CelTypeError ||
    error instanceof EvaluationError;
  if (!isOurs) return { fault: `${shownCel(expression)}: ${String(error)}` };
  if (plain !== expression) return { fault: `${shownCel(expression)}: ${error.summary}` };
  const { start: at } = { start: 0, ...error.range };
  const lines = expression.slice(0, at).split("\n");
  const column = (lines.at(-1) ?? "").length + 1;
  const place = lines.length === 1 ? `column ${column}` : `line ${lines.length}, column ${column}`;
  return { fault: `${shownCel(expression)}, ${place}: ${error.summary}`, at };
}

const MOST_SHOWN = 160;

/** An expression in quotes and on one line, as much of it as one reads. */
export function shownCel(expression: string): string {
  const text = expression.replaceAll(/\s*\n\s*/g, " ").trim();
  return text.length > MOST_SHOWN ? `"${text.slice(0, MOST_SHOWN)} …"` : `"${text}"`;
}

/** Looks through a syntax tree for the one function that runs a pattern of JavaScript. */
function callsMatches(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(callsMatches);
  if (!isNode(node)) return false;
  const { op, args } = node;
  const calls = op === "call" || op === "rcall";
  return (calls && Array.isArray(args) && args[0] === "matches") || callsMatches(args);
}

/** The names behind `name.` in a syntax tree. */
function fieldsIn(node: unknown, name: string): readonly string[] {
  if (Array.isArray(node)) return node.flatMap((each) => fieldsIn(each, name));
  if (!isNode(node)) return [];
  const { op, args } = node;
  if (op !== "." || !Array.isArray(args)) return fieldsIn(args, name);
  const [holder, field]: readonly unknown[] = args;
  const named = isNode(holder) && holder.op === "id" && holder.args === name;
  return named && typeof field === "string" ? [field] : fieldsIn(holder, name);
}

function isNode(node: unknown): node is { readonly op: unknown; readonly args: unknown } {
  return typeof node === "object" && node !== null && "op" in node && "args" in node;
}

/**
 * Data as expressions take it: the library takes a JavaScript number for a double, and a double
 * plus an integer is an error.
 */
export function toCel(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toCel(field)]));
}

/**
 * The same for data of which expressions ask little: a field is put into its form when it is asked
 * for. The data must not change in the meantime.
 */
export function toLazyCel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toLazyCel);
  // A proxy may not show another value of a field that can never change.
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return toCel(value);
  return new Proxy(value, LAZY);
}

const LAZY: ProxyHandler<object> = {
  get: (holder, field) => toLazyCel(Reflect.get(holder, field)),
};

/** Text, numbers, true, false, null, lists and maps; undefined of anything else. */
function fromCel(value: unknown): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return fromCel(Number(value));
  if (typeof value === "number") {
    return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
  }
  if (Array.isArray(value)) return whole(value.map(fromCel));
  // The library's own types (times, bytes) are instances of classes.
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) {
    return undefined;
  }
  const fields = Object.entries(value).map(([key, field]) => [key, fromCel(field)] as const);
  const all = whole(fields.map(([, field]) => field));
  // None of the fields is undefined when all are known.
  return all === undefined ? undefined : (Object.fromEntries(fields) as Json);
}

function whole(items: readonly (Json | undefined)[]): readonly Json[] | undefined {
  const all = items.filter((item) => item !== undefined);
  return all.length === items.length ? all : undefined;
}
