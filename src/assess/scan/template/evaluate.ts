import type { Json } from "../../../model/data.ts";
import type { ApiTable } from "../api-table.ts";
import type { Expression } from "./expression.ts";
import { callFunction } from "./functions.ts";
import { known, memberOf, truth, UNKNOWN, type Value } from "./value.ts";

/** What an expression may name. */
export interface Scope {
  readonly dot: Value;
  readonly variables: Map<string, Value>;
  /** Undefined when the chart's values are not there. */
  readonly values: Json | undefined;
  readonly table: ApiTable;
  /** The text of a defined template; undefined when it is not known. */
  readonly include: (name: string, dot: Value) => string | undefined;
}

/** What the version of Kubernetes is for the chart: the first of the target's minor. */
export const versionOf = ({ minor }: ApiTable): string => `v1.${minor}.0`;

export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.is) {
    case "literal":
      return known(expression.value);
    case "unknown":
      return UNKNOWN;
    case "field":
      return expression.path.reduce(
        (value, name) => fieldOf(value, name, scope),
        baseOf(expression, scope),
      );
    case "apply":
      return applied(expression, scope);
    case "call":
      return called(expression, scope);
  }
}

function baseOf({ base }: Extract<Expression, { is: "field" }>, scope: Scope): Value {
  if (base === "dot") return scope.dot;
  if ("is" in base) return evaluate(base, scope);
  return base.variable === "" ? { is: "root" } : (scope.variables.get(base.variable) ?? UNKNOWN);
}

function fieldOf(value: Value, name: string, { values, table }: Scope): Value {
  switch (value.is) {
    case "root":
      if (name === "Capabilities") return { is: "capabilities" };
      return name === "Values" && values !== undefined ? known(values, true) : UNKNOWN;
    case "capabilities":
      if (name === "KubeVersion") return { is: "kubeVersion" };
      return name === "APIVersions" ? { is: "apiVersions" } : UNKNOWN;
    case "kubeVersion":
      if (name === "Major") return known("1");
      if (name === "Minor") return known(String(table.minor));
      return name === "Version" || name === "GitVersion" ? known(versionOf(table)) : UNKNOWN;
    case "dict":
      return value.fields.get(name) ?? known(null);
    case "known":
      return known(memberOf(value.data, name), value.byValues);
    case "apiVersions":
    case "unknown":
      return UNKNOWN;
  }
}

/** `.Capabilities.APIVersions.Has NAME`: of what is not of Kubernetes itself nothing is known. */
function applied({ target, args }: Extract<Expression, { is: "apply" }>, scope: Scope): Value {
  if (target.is !== "field" || target.path.at(-1) !== "Has") return UNKNOWN;
  const of = evaluate({ ...target, path: target.path.slice(0, -1) }, scope);
  const [name = UNKNOWN] = args.map((arg) => evaluate(arg, scope));
  if (of.is !== "apiVersions" || name.is !== "known" || typeof name.data !== "string")
    return UNKNOWN;
  const isServed = scope.table.serves(name.data);
  return isServed === undefined ? UNKNOWN : known(isServed);
}

function called({ name, args }: Extract<Expression, { is: "call" }>, scope: Scope): Value {
  if (name === "and" || name === "or") return decided(name, args, scope);
  const values = args.map((arg) => evaluate(arg, scope));
  if (name === "include" || name === "template") {
    const [of = UNKNOWN, dot = UNKNOWN] = values;
    if (of.is !== "known" || typeof of.data !== "string") return UNKNOWN;
    const text = scope.include(of.data, dot);
    return text === undefined ? UNKNOWN : known(text);
  }
  return callFunction(name, values, versionOf(scope.table));
}

/** One false decides an `and` and one true an `or`, whatever is not known of the others. */
function decided(name: "and" | "or", args: readonly Expression[], scope: Scope): Value {
  const deciding = name === "or";
  let last = UNKNOWN;
  let isKnown = true;
  for (const arg of args) {
    last = evaluate(arg, scope);
    const is = truth(last);
    if (is === deciding) return isKnown ? last : known(deciding);
    if (is === undefined) isKnown = false;
  }
  return isKnown ? last : UNKNOWN;
}
