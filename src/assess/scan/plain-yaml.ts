/**
 * Reads the part of YAML that nearly all manifests are written in: mappings and lists by
 * indentation, plain and quoted scalars, block scalars, flow collections of such. It is many times
 * faster than the library, and gives up on whatever else it meets (anchors, tags, tabs, odd keys,
 * all that is wrong): then the library decides. It accepts nothing that the library refuses, and reads
 * nothing otherwise; a test holds the two against each other.
 */
import { flowTree } from "./plain-flow.ts";
import { blockScalar } from "./plain-block.ts";
import { NOTHING, plainScalar } from "./plain-scalars.ts";
import {
  code,
  isWrong,
  endLine,
  giveUp,
  GiveUp,
  isLineDone,
  startsPlain,
  toContent,
  type PlainReader,
} from "./plain-reader.ts";
import { SeenKeys } from "./seen-keys.ts";
import type { Tree, TreeList, TreeMap, TreeOrBroken } from "./tree.ts";

/** Deeper than manifests are; recursion is safe below it. */
const MOST_LEVELS = 200;
/** Not of plain text: control characters, byte-order marks, line breaks that YAML took for some. */
const ODD = /[^\t\n\r -~\u00A0-\u2027\u202A-\uFEFE\uFF00-\uFFFF]/;

/**
 * The tree of a document, or what is wrong with it; undefined when it is not plain enough to say. Without `keep` it is only read
 * through, to know that it can be, and the tree has no content.
 */
export function readPlainYaml(text: string, keep: boolean): TreeOrBroken | undefined {
  if (ODD.test(text)) return undefined;
  const reader: PlainReader = {
    text,
    keep,
    at: 0,
    indent: 0,
    level: 0,
    breaks: 0,
    broken: undefined,
  };
  try {
    if (text.startsWith("---")) {
      reader.at = 3;
      // Content may follow the marker, which is for the library.
      if (!isLineDone(reader)) giveUp();
      endLine(reader);
    }
    if (!toContent(reader)) return undefined;
    const tree = blockTree(reader, -1);
    return toContent(reader) ? undefined : { tree };
  } catch (error) {
    if (error instanceof GiveUp) return reader.broken && { broken: reader.broken };
    throw error;
  }
}

/** What stands at the content that was found, which is indented more than `parent`. */
function blockTree(reader: PlainReader, parent: number): Tree {
  const { text, at, indent } = reader;
  reader.level += 1;
  if (reader.level > MOST_LEVELS) giveUp();
  const tree = isDash(text, at)
    ? list(reader, indent)
    : colonAfterKey(text, at) === undefined
      ? inline(reader, parent)
      : mapping(reader, indent);
  reader.level -= 1;
  return tree;
}

function isDash(text: string, at: number): boolean {
  return text.charCodeAt(at) === code.dash && !(text.charCodeAt(at + 1) > code.space);
}

/** Reads the fields at one indentation; stands at the first one's key. */
function mapping(reader: PlainReader, indent: number): Tree {
  const map: TreeMap | undefined = reader.keep
    ? { is: "map", at: reader.at, pairs: [] }
    : undefined;
  const seen = new SeenKeys();
  for (;;) {
    const keyAt = reader.at;
    const key = keyHere(reader, seen);
    const value = valueAfter(reader, indent);
    map?.pairs.push({ key, keyAt, value });
    if (!goesOn(reader, indent)) return map ?? NOTHING;
    if (isDash(reader.text, reader.at)) giveUp();
  }
}

/**
 * Whether the next content stands at this indentation, and then stands at it. Content further left is
 * for what is around, which finds it from the start of its line.
 */
function goesOn(reader: PlainReader, indent: number): boolean {
  if (!toContent(reader)) return false;
  if (reader.indent > indent) giveUp();
  if (reader.indent === indent) return true;
  reader.at -= reader.indent;
  return false;
}

