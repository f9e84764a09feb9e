import type { Json } from "../../../model/data.ts";
import type { ApiTable } from "../api-table.ts";
import { looksLikeObject } from "../candidate.ts";
import type { ScanFinding, ScanProblem, ScanResult, Unread } from "../scan-finding.ts";
import { countLines } from "../split-documents.ts";
import { branchChooser } from "./branch-chooser.ts";
import { isBlank, render, type Rendering } from "./render.ts";
import { linesOf, templateObjects, type TemplateObject } from "./template-objects.ts";
import { templateParts } from "./template-parts.ts";
import { templateTree, type Node } from "./template-tree.ts";

export interface TemplateInput {
  readonly file: string;
  readonly text: string;
  readonly values?: Json | undefined;
  readonly helpers?: readonly string[] | undefined;
}

/** Enough for templates that people write; what more branches would say is left out. */
const MOST_RUNS = 32;
const RANK: Readonly<Record<ScanProblem, number>> = {
  removed: 0,
  "replacement-not-served": 1,
  deprecated: 2,
};

/**
 * The objects that a template of a chart may write, from its text. Conditions on the version of
 * Kubernetes and on the APIs that it serves are decided for the target. Those on the chart's values
 * are not, although the values may be there: another release sets them otherwise. So both ways are
 * gone, and what is found is `possible`.
 */
export function scanTemplate(input: TemplateInput, table: ApiTable): ScanResult {
  const { file, text } = input;
  if (!looksLikeObject(text)) return { findings: [], unread: [], objects: 0 };
  const lineOf = (at: number): number => 1 + countLines(text, 0, at);
  try {
    const tree = treeOf(text);
    if ("brokenAt" in tree) return broken(file, lineOf(tree.brokenAt), tree.reason);
    return judge(objectsOf(tree.nodes, input, table), { file, lineOf, table });
  } catch (error) {
    // Nested deeper than can be followed; no template that was written is.
    if (error instanceof RangeError) return broken(file, 1, "nested too deep to be read");
    throw error;
  }
}

function broken(file: string, line: number, reason: string): ScanResult {
  const help = "mend the template; `helm lint` shows what is wrong with it";
  return { findings: [], unread: [{ file, line, reason, help }], objects: 0 };
}

type Parsed =
  | { readonly nodes: readonly Node[] }
  | { readonly brokenAt: number; readonly reason: string };

function treeOf(text: string): Parsed {
  const parts = templateParts(text);
  if (parts === undefined)
    return { brokenAt: text.lastIndexOf("{{"), reason: "a {{ that is never closed" };
  const tree = templateTree(parts);
  if ("nodes" in tree) return tree;
  return {
    ...tree,
    reason: "an action that does not fit: `if`, `with`, `range` and `define` each need one `end`",
  };
}

/** What any run of the template writes, and what it defines for others. */
function objectsOf(
  nodes: readonly Node[],
  { values, helpers = [] }: TemplateInput,
  table: ApiTable,
): readonly TemplateObject[] {
  const own = definesIn(nodes);
  const defines = new Map(helpers.flatMap((text) => [...definesOf(text)]));
  for (const [name, body] of own) defines.set(name, body);
  const seen: TemplateObject[] = [];
  for (const body of [nodes, ...own.values()]) {
    const chooser = branchChooser();
    const rendering: Rendering = { values, table, defines, chooser };
    for (let run = 0; run < MOST_RUNS; run += 1) {
      seen.push(...templateObjects(linesOf(render(body, rendering))));
      if (!chooser.next()) break;
    }
  }
  return seen;
}

function definesOf(text: string): ReadonlyMap<string, readonly Node[]> {
  const tree = treeOf(text);
  return "nodes" in tree ? definesIn(tree.nodes) : new Map();
}

function definesIn(nodes: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
  return new Map(nodes.flatMap((node) => (node.is === "define" ? [[node.name, node.body]] : [])));
}

interface Judge {
  readonly file: string;
  readonly lineOf: (at: number) => number;
  readonly table: ApiTable;
}

/** Runs that differ in the API of one object say one thing of it: the worst. */
function judge(objects: readonly TemplateObject[], by: Judge): ScanResult {
  const findings: ScanFinding[] = [];
  const unread: Unread[] = [];
  const byPlace = Map.groupBy(objects, ({ kindAt }) => kindAt);
  for (const alternatives of byPlace.values()) {
    const found = alternatives.flatMap((each) => findingOf(each, by) ?? []);
    const [worst] = found.toSorted((a, b) => RANK[a.problem] - RANK[b.problem]);
    const [first] = alternatives;
    if (worst !== undefined) findings.push(worst);
    else if (first !== undefined && alternatives.every((each) => isOpen(each, by.table))) {
      unread.push(unresolved(first, by));
    }
  }
  return { findings, unread, objects: byPlace.size };
}

function findingOf(
  object: TemplateObject,
  { file, lineOf, table }: Judge,
): ScanFinding | undefined {
  const { apiVersion, namespace, name, at } = object;
  const kind = isBlank(object.kind) ? "" : object.kind;
  const fault = table.fault(apiVersion, kind);
  if (fault === undefined) return undefined;
  return {
    ...fault,
    certainty: "possible",
    file,
    line: lineOf(at),
    apiVersion,
    kind,
    namespace,
    name,
  };
}

/** It cannot be said whether its API has a fault. */
function isOpen({ apiVersion, kind }: TemplateObject, table: ApiTable): boolean {
  if (apiVersion === "" || isBlank(apiVersion)) return true;
  return isBlank(kind) && table.isSuspect(apiVersion);
}

function unresolved({ apiVersion, at, kind }: TemplateObject, { file, lineOf }: Judge): Unread {
  const isVersion = apiVersion === "" || isBlank(apiVersion);
  const what = isVersion
    ? `the apiVersion of ${isBlank(kind) ? "an object" : `a ${kind}`}`
    : "a kind";
  const reason = `${what} is filled in by the template, and cannot be told from its text`;
  return {
    file,
    line: lineOf(at),
    reason,
    help: "scan what `helm template` renders; the charts that it depends on may be missing",
  };
}
