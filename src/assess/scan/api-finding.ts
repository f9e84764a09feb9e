import type { ApiTable } from "./api-table.ts";
import type { SeenObject } from "./objects-in.ts";
import { readJsonTree, isJson } from "./read-json-tree.ts";
import type { ScanFinding } from "./scan-finding.ts";
import { fieldOf, textOf } from "./tree.ts";

/** The document in which an object was seen. */
export interface Place {
  readonly file: string;
  readonly text: string;
  /** The line of the file of an offset in the text. */
  readonly lineAt: (at: number) => number;
}

/** What is wrong with the API that an object is written in. */
export function findingOf(
  { apiVersion, kind, namespace, name, at, isRead }: SeenObject,
  { file, lineAt }: Place,
  table: ApiTable,
): ScanFinding | undefined {
  const fault = table.fault(apiVersion, kind);
  if (fault === undefined) return undefined;
  const certainty = isRead ? "certain" : "possible";
  return { ...fault, certainty, file, line: lineAt(at), apiVersion, kind, namespace, name };
}

/**
 * What is wrong with the API in which an object was last applied: it is served by another one now,
 * and whoever applies the same text again fails.
 */
export function hintOf(
  object: SeenObject,
  { file, text, lineAt }: Place,
  table: ApiTable,
): ScanFinding | undefined {
  const { lastApplied } = object;
  if (lastApplied === undefined || !isJson(lastApplied.text)) return undefined;
  const applied = readJsonTree(lastApplied.text);
  const apiVersion = textOf(applied, "apiVersion");
  const kind = textOf(applied, "kind");
  const fault = table.fault(apiVersion, kind);
  if (fault === undefined) return undefined;
  const metadata = fieldOf(applied, "metadata");
  const word = text.indexOf("apiVersion", lastApplied.at);
  return {
    ...fault,
    certainty: "hint",
    file,
    line: lineAt(word === -1 ? lastApplied.at : word),
    apiVersion,
    kind,
    namespace: textOf(metadata, "namespace") || object.namespace,
    name: textOf(metadata, "name") || object.name,
  };
}
