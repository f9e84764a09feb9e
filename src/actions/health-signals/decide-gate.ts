import * as z from "zod";
import { assessMetric, nextMeasurementMs, type Assessed } from "../../gates/assess-metric.ts";
import { judgeMeasurement } from "../../gates/judge-measurement.ts";
import { reduceGate, type Reduced } from "../../gates/reduce-gate.ts";
import { addMeasurement, NO_MEASUREMENT, type Tally } from "../../gates/tally.ts";
import type { Data, Json } from "../../model/data.ts";
import { contentHash, shortHash } from "../../model/hash.ts";
import { SCHEMA_VERSION } from "../../model/names.ts";
import type { Decision, LookContext } from "../action.ts";
import {
  addKept,
  asJson,
  sourceWords,
  valueOf,
  type Baseline,
  type GateEvidence,
  type KeptMetrics,
  type MetricEvidence,
} from "./evidence.ts";
import type { Metric } from "./gate-input.ts";
import type { Measured } from "./measure-metrics.ts";

const packedSchema = z.tuple([z.int(), z.int(), z.int(), z.int(), z.int(), z.number()]);

/** What is remembered from look to look: counts of each metric in their order, and nothing that was measured. */
export const gateMemoSchema = z.strictObject({
  fromMs: z.number(),
  /** Measurements, failed, inconclusive, well in a row, errors in a row, and when the last was: -1 before the first. */
  tallies: z.array(packedSchema),
  /** What a person was asked, once it was. */
  asked: z.string().optional(),
});

export type GateMemo = Data<typeof gateMemoSchema>;

/** Where a gate stands before a look. */
export interface GateState {
  readonly fromMs: number;
  readonly tallies: readonly Tally[];
  readonly asked: string | undefined;
}

/** A person is asked for once; the next look after so long begins to measure anew. */
const AGAIN_MS = 60_000;
const NAMED = 3;
const WORDS_LIMIT = 400;

/** Begins anew when nothing is remembered, or something of another number of metrics. */
export function gateState(memo: GateMemo | undefined, metrics: number, nowMs: number): GateState {
  if (memo === undefined || memo.tallies.length !== metrics) {
    return {
      fromMs: nowMs,
      tallies: Array.from({ length: metrics }, () => NO_MEASUREMENT),
      asked: undefined,
    };
  }
  return { fromMs: memo.fromMs, tallies: memo.tallies.map(unpacked), asked: memo.asked };
}

/** Metrics that are to be measured now: those that run, and whose time has come. */
export function dueMetrics(
  metrics: readonly Metric[],
  state: GateState,
  nowMs: number,
): readonly Metric[] {
  return metrics.filter(({ rule }, at) => {
    const tally = state.tallies[at] ?? NO_MEASUREMENT;
    return (
      assessMetric(rule, tally, false).phase === "running" &&
      nextMeasurementMs(rule, tally, state.fromMs) <= nowMs
    );
  });
}

export interface GateLook {
  readonly metrics: readonly Metric[];
  readonly measured: Measured;
  readonly state: GateState;
  readonly kept: KeptMetrics;
  readonly baseline: { readonly hash: string; readonly was: Baseline } | undefined;
  /** How long it goes on at most, for metrics that do not end by themselves. */
  readonly forMs: number | undefined;
}

/** Adds a look's measurements, and says what they come to: on, well, failed, or a question to a person. */
export function decideGate(
  look: GateLook,
  context: Pick<LookContext, "nowMs" | "cluster" | "step" | "rollout">,
): Decision<never> {
  const { metrics, state } = look;
  const { nowMs } = context;
  const over = look.forMs !== undefined && nowMs - state.fromMs >= look.forMs;
  const taken = metrics.map((metric, at) => takeMetric(look, metric, at, nowMs, over));
  const kept = taken.reduce(
    (all, { added }) => (added === undefined ? all : addKept(all, ...added)),
    look.kept,
  );
  const reduced = reduceGate(
    taken.map(({ metric, assessed, words }) => ({
      name: metric.name,
      dryRun: metric.rule.dryRun,
      assessed,
      words,
    })),
  );
  const memo = memoOf(state, taken);
  if (reduced.kind === "running") return goOn(look, taken, kept, memo, nowMs);
  const evidence = evidenceOf(look, taken, kept, reduced, context);
  return {
    ...concluded(reduced, taken, evidence, memo, state.asked, context),
    evidence: asJson(evidence),
  };
}

