import { code, giveUp, isBreakOrEnd, startsPlain, type PlainReader } from "./plain-reader.ts";
import { isStringText, NOTHING, quotedScalar } from "./plain-scalars.ts";
import { SeenKeys } from "./seen-keys.ts";
import type { Tree, TreeList, TreeMap, TreeText } from "./tree.ts";

const MOST_LEVELS = 50;

/** A collection in brackets, moving to what follows the closing one. */
export function flowTree(reader: PlainReader, parent: number, level = 0): Tree {
  if (level > MOST_LEVELS) giveUp();
  const first = reader.text.charAt(reader.at);
  if (first === "{") return flowMap(reader, parent, level);
  if (first === "[") return flowList(reader, parent, level);
  if (first === '"' || first === "'") return quotedScalar(reader, parent);
  return flowPlain(reader);
}

function flowMap(reader: PlainReader, parent: number, level: number): Tree {
  const map: TreeMap | undefined = reader.keep
    ? { is: "map", at: reader.at, pairs: [] }
    : undefined;
  const seen = new SeenKeys();
  while (nextMember(reader, "}", parent)) {
    const keyAt = reader.at;
    const key = flowKey(reader, parent);
    if (!seen.add(key)) giveUp();
    skipBetween(reader, parent);
    const value = flowTree(reader, parent, level + 1);
    map?.pairs.push({ key, keyAt, value });
  }
  return map ?? NOTHING;
}

/** A key with its colon; one without a value is for the library. */
function flowKey(reader: PlainReader, parent: number): string {
  const { text, at } = reader;
  const first = text.charAt(at);
  if (first === '"' || first === "'") {
    // Its text is what makes it the same as another.
    const from = reader.at;
    quotedScalar(reader, parent);
    const written = text.slice(from + 1, reader.at - 1);
    if (/[\\\n]|''/.test(written) || text.charCodeAt(reader.at) !== code.colon) giveUp();
    reader.at += 1;
    return written;
  }
  if (!startsPlain(text, at)) giveUp();
  const colon = text.indexOf(":", at);
  const key = text.slice(at, colon);
  if (colon === -1 || text.charCodeAt(colon + 1) !== code.space) giveUp();
  if (key.trim() === "" || key === "<<" || /[,[\]{}\n\t#]/.test(key)) giveUp();
  reader.at = colon + 1;
  return key.trimEnd();
}

function flowList(reader: PlainReader, parent: number, level: number): Tree {
  const list: TreeList | undefined = reader.keep
    ? { is: "list", at: reader.at, items: [] }
    : undefined;
  while (nextMember(reader, "]", parent)) {
    const item = flowTree(reader, parent, level + 1);
    list?.items.push(item);
  }
  return list ?? NOTHING;
}

/** Steps over the bracket or comma before a member; at the end, over the closing bracket. */
function nextMember(reader: PlainReader, close: string, parent: number): boolean {
  const { text } = reader;
  const isFirst = "{[".includes(text.charAt(reader.at));
  if (!isFirst) skipBetween(reader, parent);
  const here = text.charAt(reader.at);
  if (!isFirst && here !== "," && here !== close) giveUp();
  if (here !== close) {
    reader.at += 1;
    skipBetween(reader, parent);
  }
  if (text.charAt(reader.at) !== close) return true;
  reader.at += 1;
  return false;
}

function flowPlain(reader: PlainReader): TreeText {
  const { text, keep, at } = reader;
  if (!startsPlain(text, at) || "-?:".includes(text.charAt(at))) giveUp();
  let end = at;
  while (!STOPS.has(text.charCodeAt(end)) && end < text.length) end += 1;
  if (!",]}".includes(text.charAt(end)) || end === at) giveUp();
  reader.at = end;
  if (!keep) return NOTHING;
  const written = text.slice(at, end).trimEnd();
  return { is: "text", at, text: written, isString: isStringText(written) };
}

/** What ends plain text in brackets, or makes it something else. */
const STOPS: ReadonlySet<number> = new Set(
  Array.from(",[]{}:#\n\r\t", (each) => each.charCodeAt(0)),
);

/** Moves over spaces and line breaks; what goes on is indented more than what is around it. */
function skipBetween(reader: PlainReader, parent: number): void {
  const { text } = reader;
  let line: number | undefined;
  for (; ; reader.at += 1) {
    if (text.charCodeAt(reader.at) === code.space) continue;
    if (reader.at >= text.length || !isBreakOrEnd(text, reader.at)) break;
    if (text.charCodeAt(reader.at) === code.return) reader.at += 1;
    line = reader.at + 1;
  }
  if (reader.at >= text.length || (line !== undefined && reader.at - line <= parent)) giveUp();
}
