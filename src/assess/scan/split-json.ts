import { countLines, type DocumentText } from "./split-documents.ts";

/** Each is looked for to the end of the text; after so many the rest is one broken value. */
const MOST_UNCLOSED = 5;
const [QUOTE, BACKSLASH] = [34, 92];

/** The text starts with what opens a value of JSON; it may still be the flow style of YAML. */
export const mayBeJson = (text: string): boolean => /^\s*[[{]/.test(text);

/**
 * Cuts JSON values that follow one another, with or without line breaks between them. A value that
 * is never closed ends before the next line that opens one at its start, so that it costs only itself.
 */
export function* splitJson({ text, line }: DocumentText): Generator<DocumentText> {
  let [from, lineOf, unclosed] = [0, line, 0];
  while (from < text.length) {
    const closed = unclosed < MOST_UNCLOSED ? valueEnd(text, from) : text.length;
    if (closed === undefined) unclosed += 1;
    const end = closed ?? nextOpening(text, from);
    const chunk = text.slice(from, end);
    if (/\S/.test(chunk)) yield { text: chunk, line: lineOf };
    lineOf += countLines(text, from, end);
    from = end;
  }
}

/** Where the value that opens at or after `from` is closed; undefined when it never is. */
function valueEnd(text: string, from: number): number | undefined {
  const brackets = /["{}[\]]/g;
  brackets.lastIndex = from;
  let depth = 0;
  for (let match = brackets.exec(text); match !== null; match = brackets.exec(text)) {
    const [bracket] = match;
    if (bracket === '"') brackets.lastIndex = stringEnd(text, match.index);
    else if (bracket === "{" || bracket === "[") depth += 1;
    else if ((depth -= 1) <= 0) return match.index + 1;
  }
  return undefined;
}

function stringEnd(text: string, open: number): number {
  let at = open + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}

function nextOpening(text: string, from: number): number {
  const opening = /\n[[{]/g;
  opening.lastIndex = from + 1;
  const match = opening.exec(text);
  return match === null ? text.length : match.index + 1;
}
