import { numberWords } from "../gates/number-words.ts";
import type { Evidence } from "../server/routes/evidence.ts";
import type { Look } from "./render/output.ts";

/** One metric of a verdict, or of a baseline, as a row. */
export interface EvidenceRow {
  readonly metric: string;
  readonly verdict: string;
  readonly now: string;
  readonly baseline: string;
  readonly why: string;
  readonly source: string;
}

export const evidenceLook: Look<EvidenceRow> = {
  kind: "evidence",
  name: ({ metric }) => metric,
  columns: [
    { title: "metric", value: ({ metric }) => metric },
    { title: "verdict", value: ({ verdict }) => verdict },
    { title: "now", value: ({ now }) => now },
    { title: "baseline", value: ({ baseline }) => baseline },
    { title: "why", value: ({ why }) => why },
    { title: "source", value: ({ source }) => source, wide: true },
  ],
};

/** A row for each metric, in the order in which they were measured. */
export function evidenceRows(evidence: Evidence): readonly EvidenceRow[] {
  if (evidence.kind === "Baseline") return baselineRows(evidence);
  return evidence.metrics.map((metric) => {
    const last = metric.measurements.at(-1);
    return {
      metric: metric.name,
      verdict: metric.dryRun ? `(${metric.phase})` : metric.phase,
      now: last?.value === undefined ? "" : numberWords(last.value),
      baseline: metric.baseline === undefined ? "" : numberWords(metric.baseline.value),
      why: [last?.words ?? "not measured", metric.why, ...metric.before]
        .filter((words) => words !== "")
        .join("; "),
      source: metric.source,
    };
  });
}

function baselineRows({
  metrics,
  sources,
  unknown,
}: Extract<Evidence, { kind: "Baseline" }>): readonly EvidenceRow[] {
  const known = Object.entries(metrics).map(([metric, was]) => ({
    metric,
    verdict: "",
    now: "",
    baseline: numberWords(was.value),
    why: [
      `${numberWords(was.min)} to ${numberWords(was.max)} in ${was.samples} ${was.samples === 1 ? "sample" : "samples"}`,
      ...Object.entries(was.parts ?? {}).map(([name, amount]) => `${name} ${numberWords(amount)}`),
    ].join("; "),
    source: sources[metric] ?? "",
  }));
  const missing = Object.entries(unknown).map(([metric, why]) => ({
    metric,
    verdict: "unknown",
    now: "",
    baseline: "",
    why,
    source: sources[metric] ?? "",
  }));
  return [...known, ...missing];
}
