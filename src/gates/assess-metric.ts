import { effectiveCount, type MetricRule } from "./metric-rule.ts";
import type { Tally } from "./tally.ts";

/** From the best to the worst (semantics 3). */
export const METRIC_PHASES = ["pass", "inconclusive", "error", "fail"] as const;
export type MetricPhase = (typeof METRIC_PHASES)[number];

export interface Assessed {
  readonly phase: MetricPhase | "running";
  /** Which limit decided; empty while it runs, and where nothing was asked beyond a measurement. */
  readonly why: string;
}

/**
 * What a metric comes to. A limit is violated only by more than it. Within one metric a violated error
 * limit stands above one of failures or of inconclusive measurements (semantics 3). `over` says that
 * no further measurement is made: without a violation that is a pass, but never without a measurement,
 * nor when the successes in a row that were asked for did not come.
 */
export function assessMetric(rule: MetricRule, tally: Tally, over: boolean): Assessed {
  const { errors, failed, inconclusive, wells } = tally;
  const { consecutiveErrorLimit, failureLimit, inconclusiveLimit } = rule;
  if (errors > consecutiveErrorLimit) {
    return { phase: "error", why: `${inARow("errors", errors)}, ${atMost(consecutiveErrorLimit)}` };
  }
  if (failureLimit >= 0 && failed > failureLimit) {
    return { phase: "fail", why: `${times("failed", failed)}, ${atMost(failureLimit)}` };
  }
  if (inconclusiveLimit >= 0 && inconclusive > inconclusiveLimit) {
    const why = `${times("inconclusive", inconclusive)}, ${atMost(inconclusiveLimit)}`;
    return { phase: "inconclusive", why };
  }
  const wanted = rule.consecutiveSuccessLimit;
  if (wanted > 0 && wells >= wanted) return { phase: "pass", why: inARow("well", wells) };
  const count = effectiveCount(rule);
  if (count !== undefined && tally.n >= count) return atTheEnd(rule, tally);
  return over ? atTheEnd(rule, tally) : { phase: "running", why: "" };
}

function atTheEnd({ consecutiveSuccessLimit: wanted }: MetricRule, tally: Tally): Assessed {
  if (tally.n === 0) return { phase: "inconclusive", why: "nothing was measured" };
  if (wanted > 0) {
    const why = `${tally.wells} of ${wanted} in a row were well when it ended`;
    return { phase: "inconclusive", why };
  }
  // All that was allowed and none of it well is no sign of health (ours).
  if (tally.n === tally.inconclusive) {
    return { phase: "inconclusive", why: "no measurement had a verdict" };
  }
  return { phase: "pass", why: `measured ${tally.n === 1 ? "once" : `${tally.n} times`}` };
}

/** A wrong query or a source that is away is asked again so soon, if the interval is not sooner. */
const ERROR_RETRY_MS = 10_000;

/** When it is measured next; only asked of one that runs. */
export function nextMeasurementMs(rule: MetricRule, tally: Tally, startedAtMs: number): number {
  const { intervalMs, initialDelayMs } = rule;
  if (tally.atMs === undefined) return startedAtMs + initialDelayMs;
  if (tally.errors > 0) return tally.atMs + Math.min(intervalMs ?? ERROR_RETRY_MS, ERROR_RETRY_MS);
  return tally.atMs + (intervalMs ?? ERROR_RETRY_MS);
}

const atMost = (limit: number): string => `at most ${limit} allowed`;
const inARow = (what: string, count: number): string =>
  count === 1 ? `${what} once` : `${what} ${count} times in a row`;
const times = (what: string, count: number): string =>
  count === 1 ? `${what} once` : `${what} ${count} times`;
