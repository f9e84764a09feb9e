/**
 * Makes plain data of a YAML tree, by a walk of its own instead of the library's `toJS`, because
 * here nothing may be lost in silence or run away: fields written twice, digits beyond what a
 * number keeps, fields that are no plain words, references in circles and references that multiply
 * are faults.
 */
import { isAlias, isMap, isScalar } from "yaml";
import type { Alias, ParsedNode, Scalar, YAMLMap } from "yaml";
import type { Json } from "../model/data.ts";
import type { FieldPath } from "./problem.ts";

/** More levels than any document has; recursion over the data is safe below it. */
const MOST_LEVELS = 50;
/** How many values references (`*name`) may add to those that are written. */
const MOST_BORROWED = 10_000;

/** Something in the tree that the data cannot show. */
export interface Fault {
  readonly path: FieldPath;
  readonly offset: number;
  readonly message: string;
}

export interface YamlData {
  readonly data: Json;
  readonly faults: readonly Fault[];
  /** What each reference stands for. */
  readonly targets: ReadonlyMap<Alias, ParsedNode>;
}

interface Anchor {
  readonly node: ParsedNode;
  /** Undefined while the walk is still inside it. */
  readonly seen: { readonly data: Json; readonly size: number } | undefined;
}

interface Walk {
  readonly lineOf: (offset: number) => number;
  readonly faults: Fault[];
  readonly targets: Map<Alias, ParsedNode>;
  readonly anchors: Map<string, Anchor>;
  /** Values met so far, those behind references included. */
  size: number;
  borrowed: number;
}

/** The data of one document's tree; `lineOf` gives the line of an offset. */
export function yamlData(root: ParsedNode | null, lineOf: (offset: number) => number): YamlData {
  const [faults, targets, anchors] = [[], new Map(), new Map()];
  const walk: Walk = { lineOf, faults, targets, anchors, size: 0, borrowed: 0 };
  return { data: dataOf(root, [], walk), faults, targets };
}

/** A field's name as it is written, without quotes; undefined when it is a list or has fields itself. */
export function keyText(key: ParsedNode | null | undefined): string | undefined {
  return isScalar(key) ? key.source : undefined;
}

function dataOf(node: ParsedNode | null, path: FieldPath, walk: Walk): Json {
  walk.size += 1;
  if (node === null) return null;
  if (isAlias(node)) return borrow(node, path, walk);
  const { anchor } = node;
  if (anchor === undefined) return contentOf(node, path, walk);
  const before = walk.size;
  walk.anchors.set(anchor, { node, seen: undefined });
  const data = contentOf(node, path, walk);
  walk.anchors.set(anchor, { node, seen: { data, size: walk.size - before + 1 } });
  return data;
}

function contentOf(node: Exclude<ParsedNode, Alias.Parsed>, path: FieldPath, walk: Walk): Json {
  if (path.length > MOST_LEVELS) {
    return fault(walk, node, path, `nested more than ${MOST_LEVELS} levels deep`);
  }
  if (isScalar(node)) return scalarOf(node, path, walk);
  if (isMap(node)) return fieldsOf(node.items, path, walk);
  return node.items.map((item, index) => dataOf(item, [...path, index], walk));
}

function scalarOf(node: Scalar.Parsed, path: FieldPath, walk: Walk): Json {
  const { value } = node;
  if (typeof value === "number") {
    const written = keyText(node);
    if (!Number.isFinite(value)) return fault(walk, node, path, `${written} is not a number`);
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      const message = `${written} has more digits than a number keeps: write "${written}"`;
      return fault(walk, node, path, message);
    }
    return value + 0; // JSON knows no -0
  }
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}

function fieldsOf(pairs: YAMLMap.Parsed["items"], path: FieldPath, walk: Walk): Json {
  const fields = new Map<string, Json>();
  const lines = new Map<string, number>();
  for (const { key, value } of pairs) {
    const name = keyText(key);
    if (name === undefined) {
      fault(walk, key, path, "a field's name must be plain text");
      continue;
    }
    const fieldPath = [...path, name];
    const firstLine = lines.get(name);
    if (firstLine !== undefined) {
      fault(walk, key, fieldPath, `written twice: it is in line ${firstLine} already`);
    } else if (name === "<<") {
      fault(walk, key, fieldPath, "merging is not read: write the fields out");
    } else if (name === "__proto__") {
      fault(walk, key, fieldPath, "not a name that can be used here");
    } else {
      lines.set(name, walk.lineOf(key.range[0]));
      fields.set(name, dataOf(value, fieldPath, walk));
    }
  }
  return Object.fromEntries(fields);
}

/** What was read at the anchor, once more; counted, because references to references multiply. */
function borrow(alias: Alias.Parsed, path: FieldPath, walk: Walk): Json {
  const found = walk.anchors.get(alias.source);
  if (found === undefined) {
    return fault(walk, alias, path, `nothing above is named &${alias.source}`);
  }
  if (found.seen === undefined) {
    return fault(walk, alias, path, `*${alias.source} stands inside what it refers to`);
  }
  walk.targets.set(alias, found.node);
  walk.size += found.seen.size;
  walk.borrowed += found.seen.size;
  if (walk.borrowed <= MOST_BORROWED) return found.seen.data;
  walk.borrowed = Number.NEGATIVE_INFINITY; // told once
  return fault(
    walk,
    alias,
    path,
    `references (*name) stand for more than ${MOST_BORROWED} values here: write out what is needed`,
  );
}

function fault(walk: Walk, node: ParsedNode, path: FieldPath, message: string): null {
  walk.faults.push({ path, offset: node.range[0], message });
  return null;
}