interface Taken {
  readonly metric: Metric;
  readonly tally: Tally;
  readonly assessed: Assessed;
  /** What was seen last. */
  readonly words: string;
  readonly before: readonly string[];
  readonly added: readonly [name: string, measurement: KeptMetrics[string][number]] | undefined;
}

function takeMetric(
  { measured, state, kept, baseline }: GateLook,
  metric: Metric,
  at: number,
  nowMs: number,
  over: boolean,
): Taken {
  const { name, rule } = metric;
  const tally = state.tallies[at] ?? NO_MEASUREMENT;
  const found = measured[name];
  if (found === undefined) {
    const last = kept[name]?.at(-1);
    const { words = "not measured yet", before = [] } = last ?? {};
    const assessed = assessMetric(rule, tally, over);
    return { metric, tally, assessed, words, before, added: undefined };
  }
  const { phase, words, before } = judgeMeasurement(found, rule, baseline?.was.metrics[name]);
  const next = addMeasurement(tally, phase, nowMs);
  const value = valueOf(found);
  const measurement = {
    atMs: nowMs,
    phase,
    words,
    ...(value !== undefined && { value }),
    ...(before.length > 0 && { before: [...before] }),
  };
  const added = [name, measurement] as const;
  return { metric, tally: next, assessed: assessMetric(rule, next, over), words, before, added };
}

function goOn(
  { state, forMs, metrics }: GateLook,
  taken: readonly Taken[],
  kept: KeptMetrics,
  memo: Json,
  nowMs: number,
): Decision<never> {
  const running = taken.filter(({ assessed }) => assessed.phase === "running");
  const nextMs = Math.min(
    ...running.map(({ metric, tally }) => nextMeasurementMs(metric.rule, tally, state.fromMs)),
    forMs === undefined ? Infinity : state.fromMs + forMs,
  );
  const afterMs = Math.max(1_000, nextMs - nowMs);
  const draft = asJson(kept);
  if (state.asked !== undefined) {
    // It was asked already: until there is another verdict, somebody is still needed.
    const outcome = { kind: "waiting", afterMs, for: state.asked, needsPerson: true } as const;
    return { deeds: [], outcome, memo, draft };
  }
  const ill = taken.filter(({ added }) => added !== undefined && added[1].phase !== "success");
  const done = metrics.length - running.length;
  const words =
    ill.length === 0
      ? `well so far, ${done} of ${metrics.length} measured to the end`
      : `not well now: ${clipped(ill.map(({ metric, words: seen }) => `${metric.name}: ${seen}`))}`;
  return { deeds: [], outcome: { kind: "requeue", afterMs, progress: words }, memo, draft };
}

