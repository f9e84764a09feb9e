/**
 * The cheap pass: which documents may hold a finding, by their text alone. Only these are built into
 * trees. It may take too many, and never too few: a finding needs a field `apiVersion` with a value
 * that has a fault, so every place that has the word is looked at, and so are the ways of YAML and
 * JSON to write the word or the value otherwise (escapes, references, tags, keys of their own lines).
 */
import type { ApiTable } from "./api-table.ts";

const WORD = "apiVersion";
/** Letters of the word as escapes (`\u0061`), or a word cut by an escaped line break. */
const ESCAPED =
  /\\(?:x|u00|U000000)(?:61|70|69|56|65|72|73|6[fF]|6[eE])|["apiVersion]\\\r?\n\s*\\?[apiVersion]/;
/**
 * A key that is a reference (`*k : v`), or stands alone (`? k`). Asked only of a text that does not
 * look like an object: of one that does, the reader for plain YAML gives up at such a key, and it is
 * parsed.
 */
const ODD_KEY = /\*[^\s,[\]{}*]+\s+:|(?:^|[\n{,[-])[ \t]*\?(?:[ \t\r\n]|$)/;
/** A value that says its text only when it is parsed: a reference, a tag, a block scalar, an escape. */
const ODD_VALUE = /^[&*!|>]|\\/;
/** What stands between the word and its value, in YAML, in JSON and in JSON within a string. */
const BETWEEN = /[\\"']*[ \t]*:(?:[ \t\r\n]|#[^\n]*\n)*[\\"']*/y;
const VALUE = /[^\s"',}\]]*/y;

/** Whether the text may hold an object whose API has a fault. */
export function isCandidate(text: string, table: ApiTable): boolean {
  const first = text.indexOf(WORD);
  if (first === -1) return text.includes("\\") && ESCAPED.test(text);
  // Once for each value: a list of a hundred thousand objects says the same few over and over.
  let fine: Set<string> | undefined;
  for (let at = first; at !== -1; at = text.indexOf(WORD, at + WORD.length)) {
    const value = valueAfter(text, at + WORD.length);
    if (value === undefined || fine?.has(value) === true) continue;
    if (isSuspectValue(text, value, table)) return true;
    fine = (fine ?? new Set()).add(value);
  }
  return (
    (text.includes("\\") && ESCAPED.test(text)) || (!looksLikeObject(text) && ODD_KEY.test(text))
  );
}

/** What is said behind the word; undefined when it is no field. */
function valueAfter(text: string, at: number): string | undefined {
  BETWEEN.lastIndex = at;
  const between = BETWEEN.exec(text);
  if (between === null) return undefined;
  VALUE.lastIndex = at + between[0].length;
  return VALUE.exec(text)?.[0] ?? "";
}

function isSuspectValue(text: string, value: string, table: ApiTable): boolean {
  // In JSON within a string, the quote behind the value is escaped.
  const version = value.endsWith("\\") ? value.slice(0, -1) : value;
  return (
    ODD_VALUE.test(version) || table.isSuspect(version) || hasSuspectKind(text, version, table)
  );
}

/** Of a stable version, one of its few kinds that have a fault is named in the text, or may be. */
function hasSuspectKind(text: string, apiVersion: string, table: ApiTable): boolean {
  const kinds = table.suspectKinds(apiVersion);
  if (kinds === undefined) return false;
  return kinds.some((kind) => text.includes(kind)) || ODD_KIND.test(text);
}

/** A kind that is written with escapes. */
const ODD_KIND = /kind\\?["']?\s*:\s*(?:[!&]\S*\s+)*"[^"\n]*\\/;

/** A field of objects is named in it, so a text that cannot be parsed may have been one. */
export function looksLikeObject(text: string): boolean {
  return FIELD.test(text);
}

const FIELD = /(?:^|[\s{,"'])(?:apiVersion|kind)\\?["']?\s*:/;
