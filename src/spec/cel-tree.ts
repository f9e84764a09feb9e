import type { Json } from "../model/data.ts";

/** An expression as a tree. `known` stands for data that is put in its place; all other nodes are the library's. */
export type CelNode =
  | { readonly op: "known"; readonly value: Json }
  | { readonly op: string; readonly args: unknown };

export const known = (value: Json): CelNode => ({ op: "known", value });

export function isCelNode(node: unknown): node is CelNode {
  return typeof node === "object" && node !== null && "op" in node;
}

/** The arguments of a node; of a literal or a name none. */
export function argsOf(node: CelNode): readonly unknown[] {
  if (!("args" in node) || node.op === "value") return [];
  return Array.isArray(node.args) ? node.args : [node.args];
}

/** The text of a name, undefined of anything else. */
export function nameOf(node: unknown): string | undefined {
  return isCelNode(node) && node.op === "id" && "args" in node ? String(node.args) : undefined;
}

/** The text of a literal in quotes, undefined of anything else. */
export function textOf(node: unknown): string | undefined {
  if (!isCelNode(node)) return undefined;
  if (node.op === "known" && "value" in node) {
    return typeof node.value === "string" ? node.value : undefined;
  }
  const text = node.op === "value" && "args" in node ? node.args : undefined;
  return typeof text === "string" ? text : undefined;
}

/** What `a.b` and `a["b"]` take from what; undefined of anything else, and of a field that is worked out. */
export function fieldOfNode(
  node: unknown,
): { readonly holder: CelNode; readonly field: string } | undefined {
  if (!isCelNode(node) || (node.op !== "." && node.op !== "[]")) return undefined;
  const [holder, part] = argsOf(node);
  const field = node.op === "." ? String(part) : textOf(part);
  return isCelNode(holder) && field !== undefined ? { holder, field } : undefined;
}

const MACROS: ReadonlySet<unknown> = new Set(["all", "exists", "exists_one", "filter", "map"]);

/** A macro: what it goes through, the name that it gives to each item, and what is asked of these. */
export interface Macro {
  readonly name: string;
  readonly receiver: unknown;
  readonly item: string;
  readonly bodies: readonly unknown[];
}

export function macroOf(node: CelNode): Macro | undefined {
  if (node.op !== "rcall") return undefined;
  const [name, receiver, inner] = argsOf(node);
  const [variable, ...bodies]: readonly unknown[] = Array.isArray(inner) ? inner : [];
  const item = nameOf(variable);
  if (item === undefined) return undefined;
  if (MACROS.has(name)) return { name: String(name), receiver, item, bodies };
  // cel.bind(name, value, body): the value is seen as what it goes through.
  const [value, ...body] = bodies;
  return name === "bind" ? { name: "bind", receiver: value, item, bodies: body } : undefined;
}

/** The names in a tree that it does not bring itself. */
export function freeNames(node: unknown): ReadonlySet<string> {
  if (Array.isArray(node)) return union(node.map(freeNames));
  if (!isCelNode(node)) return new Set();
  const name = nameOf(node);
  if (name !== undefined) return new Set([name]);
  const macro = macroOf(node);
  if (macro === undefined) return union(argsOf(node).map(freeNames));
  const inner = new Set(freeNames(macro.bodies));
  inner.delete(macro.item);
  return union([freeNames(macro.receiver), inner]);
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((each) => [...each]));
}

/** A tree with other arguments. */
export function withArgs(node: CelNode, change: (arg: unknown) => unknown): CelNode {
  if (!("args" in node) || node.op === "value" || node.op === "id") return node;
  return { op: node.op, args: changed(node.args, change) };
}

function changed(args: unknown, change: (arg: unknown) => unknown): unknown {
  if (Array.isArray(args)) return args.map((each) => changed(each, change));
  return isCelNode(args) ? change(args) : args;
}