/** What ends it, or asks. A step that asked begins to measure anew, and goes on by itself when that is well. */
function concluded(
  { verdict }: Extract<Reduced, { kind: "over" }>,
  taken: readonly Taken[],
  evidence: GateEvidence,
  memo: Json,
  asked: string | undefined,
  { rollout, cluster, step, nowMs }: Pick<LookContext, "rollout" | "cluster" | "step" | "nowMs">,
): Decision<never> {
  const hash = contentHash(asJson(evidence));
  const words = clipped(verdict.evidence);
  const before = taken.flatMap((one) => one.before);
  const onTrial = taken
    .filter(({ metric, assessed }) => metric.rule.dryRun && assessed.phase === "fail")
    .map(({ metric, words: seen }) => `${metric.name}: ${seen}`);
  const said = [
    ...(before.length === 0 ? [] : [`; ill before already: ${clipped(before)}`]),
    ...(onTrial.length === 0
      ? []
      : [`; would have failed, and only runs dry: ${clipped(onTrial)}`]),
  ].join("");
  const where = `evidence ${shortHash(hash)}`;
  switch (verdict.kind) {
    case "pass": {
      const summary = `healthy: ${words}${said}; ${where}`;
      const outcome = { kind: "done", summary, outputs: { evidence: hash } } as const;
      return { deeds: [], outcome, memo };
    }
    case "fail": {
      const why = `${words}${said}; ${where}`;
      return { deeds: [], outcome: { kind: "failed", class: "terminal", why }, memo };
    }
    case "inconclusive": {
      const skip = `fleetlift skip ${rollout} ${cluster} --step ${step} --reason TEXT`;
      const asks =
        asked ??
        `health is not known: ${words}; ${where}. It goes on when this can be measured and is well, or without: ${skip}`;
      const anew: GateMemo = {
        fromMs: nowMs,
        tallies: taken.map(() => packed(NO_MEASUREMENT)),
        asked: asks.slice(0, WORDS_LIMIT * 2),
      };
      const outcome = {
        kind: "waiting",
        afterMs: AGAIN_MS,
        for: anew.asked ?? asks,
        needsPerson: true,
      } as const;
      return { deeds: [], outcome, memo: asJson(anew) };
    }
  }
}

function clipped(words: readonly string[]): string {
  const more = words.length - NAMED;
  const named = words.slice(0, NAMED).join(", ");
  const all = more > 0 ? `${named} and ${more} more` : named;
  return all.length > WORDS_LIMIT ? `${all.slice(0, WORDS_LIMIT)} …` : all;
}

function evidenceOf(
  { state, baseline }: GateLook,
  taken: readonly Taken[],
  kept: KeptMetrics,
  { verdict }: Extract<Reduced, { kind: "over" }>,
  { nowMs, cluster, step }: Pick<LookContext, "nowMs" | "cluster" | "step">,
): GateEvidence {
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: "GateEvidence",
    cluster,
    step,
    fromMs: state.fromMs,
    atMs: nowMs,
    verdict: verdict.kind,
    evidence: verdict.evidence,
    ...(baseline !== undefined && { baseline: baseline.hash }),
    metrics: taken.map((one) => metricEvidence(one, kept, baseline?.was)),
  };
}

function metricEvidence(
  { metric, assessed, before }: Taken,
  kept: KeptMetrics,
  was: Baseline | undefined,
): MetricEvidence {
  const { name, rule } = metric;
  const { success, failure } = rule;
  const then = was?.metrics[name];
  return {
    name,
    source: sourceWords(metric),
    dryRun: rule.dryRun,
    phase: assessed.phase,
    why: assessed.why,
    ...(success !== undefined && { success }),
    ...(failure !== undefined && { failure }),
    ...(then !== undefined && { baseline: then }),
    before: [...before],
    measurements: [...(kept[name] ?? [])],
  };
}

function memoOf({ fromMs, asked }: GateState, taken: readonly Taken[]): Json {
  const tallies = taken.map(({ tally }) => packed(tally));
  return asJson({ fromMs, tallies, ...(asked !== undefined && { asked }) });
}

function packed({
  n,
  failed,
  inconclusive,
  wells,
  errors,
  atMs = -1,
}: Tally): z.infer<typeof packedSchema> {
  return [n, failed, inconclusive, wells, errors, atMs];
}

function unpacked([
  n = 0,
  failed = 0,
  inconclusive = 0,
  wells = 0,
  errors = 0,
  atMs = -1,
]: readonly number[]): Tally {
  return { n, failed, inconclusive, wells, errors, ...(atMs >= 0 && { atMs }) };
}
