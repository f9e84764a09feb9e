/**
 * Finds the heads of objects in what a template wrote: text that is nearly YAML, with blanks for what
 * is not known, so it is read line by line and by indentation, and not parsed.
 */
import type { Written } from "./render.ts";
import { BLANK } from "./value.ts";

export interface TextLine {
  readonly text: string;
  /** Offset in the template. */
  readonly at: number;
}

/** The head of an object; a value with a `BLANK` in it is not known. */
export interface TemplateObject {
  readonly apiVersion: string;
  /** Offset of the line of the `apiVersion`. */
  readonly at: number;
  readonly kind: string;
  readonly kindAt: number;
  readonly namespace: string;
  readonly name: string;
}

/** The lines that were written, each with where its first own text comes from. */
export function linesOf(written: readonly Written[]): readonly TextLine[] {
  const lines: TextLine[] = [];
  let text = "";
  let at: number | undefined;
  for (const piece of written) {
    const pieces = piece.text.split("\n");
    let offset = 0;
    for (const [index, part] of pieces.entries()) {
      if (index > 0) {
        lines.push({ text, at: at ?? piece.at });
        [text, at] = ["", undefined];
      }
      if (part.trim() !== "")
        at ??= piece.isText ? piece.at + offset + part.search(/\S/) : piece.at;
      text += part;
      offset += part.length + 1;
    }
  }
  lines.push({ text, at: at ?? written.at(-1)?.at ?? 0 });
  return lines.filter((line) => !isIdle(line.text));
}

/** Says nothing of an object: empty, a comment, or all of it unknown. */
const isIdle = (text: string): boolean => {
  const trimmed = text.replaceAll(BLANK, "").trim();
  return trimmed === "" || trimmed.startsWith("#");
};

export function templateObjects(lines: readonly TextLine[]): readonly TemplateObject[] {
  const objects: TemplateObject[] = [];
  let document: TextLine[] = [];
  for (const line of lines) {
    if (/^\s*---(?:\s|$)/.test(line.text)) {
      objects.push(...objectsOf(document));
      document = [];
    } else document.push(line);
  }
  return [...objects, ...objectsOf(document)];
}

const HEAD = /^( *)["']?(?:apiVersion|kind)["']?[ \t]*:/;
const FIELD = /^( *)["']?([\w.-]+)["']?[ \t]*:(?:[ \t]+(.*?))?[ \t\r]*$/;

/** The fields that stand as far left as the first `apiVersion` or `kind` does, or further. */
function objectsOf(lines: readonly TextLine[], level = 0): readonly TemplateObject[] {
  const indents = lines.flatMap(({ text }) => HEAD.exec(text)?.[1]?.length ?? []);
  if (level > 20) return [];
  if (indents.length === 0) return inBraces(lines);
  const indent = Math.min(...indents);
  const fields = new Map<
    string,
    { readonly line: TextLine; readonly value: string; readonly index: number }
  >();
  for (const [index, line] of lines.entries()) {
    const [, spaces = "", name = "", value = ""] = FIELD.exec(line.text) ?? [];
    if (name !== "" && spaces.length === indent && !fields.has(name)) {
      fields.set(name, { line, value: plain(value), index });
    }
  }
  const [version, kind] = [fields.get("apiVersion"), fields.get("kind")];
  if (version === undefined || kind === undefined) return [];
  const items = fields.get("items");
  if (kind.value.endsWith("List") && items !== undefined) {
    return itemsIn(lines.slice(items.index + 1)).flatMap((item) => objectsOf(item, level + 1));
  }
  const metadata = lines.slice((fields.get("metadata")?.index ?? lines.length) + 1);
  return [
    {
      apiVersion: version.value,
      at: version.line.at,
      kind: kind.value,
      kindAt: kind.line.at,
      namespace: memberOf(metadata, indent, "namespace"),
      name: memberOf(metadata, indent, "name"),
    },
  ];
}

const IN_BRACES = /[{,]\s*["']?(apiVersion|kind)["']?\s*:\s*("[^"]*"|'[^']*'|[^\s,}]+)/g;

/** The heads of objects that are written in braces, as JSON is: a version and the kind next to it. */
function inBraces(lines: readonly TextLine[]): readonly TemplateObject[] {
  const objects: TemplateObject[] = [];
  const head = new Map<string, { readonly value: string; readonly at: number }>();
  for (const { text, at } of lines) {
    for (const { 1: field = "", 2: value = "", index } of text.matchAll(IN_BRACES)) {
      if (!head.has(field)) head.set(field, { value: plain(value), at });
      const [version, kind] = [head.get("apiVersion"), head.get("kind")];
      if (version === undefined || kind === undefined) continue;
      // Objects of one line are told apart by the place in it.
      const place = { at: version.at, kindAt: kind.at + index };
      objects.push({ apiVersion: version.value, kind: kind.value, ...place, ...NAMELESS });
      head.clear();
    }
  }
  return objects;
}

const NAMELESS = { namespace: "", name: "" };

/** A field one level in; empty where only the rendered chart knows it. */
function memberOf(lines: readonly TextLine[], indent: number, field: string): string {
  let own: number | undefined;
  for (const { text } of lines) {
    const spaces = text.search(/\S/);
    if (spaces <= indent) return "";
    own ??= spaces;
    const [, , name, value = ""] = FIELD.exec(text) ?? [];
    if (spaces === own && name === field) return value.includes(BLANK) ? "" : plain(value);
  }
  return "";
}

/** The entries of a list, with spaces in place of their dashes. */
function itemsIn(lines: readonly TextLine[]): readonly (readonly TextLine[])[] {
  const items: TextLine[][] = [];
  let indent: number | undefined;
  for (const line of lines) {
    const dash = /^( *)- /.exec(line.text);
    const spaces = line.text.search(/\S/);
    indent ??= spaces;
    if (spaces < indent) break;
    if (dash?.[1]?.length === indent) items.push([{ ...line, text: line.text.replace("-", " ") }]);
    else items.at(-1)?.push(line);
  }
  return items;
}

/** Without quotes and a comment behind it. */
function plain(value: string): string {
  const quoted = /^"([^"]*)"|^'([^']*)'/.exec(value);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? "";
  return value.replace(/(?:^|\s)#.*$/, "").trim();
}
