import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
import type { Document, ParsedNode } from "yaml";
import type { Json } from "../model/data.ts";
import { largeJson } from "./large-json.ts";
import { formatPath, type Complaint, type FieldPath, type Problem } from "./problem.ts";
import { fieldOf, isList } from "./rough-data.ts";
import { keyText, yamlData, type YamlData } from "./yaml-data.ts";
import { placeWithin } from "./place-within.ts";
import { yamlErrorWords } from "./yaml-error-words.ts";

/** One document of a file: its data, and where each field of it stands. */
export interface YamlSource {
  readonly data: Json;
  /** What the data cannot show: fields written twice, tags and the like. */
  readonly faults: readonly Problem[];
  /** The text of a plain value as it is written, without quotes: `1.30`, which the data has as 1.3. */
  readonly written: (path: FieldPath) => string | undefined;
  readonly problem: (complaint: Complaint) => Problem;
}

export interface YamlStream {
  readonly sources: readonly YamlSource[];
  readonly problems: readonly Problem[];
}

/**
 * The documents of a text in YAML 1.2 or JSON, several of them divided by `---` or in a `List`, as
 * `-o yaml` and `-o json` print them; empty ones are passed over. A document that is not YAML is told
 * as problems, and the others are read.
 */
export function readStream(text: string, file: string): YamlStream {
  const data = largeJson(text);
  return data === undefined ? readYamlStream(text, file) : readLargeJson(data, text, file);
}

/** Where something stands is looked up only when there is something to say of it. */
function readLargeJson(data: Json, text: string, file: string): YamlStream {
  const items = listItems(data) ?? [data];
  let read: YamlStream | undefined;
  const slowly = (): YamlStream => (read ??= readYamlStream(text, file));
  return {
    sources: items.map((item, index) => ({
      data: item,
      faults: [],
      written: (path) => slowly().sources[index]?.written(path),
      problem: (complaint) => slowly().sources[index]?.problem(complaint) ?? nothingIn(file),
    })),
    problems: [],
  };
}

/** What a `List` holds; undefined of anything else. */
function listItems(data: Json): readonly Json[] | undefined {
  const items = fieldOf(data, "kind") === "List" ? fieldOf(data, "items") : undefined;
  return isList(items) && items.length > 0 ? items : undefined;
}

function readYamlStream(text: string, file: string): YamlStream {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, options(lines))].filter(isWritten);
  if (documents.length === 0) return { sources: [], problems: [nothingIn(file)] };
  return {
    sources: documents.flatMap(({ contents, errors }) =>
      contents !== null && errors.length === 0
        ? itemsOf(contents).map((node) => sourceOf(node, { text, file, lines }))
        : [],
    ),
    problems: documents.flatMap((document) => syntaxProblems(document, file, lines)),
  };
}

function options(lineCounter: LineCounter) {
  return {
    lineCounter,
    prettyErrors: false,
    // Fields written twice are found by our own walk, which knows their path.
    uniqueKeys: false,
    // The same words mean the same in every file, whatever version it says it is of.
    schema: "core",
    resolveKnownTags: false,
  } as const;
}

function isWritten({ contents, errors }: Document.Parsed): boolean {
  const empty = contents === null || (isScalar(contents) && contents.source === "");
  return !empty || errors.length > 0;
}

/** The first of each line: the parser stumbles on over what came before. */
function syntaxProblems(
  document: Document.Parsed,
  file: string,
  lines: LineCounter,
): readonly Problem[] {
  const byLine = new Map<number, Problem>();
  for (const error of [...document.errors, ...document.warnings]) {
    const { line, col: column } = lines.linePos(error.pos[0]);
    if (byLine.has(line)) continue;
    byLine.set(line, { file, line, column, path: "", message: yamlErrorWords(error) });
  }
  return [...byLine.values()];
}

function nothingIn(file: string): Problem {
  return { file, line: 1, column: 1, path: "", message: "nothing in it: expected a document" };
}

/** The items of a `List`, each a document of its own; anything else is one. */
function itemsOf(root: ParsedNode): readonly ParsedNode[] {
  if (!isMap(root)) return [root];
  const [kind, items]: readonly unknown[] = [root.get("kind"), root.get("items")];
  if (kind !== "List") return [root];
  // The items of a parsed list are parsed nodes.
  return isSeq(items) && items.items.length > 0 ? (items.items as ParsedNode[]) : [root];
}

interface SourceFile {
  readonly text: string;
  readonly file: string;
  readonly lines: LineCounter;
}

function sourceOf(root: ParsedNode, { text, file, lines }: SourceFile): YamlSource {
  const read = yamlData(root, (offset) => lines.linePos(offset).line);
  const problemAt = (offset: number, path: FieldPath, message: string): Problem => {
    const { line, col: column } = lines.linePos(offset);
    return { file, line, column, path: formatPath(path), message };
  };
  return {
    data: read.data,
    faults: read.faults.map(({ offset, path, message }) => problemAt(offset, path, message)),
    written: (path) => keyText(lookUp(root, path, read.targets).node),
    problem: ({ path, on, message, within }) => {
      const { node, key, value } = lookUp(root, path, read.targets);
      const inner =
        within !== undefined && isScalar(node) ? placeWithin(text, node, within) : undefined;
      return problemAt(on === "key" ? key : (inner ?? value), path, message);
    },
  };
}

interface Found {
  /** Undefined when there is nothing under the path. */
  readonly node: ParsedNode | null | undefined;
  readonly key: number;
  readonly value: number;
}

/** Follows a path as far as it leads, through references. */
function lookUp(root: ParsedNode, path: FieldPath, targets: YamlData["targets"]): Found {
  const start = root.range[0];
  let found: Found = { node: root, key: start, value: start };
  for (const part of path) {
    const next = stepInto(found, part, targets);
    if (next === undefined) return { node: undefined, key: found.key, value: found.key };
    found = next;
  }
  return found;
}

function stepInto(
  { node }: Found,
  part: string | number,
  targets: YamlData["targets"],
): Found | undefined {
  const target = isAlias(node) ? targets.get(node) : node;
  if (isMap(target)) {
    const pair = target.items.find(({ key }) => keyText(key) === part);
    if (pair === undefined) return undefined;
    const key = pair.key.range[0];
    return { node: pair.value, key, value: startOf(pair.value) ?? key };
  }
  const item = isSeq(target) && typeof part === "number" ? target.items[part] : undefined;
  return item && { node: item, key: item.range[0], value: item.range[0] };
}

/** A value that is left empty stands nowhere: its field is pointed at. */
function startOf(value: ParsedNode | null): number | undefined {
  const left = value === null || (isScalar(value) && value.type === "PLAIN" && value.source === "");
  return left ? undefined : value.range[0];
}
