import * as z from "zod";
import {
  type BaselineValue,
  baselineValueSchema,
  type Measurement,
} from "../../gates/measurement.ts";
import { limitsSchema } from "../../gates/metric-rule.ts";
import type { Data, Json } from "../../model/data.ts";
import { SCHEMA_VERSION } from "../../model/names.ts";
import type { Metric } from "./gate-input.ts";

/** What a cluster was like, kept under its hash. */
export const baselineSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("Baseline"),
  cluster: z.string(),
  step: z.string(),
  fromMs: z.number(),
  untilMs: z.number(),
  metrics: z.record(z.string(), baselineValueSchema),
  /** Where each value comes from: the query, the address, the signal. */
  sources: z.record(z.string(), z.string()),
  /** What could not be known, with why. */
  unknown: z.record(z.string(), z.string()),
});

export type Baseline = Data<typeof baselineSchema>;

/** One measurement as it is kept: when, what it gave, and what that meant. */
export const keptMeasurementSchema = z.strictObject({
  atMs: z.number(),
  phase: z.enum(["success", "failed", "inconclusive", "error"]),
  value: z.number().optional(),
  words: z.string(),
  /** What was as bad at the baseline already. */
  before: z.array(z.string()).optional(),
});

export type KeptMeasurement = Data<typeof keptMeasurementSchema>;

/** What is gathered of a metric: its last measurements. */
export const keptMetricsSchema = z.record(z.string(), z.array(keptMeasurementSchema));
export type KeptMetrics = Data<typeof keptMetricsSchema>;

const metricEvidenceSchema = z.strictObject({
  name: z.string(),
  source: z.string(),
  dryRun: z.boolean(),
  phase: z.string(),
  why: z.string(),
  success: limitsSchema.optional(),
  failure: limitsSchema.optional(),
  baseline: baselineValueSchema.optional(),
  /** What was as bad before. */
  before: z.array(z.string()),
  measurements: z.array(keptMeasurementSchema),
});

/** What a verdict rests on, kept under its hash. */
export const gateEvidenceSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("GateEvidence"),
  cluster: z.string(),
  step: z.string(),
  fromMs: z.number(),
  atMs: z.number(),
  verdict: z.enum(["pass", "fail", "inconclusive"]),
  evidence: z.array(z.string()),
  /** Hash of the baseline; left out where there was none. */
  baseline: z.string().optional(),
  metrics: z.array(metricEvidenceSchema),
});

export type GateEvidence = Data<typeof gateEvidenceSchema>;
export type MetricEvidence = Data<typeof metricEvidenceSchema>;

/** So many of its measurements are kept of each metric: the last ones, which decided. */
const KEPT = 12;

export function addKept(
  kept: KeptMetrics,
  name: string,
  measurement: KeptMeasurement,
): KeptMetrics {
  return { ...kept, [name]: [...(kept[name] ?? []), measurement].slice(-KEPT) };
}

export function valueOf(measured: Measurement): number | undefined {
  return measured.kind === "value" ? measured.value : undefined;
}

/** Where a metric's value comes from, so that anybody can ask again. */
export function sourceWords({ source }: Metric): string {
  switch (source.kind) {
    case "signal":
      return `signal ${source.signal}`;
    case "query":
      return source.query;
    case "probe":
      return `${source.probe.method} ${source.probe.url}`;
    case "value":
      return "output of an earlier step";
  }
}

/** Without the fields that are there but undefined: JSON has none. */
export function asJson(value: Baseline | GateEvidence | KeptMetrics | object): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}

/** What was ill at the baseline, by name. */
export function illBefore(metrics: Readonly<Record<string, BaselineValue>>): readonly string[] {
  return Object.values(metrics).flatMap(({ parts = {} }) =>
    Object.entries(parts).map(([name, amount]) => `${name} ${amount}`),
  );
}
