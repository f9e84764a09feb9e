import { minorNumber } from "../../model/version.ts";
import type {
  Certainty,
  ScanFinding,
  ScanProblem,
  ScanResult,
  ScanTarget,
} from "../../assess/scan/scan-finding.ts";

/** All that one scan found, in order: the worst first, then by API and place. */
export interface ScanReport extends ScanResult {
  readonly target: ScanTarget;
  /** Every file that was read, or packed in one that was, without those that are unread as a whole. */
  readonly files: readonly string[];
  /** Charts among what was scanned. */
  readonly charts: number;
}

/** From which findings on a scan fails, as `--fail-on` and `--certainty` say. */
export interface ScanGate {
  readonly failOn: FailOn;
  /** The least certain that counts. */
  readonly certainty: Certainty;
  /** What was not read fails too. */
  readonly strict: boolean;
}

export const FAIL_ON = ["removed", "replacement-not-served", "deprecated", "none"] as const;
export type FailOn = (typeof FAIL_ON)[number];

export const PROBLEMS: readonly ScanProblem[] = ["removed", "replacement-not-served", "deprecated"];
export const CERTAINTIES: readonly Certainty[] = ["certain", "possible", "hint"];

/** A report of the parts; what is found twice at one place is told once. */
export function reportOf(
  target: ScanTarget,
  parts: readonly ScanResult[],
  { files, charts }: Pick<ScanReport, "files" | "charts">,
): ScanReport {
  const findings = parts.flatMap((part) => part.findings);
  const unread = parts.flatMap((part) => part.unread);
  return {
    target,
    findings: [...new Map(findings.map((each) => [placeKey(each), each])).values()].toSorted(
      inOrder,
    ),
    unread: unread.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line),
    objects: parts.reduce((sum, part) => sum + part.objects, 0),
    files: [...new Set(files)].toSorted(compare),
    charts,
  };
}

/** Whether the target does not serve it any more, be there something in its place or not. */
export function isRemoved({ problem, removedIn }: ScanFinding, { target }: ScanTarget): boolean {
  if (problem !== "replacement-not-served") return problem === "removed";
  return removedIn !== undefined && minorNumber(removedIn) <= minorNumber(target);
}

/** Whether a finding is at or above what the gate fails on (semantics 10). */
export function isFailing(finding: ScanFinding, gate: ScanGate, target: ScanTarget): boolean {
  if (CERTAINTIES.indexOf(finding.certainty) > CERTAINTIES.indexOf(gate.certainty)) return false;
  switch (gate.failOn) {
    case "none":
      return false;
    case "removed":
      return isRemoved(finding, target);
    case "replacement-not-served":
      return finding.problem === "replacement-not-served" || isRemoved(finding, target);
    case "deprecated":
      return true;
  }
}

/** Nothing read is as good as everything unread: nobody may take it for a pass. */
export function isNothingRead({ files, unread }: ScanReport): boolean {
  return files.length === 0 && unread.length === 0;
}

function placeKey({ file, line, apiVersion, kind, namespace, name }: ScanFinding): string {
  return `${file}\n${line}\n${apiVersion}\n${kind}\n${namespace}\n${name}`;
}

function inOrder(a: ScanFinding, b: ScanFinding): number {
  return (
    PROBLEMS.indexOf(a.problem) - PROBLEMS.indexOf(b.problem) ||
    compare(a.apiVersion, b.apiVersion) ||
    compare(a.kind, b.kind) ||
    compare(a.file, b.file) ||
    a.line - b.line ||
    compare(a.name, b.name)
  );
}

/** By code units: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
