import { type Excess, excessOver, excessWords } from "./excess.ts";
import type { BaselineValue, Measurement } from "./measurement.ts";
import type { Limits, MetricRule } from "./metric-rule.ts";
import { numberWords } from "./number-words.ts";

export type MeasurementPhase = "success" | "failed" | "inconclusive" | "error";

/** What one measurement means. */
export interface Judged {
  readonly phase: MeasurementPhase;
  /** Why, with the values and the limits that decided. */
  readonly words: string;
  /** What was as bad at the baseline already: said, and not held against what was done since. */
  readonly before: readonly string[];
}

type Conditions = Pick<MetricRule, "success" | "failure">;

/**
 * Holds a measurement against its limits, as Argo Rollouts does with its two conditions: outside of
 * `failure` fails; within `success` is well; with one of them alone the other follows; between the
 * two is inconclusive. No data and stale data are inconclusive, whatever the limits are (ours).
 */
export function judgeMeasurement(
  measured: Measurement,
  conditions: Conditions,
  baseline: BaselineValue | undefined,
): Judged {
  switch (measured.kind) {
    case "no-data":
      return { phase: "inconclusive", words: `no data: ${measured.why}`, before: [] };
    case "stale":
      return { phase: "inconclusive", words: `stale: ${measured.why}`, before: [] };
    case "error":
      return { phase: "error", words: `cannot be measured: ${measured.why}`, before: [] };
    case "value":
      return judgeValue(measured, conditions, baseline);
  }
}

function judgeValue(
  { value, parts, doubt }: Extract<Measurement, { kind: "value" }>,
  { success, failure }: Conditions,
  baseline: BaselineValue | undefined,
): Judged {
  const excess = parts === undefined ? undefined : excessOver(parts, baseline?.parts);
  const seen: Seen = { value: excess?.total ?? value, excess, baseline };
  const fails = checkLimits(seen, failure);
  const passes = checkLimits(seen, success);
  const before = [...(excess?.before ?? []), ...fails.before, ...passes.before];
  const says = (phase: MeasurementPhase, why: readonly string[]): Judged => ({
    phase,
    words: why.length > 0 ? why.join(", ") : seenWords(seen),
    before: [...new Set(before)],
  });
  if (fails.outside.length > 0) return says("failed", fails.outside);
  if (fails.unknown.length > 0) return says("inconclusive", fails.unknown);
  if (passes.outside.length > 0) {
    return failure === undefined
      ? says("failed", passes.outside)
      : says(
          "inconclusive",
          passes.outside.map((why) => `${why}, which is not yet a failure`),
        );
  }
  if (passes.unknown.length > 0) return says("inconclusive", passes.unknown);
  return doubt === undefined ? says("success", []) : says("inconclusive", [`stale: ${doubt}`]);
}

interface Seen {
  readonly value: number;
  readonly excess: Excess | undefined;
  readonly baseline: BaselineValue | undefined;
}

interface Checked {
  readonly outside: readonly string[];
  /** Limits that need a baseline, where there is none. */
  readonly unknown: readonly string[];
  readonly before: readonly string[];
}

const WITHIN: Checked = { outside: [], unknown: [], before: [] };

function checkLimits(seen: Seen, limits: Limits | undefined): Checked {
  if (limits === undefined) return WITHIN;
  const checks = [
    limits.max === undefined ? WITHIN : checkEnd(seen, limits.max, 1),
    limits.min === undefined ? WITHIN : checkEnd(seen, limits.min, -1),
    limits.maxRise === undefined ? WITHIN : checkChange(seen, limits.maxRise, 1),
    limits.maxFall === undefined ? WITHIN : checkChange(seen, limits.maxFall, -1),
  ];
  return {
    outside: checks.flatMap(({ outside }) => outside),
    unknown: checks.flatMap(({ unknown }) => unknown),
    before: checks.flatMap(({ before }) => before),
  };
}

/** An absolute limit: the upper end (`sign` 1) or the lower one (-1). What was beyond it before, and is no worse, is not blamed on what was done since. */
function checkEnd(seen: Seen, limit: number, sign: 1 | -1): Checked {
  const { value, excess, baseline } = seen;
  if (sign * (value - limit) <= 0) return WITHIN;
  const end = sign === 1 ? `at most ${numberWords(limit)}` : `at least ${numberWords(limit)}`;
  const worst = sign === 1 ? baseline?.max : baseline?.min;
  const wasBeyond = worst !== undefined && sign * (worst - limit) > 0;
  if (wasBeyond && excess === undefined && sign * (value - worst) <= 0) {
    const words = `${numberWords(value)}, and ${numberWords(worst)} at the baseline, where ${end} is asked for`;
    return { ...WITHIN, before: [words] };
  }
  return { ...WITHIN, outside: [`${seenWords(seen)}, expected ${end}`] };
}

/** A limit of the change against the baseline's median: of a rise (`sign` 1) or of a fall (-1). */
function checkChange(seen: Seen, limit: number | string, sign: 1 | -1): Checked {
  const { value, excess, baseline } = seen;
  const what = sign === 1 ? "rise" : "fall";
  const most = typeof limit === "string" ? limit : numberWords(limit);
  // Named things are each held against themselves already: what is left is the rise.
  const base = excess === undefined ? baseline?.value : baseline && 0;
  if (base === undefined) {
    return { ...WITHIN, unknown: [`no baseline to compare with: a ${what} of ${most} at most`] };
  }
  const share = excess === undefined ? base : (baseline?.value ?? 0);
  const allowed =
    typeof limit === "string" ? (Math.abs(share) * Number.parseFloat(limit)) / 100 : limit;
  if (sign * (value - base) - allowed <= ROUNDING * Math.abs(base)) return WITHIN;
  return { ...WITHIN, outside: [`${seenWords(seen)}, expected a ${what} of at most ${most}`] };
}

/** 1.1 × 10 is not quite 11 in binary; a limit that is met exactly is met. */
const ROUNDING = 1e-12;

function seenWords({ value, excess, baseline }: Seen): string {
  if (excess !== undefined) return excessWords(excess);
  if (baseline === undefined) return numberWords(value);
  return `${numberWords(value)} (${numberWords(baseline.value)} at the baseline)`;
}
