/**
 * Writes a template out once. Where a condition is not known, a chooser says which way is gone, so
 * that several runs see every branch.
 */
import type { Json } from "../../../model/data.ts";
import type { ApiTable } from "../api-table.ts";
import type { BranchChooser } from "./branch-chooser.ts";
import { evaluate, versionOf, type Scope } from "./evaluate.ts";
import type { Branch, Node } from "./template-tree.ts";
import { BLANK, truth, UNKNOWN, written, type Value } from "./value.ts";

/** A piece of what was written, and the offset in the template that it comes from. */
export interface Written {
  readonly text: string;
  readonly at: number;
  /** Written as it stands in the template, so that its own lines are the template's. */
  readonly isText: boolean;
}

export interface Rendering {
  readonly values: Json | undefined;
  readonly table: ApiTable;
  readonly defines: ReadonlyMap<string, readonly Node[]>;
  readonly chooser: BranchChooser;
}

/** Templates that include each other deeper than this go in circles. */
const MOST_INCLUDES = 20;
/** More than any template of a manifest writes; includes that multiply end here. */
const MOST_WRITTEN = 20_000;

export function render(nodes: readonly Node[], rendering: Rendering): readonly Written[] {
  const out: Written[] = [];
  write(nodes, scopeOf({ is: "root" }, rendering, 0, { left: MOST_WRITTEN }), rendering, out);
  return out;
}

interface Budget {
  left: number;
}
type Run = Scope & { readonly budget: Budget };

function scopeOf(dot: Value, rendering: Rendering, level: number, budget: Budget): Run {
  const { values, table, defines } = rendering;
  return {
    dot,
    variables: new Map(),
    values,
    table,
    budget,
    include: (name, at) => {
      const body = defines.get(name);
      if (body === undefined || level > MOST_INCLUDES) return undefined;
      const out: Written[] = [];
      write(body, scopeOf(at, rendering, level + 1, budget), rendering, out);
      const text = out.map((piece) => piece.text).join("");
      // Whole objects are found where they are defined.
      return /^\s*kind:/m.test(text) ? undefined : text;
    },
  };
}

function write(nodes: readonly Node[], scope: Run, rendering: Rendering, out: Written[]): void {
  for (const node of nodes) {
    scope.budget.left -= 1;
    if (scope.budget.left <= 0) throw new RangeError("the templates that it includes multiply");
    if (node.is === "text") out.push({ text: node.text, at: node.at, isText: true });
    else if (node.is === "set") scope.variables.set(node.name, evaluate(node.value, scope));
    else if (node.is === "choice") writeChoice(node.branches, scope, rendering, out);
    else if (node.is === "output") {
      const value = evaluate(node.value, scope);
      // A function call without arguments that we do not know may write nothing.
      out.push({ text: written(value, versionOf(scope.table)), at: node.at, isText: false });
    }
  }
}

function writeChoice(
  branches: readonly Branch[],
  scope: Run,
  rendering: Rendering,
  out: Written[],
): void {
  for (const branch of branches) {
    const { test, body } = branch;
    if (test === undefined) return write(body, scope, rendering, out);
    const value = evaluate(test.value, scope);
    if (!(truth(value) ?? rendering.chooser.choose(branch, test.code))) continue;
    if (test.word === "if") return write(body, scope, rendering, out);
    const dot = test.word === "with" ? value : UNKNOWN;
    return write(body, { ...scope, dot }, rendering, out);
  }
}

export const isBlank = (text: string): boolean => text.includes(BLANK);
