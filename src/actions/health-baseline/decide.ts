import * as z from "zod";
import { foldBaseline } from "../../gates/fold-baseline.ts";
import { type BaselineValue, measurementSchema } from "../../gates/measurement.ts";
import type { Data } from "../../model/data.ts";
import { formatDuration } from "../../model/duration.ts";
import { contentHash, shortHash } from "../../model/hash.ts";
import { SCHEMA_VERSION } from "../../model/names.ts";
import type { Decision, LookContext } from "../action.ts";
import { readMemo } from "../read-memo.ts";
import { asJson, type Baseline, illBefore, sourceWords } from "../health-signals/evidence.ts";
import { measuredShape, type Metric, metricsOf } from "../health-signals/gate-input.ts";
import type { Measured } from "../health-signals/measure-metrics.ts";
import { ALL_SIGNALS, foldOf } from "../health-signals/signal.ts";

export const baselineInput = z.strictObject({
  /** How long it is watched; 0 is one look. */
  forMs: z.int().min(0),
  ...measuredShape,
});

export type BaselineInput = Data<typeof baselineInput>;

/** So many samples at most, and no more often than every so many milliseconds. */
const SAMPLES = 20;
const LEAST_INTERVAL_MS = 15_000;
const NAMED = 3;

/** What was gathered in the looks so far. */
export const samplesSchema = z.array(
  z.strictObject({ atMs: z.number(), measured: z.record(z.string(), measurementSchema) }),
);

export type Samples = Data<typeof samplesSchema>;

export interface BaselineSeen {
  readonly measured: Measured;
  readonly samples: Samples;
}

/** All that is measured for a baseline; rules that stand beside a metric are for the checks against it. */
export function baselineMetrics(input: BaselineInput): readonly Metric[] {
  return metricsOf(input, ALL_SIGNALS, {
    failureLimit: 0,
    inconclusiveLimit: 0,
    consecutiveErrorLimit: 0,
    consecutiveSuccessLimit: 0,
  });
}

const memoSchema = z.strictObject({ fromMs: z.number() });

/** Gathers samples until its time is over, and then gives what they come to, by its hash. */
export function decideBaseline(
  { measured, samples }: BaselineSeen,
  input: BaselineInput,
  { memo, nowMs, cluster, step }: LookContext,
): Decision<never> {
  const { fromMs } = readMemo(memoSchema, memo) ?? { fromMs: nowMs };
  // What a lost process gathered before this one began belongs to it as well, but no later look of the same time.
  const all: Samples = [...samples.filter(({ atMs }) => atMs < nowMs), { atMs: nowMs, measured }];
  const endMs = fromMs + input.forMs;
  if (nowMs < endMs) {
    const interval = Math.max(LEAST_INTERVAL_MS, Math.ceil(input.forMs / SAMPLES));
    const progress = `takes the baseline: ${all.length} ${all.length === 1 ? "look" : "looks"} so far`;
    const afterMs = Math.min(interval, endMs - nowMs);
    return {
      deeds: [],
      outcome: { kind: "requeue", afterMs, progress },
      memo: { fromMs },
      draft: asJson(all),
    };
  }
  const baseline = baselineOf(baselineMetrics(input), all, { cluster, step });
  const known = Object.keys(baseline.metrics).length;
  if (known === 0) {
    const why = `nothing could be measured: ${Object.values(baseline.unknown)[0] ?? "nothing was asked for"}`;
    return {
      deeds: [],
      outcome: { kind: "failed", class: "transient", why },
      memo: null,
      draft: [],
    };
  }
  const json = asJson(baseline);
  const hash = contentHash(json);
  const summary = `baseline ${shortHash(hash)} of ${known} ${known === 1 ? "signal" : "signals"} over ${formatDuration(Math.round((nowMs - fromMs) / 1_000) * 1_000)}${sayings(baseline)}`;
  const outcome = { kind: "done", summary, outputs: { baseline: hash } } as const;
  return { deeds: [], outcome, memo: { fromMs }, evidence: json, draft: [] };
}

function sayings({ metrics, unknown }: Baseline): string {
  const ill = illBefore(metrics);
  const missing = Object.entries(unknown).map(([name, why]) => `${name} (${why})`);
  return [
    ...(ill.length === 0 ? [] : [`ill already: ${clipped(ill)}`]),
    ...(missing.length === 0 ? [] : [`not known: ${clipped(missing)}`]),
  ]
    .map((words) => `; ${words}`)
    .join("");
}

function clipped(words: readonly string[]): string {
  const more = words.length - NAMED;
  const named = words.slice(0, NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

function baselineOf(
  metrics: readonly Metric[],
  samples: Samples,
  of: { readonly cluster: string; readonly step: string },
): Baseline {
  const folded = metrics.map(({ name }) => [name, foldMetric(name, samples)] as const);
  const known = folded.filter(
    (one): one is readonly [string, BaselineValue] => one[1] !== undefined,
  );
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: "Baseline",
    ...of,
    fromMs: samples[0]?.atMs ?? 0,
    untilMs: samples.at(-1)?.atMs ?? 0,
    metrics: Object.fromEntries(known),
    sources: Object.fromEntries(metrics.map((metric) => [metric.name, sourceWords(metric)])),
    unknown: Object.fromEntries(
      folded
        .filter(([, value]) => value === undefined)
        .map(([name]) => [name, whyUnknown(name, samples)]),
    ),
  };
}

/** Of what may be believed: a value with a doubt tells nothing sure of before. */
function foldMetric(name: string, samples: Samples): BaselineValue | undefined {
  const values = samples.flatMap(({ measured }) => {
    const found = measured[name];
    return found?.kind === "value" && found.doubt === undefined ? [found] : [];
  });
  return foldBaseline(values, foldOf(name));
}

function whyUnknown(name: string, samples: Samples): string {
  const last = samples.at(-1)?.measured[name];
  if (last === undefined) return "it was not asked for";
  return last.kind === "value" ? (last.doubt ?? "") : last.why;
}