/** The key, moving to what follows its colon; one that was there before is for the library to tell. */
function keyHere(reader: PlainReader, seen: SeenKeys): string {
  const { text, at } = reader;
  const colon = colonAfterKey(text, at);
  if (colon === undefined) return giveUp();
  const isQuoted = text.charCodeAt(at) === code.quote || text.charCodeAt(at) === code.apostrophe;
  const written = text.slice(at, colon).trimEnd();
  const key = isQuoted ? written.slice(1, -1) : written;
  if (key === "<<") giveUp();
  if (!seen.add(key)) isWrong(reader, at, `the field ${key} is there twice`);
  reader.at = colon + 1;
  return key;
}

/** The colon that makes what stands here a key; undefined when nothing does. */
function colonAfterKey(text: string, at: number): number | undefined {
  const first = text.charCodeAt(at);
  if (first === code.quote || first === code.apostrophe) return colonAfterQuote(text, at, first);
  if (!startsPlain(text, at)) return undefined;
  for (let end = at; ; end += 1) {
    const here = text.charCodeAt(end);
    if (here === code.colon && !(text.charCodeAt(end + 1) > code.space)) {
      return text.charCodeAt(end + 1) === code.tab ? giveUp() : end;
    }
    if (here === code.line || end >= text.length) return undefined;
    if (here === code.tab) giveUp();
    if (here === code.hash && text.charCodeAt(end - 1) === code.space) return undefined;
  }
}

/** Only quotes of one line without escapes: their text is the key as it stands. */
function colonAfterQuote(text: string, at: number, quote: number): number | undefined {
  let end = at + 1;
  for (; text.charCodeAt(end) !== quote; end += 1) {
    const here = text.charCodeAt(end);
    if (end >= text.length || here === code.line || here === code.backslash) return undefined;
  }
  end += 1;
  while (text.charCodeAt(end) === code.space) end += 1;
  return text.charCodeAt(end) === code.colon && !(text.charCodeAt(end + 1) > code.space)
    ? end
    : undefined;
}

/** The value of a field, behind its colon or on the lines after it. */
function valueAfter(reader: PlainReader, indent: number): Tree {
  const { text } = reader;
  if (text.charCodeAt(reader.at) === code.tab) giveUp();
  if (!isLineDone(reader)) return inline(reader, indent);
  const at = reader.at;
  endLine(reader);
  if (toContent(reader)) {
    if (reader.indent > indent) return blockTree(reader, indent);
    // Lists may stand as far left as the field that they belong to.
    if (reader.indent === indent && isDash(text, reader.at)) return list(reader, indent);
    reader.at -= reader.indent;
  }
  return reader.keep ? { is: "text", at, text: "", isString: false } : NOTHING;
}

/** Reads the entries at one indentation; stands at the first one's dash. */
function list(reader: PlainReader, indent: number): Tree {
  const all: TreeList | undefined = reader.keep
    ? { is: "list", at: reader.at, items: [] }
    : undefined;
  for (;;) {
    const item = entry(reader, indent);
    all?.items.push(item);
    if (!goesOn(reader, indent)) return all ?? NOTHING;
    if (!isDash(reader.text, reader.at)) {
      // A field after a list that stands as far left as it.
      reader.at -= indent;
      return all ?? NOTHING;
    }
  }
}

function entry(reader: PlainReader, indent: number): Tree {
  const { text } = reader;
  const dash = reader.at;
  reader.at += 1;
  if (text.charCodeAt(reader.at) === code.tab) giveUp();
  if (isLineDone(reader)) {
    const at = reader.at;
    endLine(reader);
    if (toContent(reader)) {
      if (reader.indent > indent) return blockTree(reader, indent);
      reader.at -= reader.indent;
    }
    return reader.keep ? { is: "text", at, text: "", isString: false } : NOTHING;
  }
  // What stands behind the dash is as if it stood on a line of its own, as far right as it does.
  reader.indent = indent + reader.at - dash;
  return blockTree(reader, indent);
}

/** A value that begins on this line and is no block of fields or entries, moving to the next line. */
function inline(reader: PlainReader, parent: number): Tree {
  const { text, at } = reader;
  const first = text.charAt(at);
  if (first === "|" || first === ">") return blockScalar(reader, parent);
  if (first === "{" || first === "[" || first === '"' || first === "'") {
    const tree = flowTree(reader, parent);
    endLine(reader);
    return tree;
  }
  return plainScalar(reader, parent);
}
