import {
  code,
  giveUp,
  isBreakOrEnd,
  isWrong,
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
  const { text, at } = reader;
  if (!startsPlain(text, at)) giveUp();
  let end = plainEnd(reader);
  let written = reader.keep ? text.slice(at, end) : "";
  for (let next = continuation(reader, parent, end); next !== -1;) {
    reader.at = next;
    end = plainEnd(reader);
    if (reader.keep) {
      written += reader.breaks === 1 ? " " : "\n".repeat(reader.breaks - 1);
      written += text.slice(next, end);
    }
    next = continuation(reader, parent, end);
  }
  return reader.keep ? { is: "text", at, text: written, isString: isStringText(written) } : NOTHING;
}

/** The end of the plain text on this line, moving to the next line. */
function plainEnd(reader: PlainReader): number {
  const { text, at: start } = reader;
  let at = start;
  let end = start;
  for (; ; at += 1) {
    const here = text.charCodeAt(at);
    if (here > code.colon) {
      end = at + 1;
    } else if (here === code.space) {
      continue;
    } else if (here === code.line || at >= text.length || here === code.return) {
      if (isBreakOrEnd(text, at)) break;
    } else if (here === code.hash && at > start && text.charCodeAt(at - 1) === code.space) {
      break;
    } else {
      if (here === code.tab) giveUp();
      if (here === code.colon && !(text.charCodeAt(at + 1) > code.space)) {
        isWrong(
          reader,
          at,
          'a second field on one line, or an indentation that does not fit: text with ": " in it is written in quotes',
        );
      }
      end = at + 1;
    }
  }
  reader.at = text.charCodeAt(at) === code.line ? at + 1 : lineAfter(text, at);
  return end;
}

/** Where the scalar goes on; -1 when what follows is something else, or a comment ended it. */
function continuation(reader: PlainReader, parent: number, end: number): number {
  const { text } = reader;
  if (text.charCodeAt(nonSpace(text, end)) === code.hash) return -1;
  reader.breaks = 1;
  for (let line = reader.at; line < text.length; line = lineAfter(text, line)) {
    const start = nonSpace(text, line);
    const first = text.charCodeAt(start);
    if (first > code.hash) return start - line > parent ? start : -1;
    if (first === code.tab) giveUp();
    if (!isBreakOrEnd(text, start))
      return start - line > parent && first !== code.hash ? start : -1;
    reader.breaks += 1;
  }
  return -1;
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
  const end = isDouble ? doubleEnd(reader, at) : singleEnd(reader, at);
  reader.at = end + 1;
  const inside = text.slice(at + 1, end);
  const lines = inside.includes("\n") ? inside.split("\n") : undefined;
  if (lines !== undefined && !areIndented(lines, parent)) giveUp();
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

function doubleEnd(reader: PlainReader, open: number): number {
  const { text } = reader;
  for (let at = open + 1; at < text.length; at += 1) {
    const here = text.charCodeAt(at);
    if (here === code.quote) return at;
    if (here === code.backslash) at += 1;
  }
  return isWrong(reader, open, "a quote that is never closed");
}

function singleEnd(reader: PlainReader, open: number): number {
  const { text } = reader;
  for (let at = open + 1; ;) {
    const quote = text.indexOf("'", at);
    if (quote === -1) isWrong(reader, open, "a quote that is never closed");
    if (text.charAt(quote + 1) !== "'") return quote;
    at = quote + 2;
  }
}

/** The lines after the first stand further right than the parent, save empty ones before the last. */
function areIndented(lines: readonly string[], parent: number): boolean {
  return lines.every((line, index) => {
    if (index === 0 || (index < lines.length - 1 && /^ *\r?$/.test(line))) return true;
    const spaces = line.search(/[^ ]/);
    return (spaces === -1 ? line.length : spaces) > parent;
  });
}

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
