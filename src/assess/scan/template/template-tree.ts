import { parsePipeline, type Expression } from "./expression.ts";
import type { Part } from "./template-parts.ts";

/** A template as a tree. `at` is the offset in its text. */
export type Node =
  | { readonly is: "text"; readonly at: number; readonly text: string }
  | { readonly is: "output"; readonly at: number; readonly value: Expression }
  | { readonly is: "set"; readonly name: string; readonly value: Expression }
  | { readonly is: "choice"; readonly at: number; readonly branches: readonly Branch[] }
  | { readonly is: "define"; readonly at: number; readonly name: string; readonly body: Node[] };

export interface Branch {
  /** `if` asks; `with` asks and goes into it; `range` goes into each. Undefined: the `else`. */
  readonly test?:
    | { readonly word: "if" | "with" | "range"; readonly value: Expression; readonly code: string }
    | undefined;
  readonly body: Node[];
}

interface Open {
  readonly body: Node[];
  /** The branches of a choice that is not closed yet. */
  readonly branches?: Branch[] | undefined;
}

/** The tree; where what is opened is not closed, or closed without being open, the offset of that. */
export function templateTree(
  parts: readonly Part[],
): { readonly nodes: readonly Node[] } | { readonly brokenAt: number } {
  const root: Node[] = [];
  const open: (Open & { readonly at: number })[] = [{ body: root, at: 0 }];
  for (const part of parts) {
    const top = open.at(-1);
    if (top === undefined) return { brokenAt: part.at };
    if (part.is === "text") {
      top.body.push(part);
      continue;
    }
    const word = /^\w+/.exec(part.code)?.[0] ?? "";
    if (word === "end" || word === "else") {
      if (open.length === 1 || (word === "else" && top.branches === undefined))
        return { brokenAt: part.at };
      open.pop();
      if (word === "else") open.push(elseBranch(part.code, part.at, top.branches ?? []));
    } else {
      const opened = openNode(word, part.code, part.at, top.body);
      if (opened !== undefined) open.push({ ...opened, at: part.at });
    }
  }
  const left = open.length > 1 ? open.at(-1) : undefined;
  return left === undefined ? { nodes: root } : { brokenAt: left.at };
}

function elseBranch(code: string, at: number, branches: Branch[]): Open & { readonly at: number } {
  const rest = code.slice("else".length).trim();
  const branch: Branch = rest === "" ? { body: [] } : testBranch(rest);
  branches.push(branch);
  return { body: branch.body, branches, at };
}

function testBranch(code: string): Branch {
  const [, word = "if", rest = ""] = /^(if|with|range)\b([\s\S]*)$/.exec(code) ?? [];
  const known = word === "with" || word === "range" ? word : "if";
  return { test: { word: known, value: parsePipeline(rest), code: rest.trim() }, body: [] };
}

/** Puts the node in its place; says what is to be filled until its `end`. */
function openNode(word: string, code: string, at: number, into: Node[]): Open | undefined {
  switch (word) {
    case "if":
    case "with":
    case "range": {
      const branch = testBranch(code);
      const branches = [branch];
      into.push({ is: "choice", at, branches });
      return { body: branch.body, branches };
    }
    case "define":
    case "block": {
      const name = /^\w+\s+"([^"]*)"/.exec(code)?.[1] ?? "";
      const node: Node = { is: "define", at, name, body: [] };
      into.push(node);
      return { body: node.body };
    }
    default: {
      const set = /^\$(\w+)\s*:?=([\s\S]*)$/.exec(code);
      if (set === null) into.push({ is: "output", at, value: parsePipeline(code) });
      else into.push({ is: "set", name: set[1] ?? "", value: parsePipeline(set[2] ?? "") });
      return undefined;
    }
  }
}
