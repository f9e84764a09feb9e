import type { Json } from "../model/data.ts";
import { evaluateCel, parseCel, type Variables } from "./cel.ts";
import { celText } from "./cel-text.ts";
import {
  argsOf,
  freeNames,
  isCelNode,
  known,
  macroOf,
  withArgs,
  type CelNode,
} from "./cel-tree.ts";

/** What an expression comes to when only some of its names are known: a value, or what is left to be evaluated. */
export type Folded =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "rest"; readonly expression: string; readonly node: CelNode }
  | { readonly kind: "fault"; readonly fault: string };

/**
 * Evaluates of an expression all that hangs on `variables` alone, and leaves the rest as an
 * expression over the other names. `replace` may put a tree in the place of a node before.
 */
export function foldCel(
  expression: string,
  variables: Variables,
  replace: (node: CelNode) => CelNode | undefined = () => undefined,
): Folded {
  const parsed = parseCel(expression);
  if ("fault" in parsed) return { kind: "fault", fault: parsed.fault };
  try {
    const rest = fold(replaceAll(parsed.ast, replace), variables);
    const node = freeNames(rest).size === 0 ? evaluated(rest, {}) : rest;
    return "value" in node
      ? { kind: "value", value: node.value }
      : { kind: "rest", expression: celText(node), node };
  } catch (error) {
    if (error instanceof Faulty) return { kind: "fault", fault: error.message };
    throw error;
  }
}

class Faulty extends Error {}

/** From the top, so that the whole of a reference is replaced and not a part of it. */
export function replaceAll(
  node: CelNode,
  replace: (node: CelNode) => CelNode | undefined,
): CelNode {
  const other = replace(node);
  if (other !== undefined) return other;
  return withArgs(node, (arg) => (isCelNode(arg) ? replaceAll(arg, replace) : arg));
}

function fold(node: CelNode, variables: Variables): CelNode {
  if ("value" in node) return node;
  const names = [...freeNames(node)];
  if (names.length === 0) return constant(node);
  if (names.every((name) => Object.hasOwn(variables, name))) return evaluated(node, variables);
  const [first, second, third] = argsOf(node);
  if (!isCelNode(first)) return foldArgs(node, variables);
  switch (node.op) {
    case "&&":
    case "||":
      return foldLogic(node, first, second, variables);
    case "?:": {
      const condition = fold(first, variables);
      if (!("value" in condition)) return foldArgs(node, variables);
      const branch = condition.value === true ? second : third;
      return isCelNode(branch) ? fold(branch, variables) : node;
    }
    default:
      return foldArgs(node, variables);
  }
}

/** What the left side decides alone leaves the right side out, as CEL does; true and false fall away beside what is left. */
function foldLogic(node: CelNode, first: CelNode, second: unknown, variables: Variables): CelNode {
  const decides = node.op === "||";
  const left = fold(first, variables);
  if ("value" in left && left.value === decides) return known(decides);
  if (!isCelNode(second)) return node;
  const right = fold(second, variables);
  if ("value" in right && right.value === decides) return known(decides);
  if ("value" in left && typeof left.value === "boolean") return right;
  if ("value" in right && typeof right.value === "boolean") return left;
  return { op: node.op, args: [left, right] };
}

/** Inside a macro the name of its item hides a variable of the same name. */
function foldArgs(node: CelNode, variables: Variables): CelNode {
  const macro = macroOf(node);
  const seen = macro === undefined ? variables : without(variables, macro.item);
  const isHas = node.op === "call" && argsOf(node)[0] === "has";
  // has() takes a field and no value: what stands under it is left as it is written.
  if (isHas) {
    const inner = (arg: unknown): unknown => (isCelNode(arg) ? fold(arg, variables) : arg);
    return withArgs(node, (arg) => (isCelNode(arg) ? withArgs(arg, inner) : arg));
  }
  return withArgs(node, (arg) =>
    isCelNode(arg) ? fold(arg, arg === macro?.receiver ? variables : seen) : arg,
  );
}

function without(variables: Variables, name: string): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([each]) => each !== name));
}

/** A number that is written stays as it is: as data, 1.0 would be the integer 1. */
function constant(node: CelNode): CelNode {
  const result = evaluateCel(celText(node), {});
  return "value" in result && typeof result.value === "boolean" ? known(result.value) : node;
}

function evaluated(node: CelNode, variables: Variables): CelNode {
  const result = evaluateCel(celText(node), variables);
  if ("fault" in result) throw new Faulty(result.fault);
  return known(result.value);
}
