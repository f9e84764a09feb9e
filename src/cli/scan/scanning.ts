import type { Facts } from "../../knowledge/knowledge.ts";
import type { ScanResult, ScanTarget } from "../../assess/scan/scan-finding.ts";
import { scanText, type ScanInput } from "../../assess/scan/scan-text.ts";

/** What every text of one scan is held against. */
export interface Scanning {
  readonly target: ScanTarget;
  readonly scan: (input: ScanInput) => ScanResult;
}

export function scanningFor(facts: Facts, target: ScanTarget): Scanning {
  return { target, scan: (input) => scanText(input, facts, target) };
}
