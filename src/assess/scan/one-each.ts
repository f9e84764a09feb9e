import type { Certainty, ScanFinding } from "./scan-finding.ts";

const RANK: Readonly<Record<Certainty, number>> = { certain: 0, possible: 1, hint: 2 };

/** One finding per object of a file: the surest, and of equal ones the first. */
export function oneEach(findings: readonly ScanFinding[]): readonly ScanFinding[] {
  if (findings.length < 2) return findings;
  const kept = new Map<string, ScanFinding>();
  for (const finding of findings) {
    const key = identity(finding);
    const other = kept.get(key);
    if (other === undefined || RANK[finding.certainty] < RANK[other.certainty]) {
      kept.set(key, finding);
    }
  }
  return [...kept.values()].toSorted((a, b) => a.line - b.line);
}

/** Objects without a name are told apart by where they stand. */
function identity({ apiVersion, kind, namespace, name, line }: ScanFinding): string {
  return JSON.stringify([apiVersion, kind, namespace, name === "" ? line : name]);
}
