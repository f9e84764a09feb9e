import { findingOf, hintOf } from "./api-finding.ts";
import type { ApiTable } from "./api-table.ts";
import { isCandidate, looksLikeObject } from "./candidate.ts";
import { objectsIn, type SeenObject } from "./objects-in.ts";
import { readPlainYaml } from "./plain-yaml.ts";
import { isJson, readJsonTree } from "./read-json-tree.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import type { ScanFinding, ScanResult, Unread } from "./scan-finding.ts";
import { countLines, type DocumentText } from "./split-documents.ts";
import { mayBeJson } from "./split-json.ts";
import { scanTemplate } from "./template/scan-template.ts";
import type { TreeOrBroken } from "./tree.ts";

const NOTHING: ScanResult = { findings: [], unread: [], objects: 0 };

/** What one document of a file holds; the cheap looks come first, and most end there. */
export function scanDocument(file: string, document: DocumentText, table: ApiTable): ScanResult {
  const { text } = document;
  const isSuspect = isCandidate(text, table);
  const isObject = looksLikeObject(text);
  if (!isSuspect && !isObject) return NOTHING;
  const mayBeTemplate = text.includes("{{") || text.includes("{%");
  if (mayBeTemplate && WRITTEN_BY_TEMPLATE.test(text)) return scanAsTemplate(file, document, table);
  // Of a list the items are counted, which needs its tree.
  const isWanted = isSuspect || LIST.test(text) || mayBeJson(text);
  const plain = mayBeJson(text) ? undefined : readPlainYaml(text, isWanted);
  if (!isWanted && plain !== undefined && "tree" in plain) {
    return { ...NOTHING, objects: isOne(text) };
  }
  // What cannot be YAML is not parsed at length to learn so.
  if (plain === undefined && mayBeTemplate && text.length > LARGE) {
    return scanAsTemplate(file, document, table);
  }
  const read = plain ?? readTree(text);
  if ("tree" in read && (read.tree?.is !== "text" || !isSuspect)) {
    return scanTree(file, document, read.tree, table);
  }
  // Templates and Jinja are no YAML; what they say of objects can still be read from their text.
  const template = mayBeTemplate ? scanAsTemplate(file, document, table) : NOTHING;
  if (template.objects > 0 || template.unread.length > 0) return template;
  const { at, reason } = "broken" in read ? read.broken : { at: 0, reason: ONE_TEXT };
  const line = document.line + countLines(text, 0, at);
  return { ...NOTHING, unread: [{ file, line, reason, help: HELP }] };
}

const HELP = "mend this document, or leave the file out if it is no manifest";
/** As a comment before JSON makes it, which JSON has not and which YAML writes otherwise. */
const ONE_TEXT = "all of it is one text, and no object";
/** Above it, the library takes longer than is worth waiting for, for what is no YAML. */
const LARGE = 500_000;
const LIST = /kind["']?\s*:\s*["']?\w*(?:List|Template)\b/;
/** The head of an object is filled in by something. */
const WRITTEN_BY_TEMPLATE = /^[ \t]*(?:-[ \t]+)?(?:apiVersion|kind):[ \t]*["']?\{[{%]/m;

function isOne(text: string): number {
  return /^["']?apiVersion["']?\s*:/m.test(text) && /^["']?kind["']?\s*:/m.test(text) ? 1 : 0;
}

function readTree(text: string): TreeOrBroken {
  if (mayBeJson(text) && isJson(text)) return { tree: readJsonTree(text) };
  return readYamlTree(text);
}

function scanAsTemplate(file: string, { text, line }: DocumentText, table: ApiTable): ScanResult {
  const { findings, unread, objects } = scanTemplate({ file, text }, table);
  const moved = <Found extends { readonly line: number }>(found: Found): Found => ({
    ...found,
    line: found.line + line - 1,
  });
  return { findings: findings.map(moved), unread: unread.map(moved), objects };
}

function scanTree(
  file: string,
  { text, line }: DocumentText,
  tree: Parameters<typeof objectsIn>[0],
  table: ApiTable,
): ScanResult {
  const { objects, headless } = objectsIn(tree);
  const lineAt = (at: number): number => line + countLines(text, 0, at);
  const place = { file, text, lineAt };
  const findings = objects.flatMap((object): readonly ScanFinding[] => {
    const finding = findingOf(object, place, table) ?? hintOf(object, place, table);
    return finding === undefined ? [] : [finding];
  });
  const unread = headless
    .filter(({ apiVersion }) => table.isSuspect(apiVersion))
    .map(({ apiVersion, at }) => withoutKind(file, lineAt(at), apiVersion));
  return { findings, unread, objects: objects.filter(isReal).length };
}

const isReal = ({ isRead }: SeenObject): boolean => isRead;

function withoutKind(file: string, line: number, apiVersion: string): Unread {
  const reason = `an apiVersion ${apiVersion} without a kind: it is not known what it is of`;
  return { file, line, reason, help: "write its kind" };
}
