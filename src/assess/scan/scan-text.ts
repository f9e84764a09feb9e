import type { Json } from "../../model/data.ts";
import type { ScanFacts } from "./scan-facts.ts";
import { apiTable } from "./api-table.ts";
import { oneEach } from "./one-each.ts";
import { scanDocument } from "./scan-document.ts";
import type { ScanFinding, ScanResult, ScanTarget, Unread } from "./scan-finding.ts";
import { scanTemplate } from "./template/scan-template.ts";
import { countLines, splitDocuments } from "./split-documents.ts";
import { mayBeJson, splitJson } from "./split-json.ts";
import { isJson } from "./read-json-tree.ts";

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
 *
 * Read means: every document that names a field of objects was parsed to its end. One that holds
 * neither `apiVersion` nor `kind`, nor a way to hide them, is no object and is passed over, be it
 * whole or broken.
 */
export function scanText(input: ScanInput, facts: ScanFacts, target: ScanTarget): ScanResult {
  const table = apiTable(facts, target);
  const { file } = input;
  const text = plainBreaks(withoutMarks(input.text));
  const zero = text.indexOf("\0");
  if (zero !== -1) return unreadable(file, 1 + countLines(text, 0, zero));
  if (input.origin === "template") return scanTemplate({ ...input, text }, table);
  const findings: ScanFinding[] = [];
  const unread: Unread[] = [];
  let objects = 0;
  for (const document of documentsOf(text)) {
    const result = scanDocument(file, document, table);
    findings.push(...result.findings);
    unread.push(...result.unread);
    objects += result.objects;
  }
  return { findings: oneEach(findings), unread, objects };
}

/** JSON values one after the other are documents too; what only looks like JSON is flow style. */
function* documentsOf(text: string): ReturnType<typeof splitDocuments> {
  for (const document of splitDocuments(text)) {
    const values = mayBeJson(document.text) ? [...splitJson(document)] : [];
    if (values.length > 1 && values.some((value) => isJson(value.text))) yield* values;
    else yield document;
  }
}

/** Files that were joined have byte-order marks where each began; in front of a line they mean nothing. */
function withoutMarks(text: string): string {
  return text.includes("\uFEFF") ? text.replaceAll(/(^|\n)\uFEFF/g, "$1") : text;
}

/** A carriage return on its own ends a line too (YAML 1.2, 5.4); places stay where they are. */
function plainBreaks(text: string): string {
  return text.includes("\r") ? text.replaceAll(/\r(?!\n)/g, "\n") : text;
}

function unreadable(file: string, line: number): ScanResult {
  const reason = "a NUL character: it is binary, or text of another encoding";
  const help = "name the manifests that it was made from, as UTF-8";
  return { findings: [], unread: [{ file, line, reason, help }], objects: 0 };
}
