import type { GateVerdict } from "../model/gate.ts";
import { type Assessed, METRIC_PHASES, type MetricPhase } from "./assess-metric.ts";

/** One metric's state in the reduction. */
export interface GateMetric {
  readonly name: string;
  readonly dryRun: boolean;
  readonly assessed: Assessed;
  /** What was seen last, in words. */
  readonly words: string;
}

export type Reduced =
  | { readonly kind: "running" }
  | { readonly kind: "over"; readonly verdict: GateVerdict; readonly phase: MetricPhase };

/**
 * The worst of all metrics: pass < inconclusive < error < fail (semantics 3). One that is worse than a
 * pass ends it at once, since nothing could better it; one that only runs dry never counts. An error
 * is a verdict of inconclusive: nobody knows. Nothing to measure is inconclusive too.
 */
export function reduceGate(metrics: readonly GateMetric[]): Reduced {
  const counted = metrics.filter(({ dryRun }) => !dryRun);
  if (counted.length === 0) {
    const evidence = ["no metric counts towards a verdict"];
    return { kind: "over", phase: "inconclusive", verdict: { kind: "inconclusive", evidence } };
  }
  const worst = METRIC_PHASES.findLast((phase) =>
    counted.some(({ assessed }) => assessed.phase === phase),
  );
  const runs = counted.some(({ assessed }) => assessed.phase === "running");
  if (worst === undefined || (worst === "pass" && runs)) return { kind: "running" };
  const deciding = counted.filter(({ assessed }) => assessed.phase === worst);
  const evidence = deciding.map(({ name, words, assessed }) =>
    worst === "pass" ? `${name} ${words}` : `${name}: ${words}, ${assessed.why}`,
  );
  return { kind: "over", phase: worst, verdict: { kind: verdictKind(worst), evidence } };
}

function verdictKind(phase: MetricPhase): GateVerdict["kind"] {
  return phase === "error" ? "inconclusive" : phase;
}
