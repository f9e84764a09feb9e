import {
  code,
  endLine,
  giveUp,
  isBreakOrEnd,
  lineAfter,
  type PlainReader,
} from "./plain-reader.ts";
import { NOTHING } from "./plain-scalars.ts";
import type { TreeText } from "./tree.ts";

/**
 * A block scalar (`|`, `>`), moving to the line after it. Its text is what its lines say without
 * their indentation: how its line breaks fold and end is asked for nowhere.
 */
export function blockScalar(reader: PlainReader, parent: number): TreeText {
  const { text, keep, at } = reader;
  reader.at += 1;
  if (/[-+]/.test(text.charAt(reader.at))) reader.at += 1;
  endLine(reader);
  const first = reader.at;
  const indent = blockIndent(text, first);
  const isEmpty = indent === undefined || indent <= parent;
  if (!isEmpty) reader.at = blockEnd(text, first, indent);
  if (!keep) return NOTHING;
  const lines = isEmpty ? [] : text.slice(first, reader.at).split("\n");
  const written = lines.map((line) => line.slice(indent)).join("\n");
  return { is: "text", at, text: written, isString: true, blockAt: first };
}

/** The indentation of the first line with content; empty ones before it may not be deeper. */
function blockIndent(text: string, first: number): number | undefined {
  let deepest = 0;
  for (let line = first; line < text.length; line = lineAfter(text, line)) {
    const indent = spacesAt(text, line);
    if (!isBreakOrEnd(text, line + indent)) {
      if (deepest > indent || text.charCodeAt(line + indent) === code.tab) giveUp();
      return indent;
    }
    deepest = Math.max(deepest, indent);
  }
  return undefined;
}

/** The start of the first line that has content before the indentation is reached. */
function blockEnd(text: string, first: number, indent: number): number {
  let line = first;
  for (; line < text.length; line = lineAfter(text, line)) {
    const spaces = spacesAt(text, line, indent);
    if (spaces >= indent || isBreakOrEnd(text, line + spaces)) continue;
    if (text.charCodeAt(line + spaces) === code.tab) giveUp();
    break;
  }
  return line;
}

function spacesAt(text: string, line: number, most = Number.POSITIVE_INFINITY): number {
  let count = 0;
  while (count < most && text.charCodeAt(line + count) === code.space) count += 1;
  return count;
}
