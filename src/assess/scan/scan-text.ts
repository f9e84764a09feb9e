import type { Json } from "../../model/data.ts";
import type { Facts } from "../../knowledge/knowledge.ts";
import { apiTable, type ApiTable } from "./api-table.ts";
import { objectsIn, type SeenObject } from "./objects-in.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import type { Certainty, ScanFinding, ScanResult, ScanTarget, Unread } from "./scan-finding.ts";
import { countLines, splitDocuments, type DocumentText } from "./split-documents.ts";

export interface ScanInput {
  /** As it is shown to people. */
  readonly file: string;
  readonly text: string;
  /** What the text is: written as it stands, a template of a Helm chart, or rendered from one. */
  readonly origin: "manifest" | "template" | "rendered";
  /** The values of the chart, for its templates. */
  readonly values?: Json | undefined;
  /** The texts of the chart's other templates, for what they define. */
  readonly helpers?: readonly string[] | undefined;
}

/**
 * The objects in a text whose API is removed or deprecated at the target, and the documents that
 * could not be read. It decides document by document, and never throws, whatever the text is.
 * `checkScanTarget` has let the target pass.
 */
export function scanText(input: ScanInput, facts: Facts, target: ScanTarget): ScanResult {
  const table = apiTable(facts, target);
  const findings: ScanFinding[] = [];
  const unread: Unread[] = [];
  let objects = 0;
  for (const document of splitDocuments(input.text)) {
    const result = scanDocument(input.file, document, table);
    findings.push(...result.findings);
    unread.push(...result.unread);
    objects += result.objects;
  }
  return { findings, unread, objects };
}

function scanDocument(file: string, { text, line }: DocumentText, table: ApiTable): ScanResult {
  const lineAt = (at: number): number => line + countLines(text, 0, at);
  const read = readYamlTree(text);
  if ("broken" in read) {
    if (!/(^|[\s{,"'])(apiVersion|kind)["']?\s*:/.test(text))
      return { findings: [], unread: [], objects: 0 };
    const { at, reason } = read.broken;
    return {
      findings: [],
      unread: [
        { file, line: lineAt(at), reason, help: "mend the document, or leave the file out" },
      ],
      objects: 0,
    };
  }
  const found = objectsIn(read.tree);
  const findings = found.objects.flatMap((object) => {
    const finding = findingOf(file, object, object.isRead ? "certain" : "possible", lineAt, table);
    return finding === undefined ? [] : [finding];
  });
  return { findings, unread: [], objects: found.objects.filter(({ isRead }) => isRead).length };
}

function findingOf(
  file: string,
  { apiVersion, kind, namespace, name, at }: SeenObject,
  certainty: Certainty,
  lineAt: (at: number) => number,
  table: ApiTable,
): ScanFinding | undefined {
  const fault = table.fault(apiVersion, kind);
  if (fault === undefined) return undefined;
  return { ...fault, certainty, file, line: lineAt(at), apiVersion, kind, namespace, name };
}
