import type { Tree, TreeList, TreeMap } from "./tree.ts";

/** Deeper than any object is; recursion is safe below it. */
const MOST_LEVELS = 1_000;

interface Reader {
  readonly text: string;
  at: number;
}

/**
 * The tree of one JSON value that `JSON.parse` has accepted, with the places that it does not tell;
 * undefined when it is nested deeper than objects are.
 */
export function readJsonTree(text: string): Tree | undefined {
  return valueAt({ text, at: 0 }, 0);
}

function valueAt(reader: Reader, level: number): Tree | undefined {
  if (level > MOST_LEVELS) return undefined;
  skipSpace(reader);
  const { text, at } = reader;
  const first = text.charAt(at);
  if (first === "{") return mapAt(reader, level);
  if (first === "[") return listAt(reader, level);
  if (first === '"') return { is: "text", at, text: stringAt(reader), isString: true };
  LITERAL.lastIndex = at;
  const literal = LITERAL.exec(text)?.[0] ?? "";
  reader.at += literal.length;
  return { is: "text", at, text: literal, isString: false };
}

const LITERAL = /[-+.\w]*/y;

function mapAt(reader: Reader, level: number): Tree | undefined {
  const map: TreeMap = { is: "map", at: reader.at, pairs: [] };
  while (nextMember(reader, "}")) {
    const keyAt = reader.at;
    const key = stringAt(reader);
    skipSpace(reader);
    reader.at += 1; // the colon
    const value = valueAt(reader, level + 1);
    if (value === undefined) return undefined;
    map.pairs.push({ key, keyAt, value });
  }
  return map;
}

function listAt(reader: Reader, level: number): Tree | undefined {
  const list: TreeList = { is: "list", at: reader.at, items: [] };
  while (nextMember(reader, "]")) {
    const item = valueAt(reader, level + 1);
    if (item === undefined) return undefined;
    list.items.push(item);
  }
  return list;
}

/** Steps over the bracket or comma before a member; at the end, over the closing bracket. */
function nextMember(reader: Reader, close: string): boolean {
  skipSpace(reader);
  if (reader.text.charAt(reader.at) !== close) {
    reader.at += 1;
    skipSpace(reader);
    if (reader.text.charAt(reader.at) !== close) return true;
  }
  reader.at += 1;
  return false;
}

function stringAt(reader: Reader): string {
  const { text, at } = reader;
  let end = at + 1;
  let hasEscape = false;
  for (let code = text.charCodeAt(end); code !== 34; code = text.charCodeAt((end += 1))) {
    if (code === 92) {
      hasEscape = true;
      end += 1;
    }
  }
  reader.at = end + 1;
  const inside = text.slice(at + 1, end);
  if (!hasEscape) return inside;
  const decoded: unknown = JSON.parse(`"${inside}"`);
  return typeof decoded === "string" ? decoded : inside;
}

function skipSpace(reader: Reader): void {
  const { text } = reader;
  let code = text.charCodeAt(reader.at);
  while (code === 32 || code === 10 || code === 13 || code === 9) {
    code = text.charCodeAt((reader.at += 1));
  }
}

/** Whether it is one value of JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
