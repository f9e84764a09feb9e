/** One document of a stream: its text, which starts at the line `line` (from 1) of the file. */
export interface DocumentText {
  readonly text: string;
  readonly line: number;
}

/**
 * Cuts a YAML stream at its markers, by the text alone, so that what is wrong in one document costs
 * no other. YAML allows it: `---` and `...` at the start of a line end a document wherever they
 * stand, in block scalars and quotes too (YAML 1.2, 9.1.2). A `---` stays with what follows it, and
 * so do directives (`%YAML 1.2`), which would be wrong on their own.
 */
export function* splitDocuments(text: string): Generator<DocumentText> {
  let [from, line] = [0, 1];
  for (const { start, next } of markers(text)) {
    const chunk = text.slice(from, start);
    if (next === start && isDirectives(chunk)) continue;
    if (!isBlank(chunk)) yield { text: chunk, line };
    line += countLines(text, from, next);
    from = next;
  }
  const rest = text.slice(from);
  if (!isBlank(rest)) yield { text: rest, line };
}

interface Marker {
  /** Where the document before it ends. */
  readonly start: number;
  /** Where the next one starts: at a `---` itself, after the line of a `...`. */
  readonly next: number;
}

function* markers(text: string): Generator<Marker> {
  let [dashes, dots] = [markerFrom(text, "---", 1), markerFrom(text, "...", 0)];
  while (dashes < text.length || dots < text.length) {
    if (dashes < dots) {
      yield { start: dashes, next: dashes };
      dashes = markerFrom(text, "---", dashes + 1);
    } else {
      yield { start: dots, next: lineAfter(text, dots) };
      dots = markerFrom(text, "...", dots + 1);
    }
  }
}

/** The next line at or after `at` that is a marker; the text's length when there is none. */
function markerFrom(text: string, marker: string, at: number): number {
  if (at === 0 && isMarker(text, marker, 0)) return 0;
  const line = `\n${marker}`;
  let found = text.indexOf(line, Math.max(0, at - 1));
  while (found !== -1 && !isMarker(text, marker, found + 1)) found = text.indexOf(line, found + 1);
  return found === -1 ? text.length : found + 1;
}

function isMarker(text: string, marker: string, at: number): boolean {
  const after = text.charAt(at + marker.length);
  return text.startsWith(marker, at) && (after === "" || /\s/.test(after));
}

function lineAfter(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

const isBlank = (text: string): boolean => !/\S/.test(text);

/** Nothing but directives and comments, and at least one directive. */
function isDirectives(chunk: string): boolean {
  // Most chunks are documents, and end this at their first line.
  if (!/^(?:[ \t]*(?:#[^\n]*)?\r?\n)*%/.test(chunk)) return false;
  return chunk.split("\n").every((line) => /^\s*(?:#|$)|^%/.test(line));
}

/** Line breaks between two places of a text. */
export function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) {
    lines += 1;
  }
  return lines;
}
