import {
  code,
  giveUp,
  isBreakOrEnd,
  lineAfter,
  startsPlain,
  type PlainReader,
} from "./plain-reader.ts";
import type { TreeText } from "./tree.ts";

/** What stands for a value that is only read through. */
export const NOTHING: TreeText = { is: "text", at: 0, text: "", isString: false };

/** Plain text that is not a string: what YAML's core schema reads as nothing, a boolean or a number. */
const NOT_STRING =
  /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))?$/;

export const isStringText = (written: string): boolean => !NOT_STRING.test(written);

/** A plain scalar with the lines that continue it, which are indented more than its parent. */
export function plainScalar(reader: PlainReader, parent: number): TreeText {
  const { text, keep } = reader;
  const at = reader.at;
  if (!startsPlain(text, at)) giveUp();
  let end = plainEnd(reader);
  const pieces = [keep ? text.slice(at, end) : ""];
  for (let next = continuation(reader, parent, end); next !== undefined;) {
    const { start, breaks } = next;
    reader.at = start;
    end = plainEnd(reader);
    if (keep) pieces.push(breaks === 1 ? " " : "\n".repeat(breaks - 1), text.slice(start, end));
    next = continuation(reader, parent, end);
  }
  if (!keep) return NOTHING;
  const written = pieces.join("");
  return { is: "text", at, text: written, isString: isStringText(written) };
}

/** The end of the plain text on this line, moving to the next line. */
function plainEnd(reader: PlainReader): number {
  const { text } = reader;
  let at = reader.at;
  let end = at;
  for (; !isBreakOrEnd(text, at); at += 1) {
    const here = text.charCodeAt(at);
    if (here === code.space) continue;
    if (here === code.tab) giveUp();
    if (here === code.hash && at > reader.at && text.charCodeAt(at - 1) === code.space) break;
    if (here === code.colon && !(text.charCodeAt(at + 1) > code.space)) giveUp();
    end = at + 1;
  }
  reader.at = lineAfter(text, at);
  return end;
}

interface Continuation {
  readonly start: number;
  /** Line breaks since the text before. */
  readonly breaks: number;
}

/** Where the scalar goes on; undefined when what follows is something else, or a comment ended it. */
function continuation(reader: PlainReader, parent: number, end: number): Continuation | undefined {
  const { text } = reader;
  if (text.charCodeAt(nonSpace(text, end)) === code.hash) return undefined;
  let breaks = 1;
  for (let line = reader.at; line < text.length; line = lineAfter(text, line)) {
    const start = nonSpace(text, line);
    if (text.charCodeAt(start) === code.tab) giveUp();
    if (isBreakOrEnd(text, start)) {
      breaks += 1;
      continue;
    }
    const isOwn = start - line > parent && text.charCodeAt(start) !== code.hash;
    return isOwn ? { start, breaks } : undefined;
  }
  return undefined;
}

function nonSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === code.space) at += 1;
  return at;
}

/** A scalar in quotes, moving to what follows the closing one. */
export function quotedScalar(reader: PlainReader, parent: number): TreeText {
  const { text, keep, at } = reader;
  const isDouble = text.charAt(at) === '"';
  const end = isDouble ? doubleEnd(text, at) : singleEnd(text, at);
  reader.at = end + 1;
  const inside = text.slice(at + 1, end);
  const lines = inside.includes("\n") ? inside.split("\n") : undefined;
  if (lines !== undefined && !lines.every((line, index) => isIndented(line, index, parent)))
    giveUp();
  if (isDouble && hasOddEscape(inside)) giveUp();
  if (inside.includes("\t")) giveUp();
  if (!keep) return NOTHING;
  const folded = lines === undefined ? inside : fold(lines);
  return {
    is: "text",
    at,
    text: isDouble ? unescape(folded) : folded.replaceAll("''", "'"),
    isString: true,
  };
}

/** An escape, known when JSON has it too. */
const ESCAPE = /\\(["\\/bfnrt]|u[\da-fA-F]{4})?/g;

function hasOddEscape(text: string): boolean {
  return text.includes("\\") && [...text.matchAll(ESCAPE)].some(([, known]) => known === undefined);
}

function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  // Line breaks were folded; in a JSON string those of empty lines are escapes.
  const decoded: unknown = JSON.parse(`"${text.replaceAll("\n", "\\n")}"`);
  return typeof decoded === "string" ? decoded : giveUp();
}

function doubleEnd(text: string, open: number): number {
  for (let at = open + 1; ; at += 2) {
    const quote = text.indexOf('"', at);
    if (quote === -1) giveUp();
    const escape = text.indexOf("\\", at);
    if (escape === -1 || escape > quote) return quote;
    at = escape;
  }
}

function singleEnd(text: string, open: number): number {
  for (let at = open + 1; ;) {
    const quote = text.indexOf("'", at);
    if (quote === -1) giveUp();
    if (text.charAt(quote + 1) !== "'") return quote;
    at = quote + 2;
  }
}

const isIndented = (line: string, index: number, parent: number): boolean =>
  index === 0 || /^ *\r?$/.test(line) || line.search(/[^ ]/) > parent;

/** Lines of a quoted scalar become spaces, empty ones line breaks. */
function fold(lines: readonly string[]): string {
  let folded = (lines[0] ?? "").trimEnd();
  let breaks = 0;
  for (const [index, line] of lines.slice(1).entries()) {
    breaks += 1;
    const isLast = index === lines.length - 2;
    const content = isLast ? line.replace(/^ +/, "") : line.trim();
    if (content === "" && !isLast) continue;
    folded += breaks === 1 ? ` ${content}` : `${"\n".repeat(breaks - 1)}${content}`;
    breaks = 0;
  }
  return folded;
}
