import type { Broken } from "./tree.ts";

/** Where a reader of plain YAML is; the functions that read move it on. */
export interface PlainReader {
  readonly text: string;
  /** Trees are built; otherwise the text is only read through. */
  readonly keep: boolean;
  at: number;
  /** Column of the content that `toContent` has found. */
  indent: number;
  level: number;
  /** Line breaks before the part of a scalar that was found last. */
  breaks: number;
  /** What is wrong for certain, whoever reads it. */
  broken: Broken | undefined;
}

/** Thrown where the text is not plain enough. */
export class GiveUp extends Error {}

/** Gives up for a fault that the library would find too, after reading all of the rest. */
export function isWrong(reader: PlainReader, at: number, reason: string): never {
  reader.broken = { at, reason };
  throw enough;
}

// One for all: a stack would cost more than the reading.
const enough = new GiveUp("not plain enough");

export function giveUp(): never {
  throw enough;
}

export const code = {
  tab: 9,
  line: 10,
  return: 13,
  space: 32,
  quote: 34,
  hash: 35,
  apostrophe: 39,
  dash: 45,
  colon: 58,
  question: 63,
  backslash: 92,
} as const;

/**
 * Moves over empty lines and comments to the first character of the next line with content, and says
 * whether there is one. It stands at the start of a line before.
 */
export function toContent(reader: PlainReader): boolean {
  const { text } = reader;
  for (let start = reader.at; start < text.length; start = lineAfter(text, start)) {
    let at = start;
    while (text.charCodeAt(at) === code.space) at += 1;
    const first = text.charCodeAt(at);
    if (first === code.tab) giveUp();
    if (first === code.hash || isBreakOrEnd(text, at)) continue;
    reader.at = at;
    reader.indent = at - start;
    return true;
  }
  reader.at = text.length;
  reader.indent = -1;
  return false;
}

/** A line break stands here, or the text is at its end. */
export function isBreakOrEnd(text: string, at: number): boolean {
  const here = text.charCodeAt(at);
  if (here === code.line || at >= text.length) return true;
  if (here !== code.return) return false;
  if (text.charCodeAt(at + 1) !== code.line) giveUp();
  return true;
}

/** Where the next line starts. */
export function lineAfter(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

/** Moves over spaces. */
export function skipSpaces(reader: PlainReader): void {
  while (reader.text.charCodeAt(reader.at) === code.space) reader.at += 1;
}

/** Moves over what is left of a line that may only be spaces and a comment, to the next line. */
export function endLine(reader: PlainReader): void {
  if (!isLineDone(reader)) {
    if (isOtherThanKey(reader)) isWrong(reader, reader.at, "text behind a value that is complete");
    giveUp();
  }
  reader.at = lineAfter(reader.text, reader.at);
}

/** What is behind a value in quotes or brackets may make it a key. */
function isOtherThanKey({ text, at }: PlainReader): boolean {
  return /[\w"'{[]/.test(text.charAt(at));
}

/** Nothing but spaces and a comment is left of the line; stands at their end or where they began. */
export function isLineDone(reader: PlainReader): boolean {
  const from = reader.at;
  skipSpaces(reader);
  if (isBreakOrEnd(reader.text, reader.at)) return true;
  return reader.text.charCodeAt(reader.at) === code.hash && reader.at > from;
}

/** Whether a plain scalar may begin with the character at this place. */
export function startsPlain(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first === code.dash || first === code.colon || first === code.question) {
    return text.charCodeAt(at + 1) > code.space;
  }
  return !(first < 128) || INDICATORS[first] === 0;
}

/** By the character's code, whether YAML gives it a meaning where a value begins. */
const INDICATORS = new Uint8Array(128);
for (const each of ",[]{}#&*!|>'\"%@`\t") INDICATORS[each.charCodeAt(0)] = 1;
