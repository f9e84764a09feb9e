import { API_VERSION } from "../../model/names.ts";
import type { ScanFinding, ScanProblem, Unread } from "../../assess/scan/scan-finding.ts";
import { isFailing, type ScanGate, type ScanReport } from "../scan/scan-report.ts";

/** The report for programs; fields are only ever added to it within one `apiVersion`. */
export interface ScanDocument {
  readonly apiVersion: string;
  readonly kind: "ScanReport";
  readonly target: string;
  readonly current?: string | undefined;
  readonly summary: {
    readonly files: number;
    readonly objects: number;
    readonly findings: number;
    readonly byProblem: Readonly<Record<ScanProblem, number>>;
    /** Findings at or above `--fail-on`. */
    readonly failing: number;
    readonly unread: number;
  };
  readonly findings: readonly (ScanFinding & { readonly failing: boolean })[];
  readonly unread: readonly Unread[];
}

export function scanDocument(report: ScanReport, gate: ScanGate): ScanDocument {
  const { target, findings, unread } = report;
  const told = findings.map((each) => ({ ...each, failing: isFailing(each, gate, target) }));
  const numberOf = (problem: ScanProblem): number =>
    findings.filter((finding) => finding.problem === problem).length;
  return {
    apiVersion: API_VERSION,
    kind: "ScanReport",
    target: target.target,
    current: target.current,
    summary: {
      files: report.files.length,
      objects: report.objects,
      findings: findings.length,
      byProblem: {
        removed: numberOf("removed"),
        "replacement-not-served": numberOf("replacement-not-served"),
        deprecated: numberOf("deprecated"),
      },
      failing: told.filter(({ failing }) => failing).length,
      unread: unread.length,
    },
    findings: told,
    unread,
  };
}
