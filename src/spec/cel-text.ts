import { serialize } from "@marcbachmann/cel-js/serialize";
import type { ASTNode } from "@marcbachmann/cel-js";
import type { Json } from "../model/data.ts";
import { argsOf, isCelNode, type CelNode } from "./cel-tree.ts";

const BINARY: ReadonlySet<string> = new Set("|| && == != < <= > >= in + - * / %".split(" "));

/** Operators whose left operand may be of the same kind without parentheses around it. */
const CHAINS: ReadonlySet<string> = new Set(["||", "&&", "+"]);

/**
 * A tree as an expression again. It has more parentheses than need be rather than fewer: the
 * library's own writer leaves out some that count, as in `a - (b - c)`.
 */
export function celText(node: unknown): string {
  if (!isCelNode(node)) return "";
  if ("value" in node) return literal(node.value);
  const { op } = node;
  const args = argsOf(node);
  const [first, second, third] = args;
  if (BINARY.has(op)) {
    const isChain = CHAINS.has(op) && isCelNode(first) && first.op === op;
    return `${isChain ? celText(first) : tight(first)} ${op} ${tight(second)}`;
  }
  switch (op) {
    case "value":
      return written(node);
    case "id":
      return String(node.args);
    case "!_":
      return `!${tight(first)}`;
    case "-_":
      return `-${tight(first)}`;
    case ".":
      return `${tight(first)}.${String(second)}`;
    case "[]":
      return `${tight(first)}[${celText(second)}]`;
    case "?:":
      return `${tight(first)} ? ${tight(second)} : ${tight(third)}`;
    case "list":
      return `[${args.map(celText).join(", ")}]`;
    case "map":
      return `{${args.map(entry).join(", ")}}`;
    case "rcall":
      return `${tight(second)}.${String(first)}(${listed(third)})`;
    default:
      return `${String(first)}(${listed(second)})`;
  }
}

/** What stands alone beside any operator; all else gets parentheses. */
const ATOMS: ReadonlySet<string> = new Set([
  "id",
  "value",
  ".",
  "[]",
  "call",
  "rcall",
  "list",
  "map",
]);

function tight(node: unknown): string {
  const isAtom = isCelNode(node) && (ATOMS.has(node.op) || "value" in node);
  const text = celText(node);
  return isAtom && !text.startsWith("-") ? text : `(${text})`;
}

function entry(pair: unknown): string {
  return Array.isArray(pair) ? pair.map(celText).join(": ") : "";
}

function listed(args: unknown): string {
  return Array.isArray(args) ? args.map(celText).join(", ") : "";
}

/** A literal of the expression itself: whole numbers stay integers, others doubles. */
function written(node: CelNode): string {
  const value = "args" in node ? node.args : null;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (value === null || typeof value === "string" || typeof value === "boolean") {
    return literal(value);
  }
  // Bytes and unsigned numbers: a literal is written as the library writes it.
  return serialize(node as ASTNode);
}

/** Data as an expression that gives it. */
function literal(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Array.isArray(value)
    ? value.map(literal)
    : Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${literal(field)}`);
  return Array.isArray(value) ? `[${parts.join(", ")}]` : `{${parts.join(", ")}}`;
}
