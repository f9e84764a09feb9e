import type { ScanFacts } from "../../assess/scan/scan-facts.ts";
import type { ScanResult, ScanTarget } from "../../assess/scan/scan-finding.ts";
import { scanText, type ScanInput } from "../../assess/scan/scan-text.ts";

/** What every text of one scan is held against. */
export interface Scanning {
  readonly facts: ScanFacts;
  readonly target: ScanTarget;
  readonly scan: (input: ScanInput) => ScanResult;
}

export function scanningFor(facts: ScanFacts, target: ScanTarget): Scanning {
  return { facts, target, scan: (input) => scanText(input, facts, target) };
}
