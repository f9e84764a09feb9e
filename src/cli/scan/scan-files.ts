import path from "node:path";
import type { ScanResult, Unread } from "../../assess/scan/scan-finding.ts";
import { isKustomization } from "./kustomization-name.ts";
import { readSource } from "./read-source.ts";
import type { Scanning } from "./scanning.ts";

/** What was found in some files, and which of them were looked at. */
export interface FilesResult extends ScanResult {
  readonly files: readonly string[];
}

/** Reads and scans files (`-` is stdin) one after the other, so that memory holds one of them. */
export async function scanFiles(
  names: readonly string[],
  scanning: Scanning,
): Promise<FilesResult> {
  const results: ScanResult[] = [];
  const files: string[] = [];
  for (const name of names) {
    const file = name === "-" ? "stdin" : name;
    const content = readSource(name);
    if (content.kind === "unread") {
      results.push(unreadResult([content.unread]));
      continue;
    }
    files.push(file);
    results.push(scanning.scan({ file, text: content.text, origin: originOf(file) }));
    if (isKustomization(path.basename(file))) {
      const { scanKustomization } = await import("./scan-kustomization.ts");
      results.push(scanKustomization(file, content.text, scanning));
    }
  }
  return { ...joined(results), files };
}

/** What lies outside of a chart and is called like a part of one. */
function originOf(file: string): "manifest" | "template" {
  return file.endsWith(".tpl") ? "template" : "manifest";
}

export function unreadResult(unread: readonly Unread[]): ScanResult {
  return { findings: [], unread, objects: 0 };
}

/** The results of several texts as that of one. */
export function joined(results: readonly ScanResult[]): ScanResult {
  return {
    findings: results.flatMap(({ findings }) => findings),
    unread: results.flatMap(({ unread }) => unread),
    objects: results.reduce((sum, { objects }) => sum + objects, 0),
  };
}
