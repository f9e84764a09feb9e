import type { ScanResult } from "../../assess/scan/scan-finding.ts";
import { kustomizationParts } from "./kustomization.ts";
import type { Scanning } from "./scanning.ts";

/** What a kustomization holds and names beyond its own text, which is scanned as every manifest is. */
export function scanKustomization(file: string, text: string, { scan }: Scanning): ScanResult {
  const { patches, unread } = kustomizationParts(file, text);
  const results = patches.map((patch) => {
    const result = scan({ file, text: patch.text, origin: "manifest" });
    const placed = <At extends { readonly line: number }>(at: At): At => ({
      ...at,
      line: at.line + patch.line - 1,
    });
    return {
      findings: result.findings.map(placed),
      unread: result.unread.map(placed),
      objects: result.objects,
    };
  });
  return {
    findings: results.flatMap(({ findings }) => findings),
    unread: [...unread, ...results.flatMap((result) => result.unread)],
    objects: results.reduce((sum, { objects }) => sum + objects, 0),
  };
}
