import * as z from "zod";
import type { Data } from "../../model/data.ts";
import {
  endsByItself,
  limitsSchema,
  metricRuleShape,
  type MetricRule,
} from "../../gates/metric-rule.ts";
import { type Signal, signalSchema, USUAL_LIMITS } from "./signal.ts";

/** More would not fit into what a step remembers from look to look. */
const MOST = 24;

const probeSchema = z.strictObject({
  url: z.url({
    protocol: /^https?$/,
    error: "expected an address, like https://example.com/healthz",
  }),
  method: z.enum(["GET", "HEAD"]).default("GET"),
  /** Status that is well; any 2xx when left out. */
  status: z.int().min(100).max(599).optional(),
  timeoutMs: z.int().min(1).max(30_000).default(10_000),
});

const SOURCES = ["query", "probe", "value"] as const;

/** One metric: where its value comes from, and the rules of its measurement. */
const metricSchema = z
  .strictObject({
    name: z.string().min(1).max(60),
    /** PromQL, asked of the Prometheus that the fleet names for the cluster. */
    query: z.string().min(1).optional(),
    /** An address that is called: 0 when it answers as it should, otherwise 1. */
    probe: probeSchema.optional(),
    /** What an earlier step found out (its outputs); null is no data. */
    value: z.number().nullable().optional(),
    ...metricRuleShape,
  })
  .refine((metric) => SOURCES.filter((of) => metric[of] !== undefined).length === 1, {
    error: "expected one of query, probe and value",
  });

const signalItemSchema = z.union(
  [
    signalSchema,
    z.strictObject({
      signal: signalSchema,
      success: limitsSchema.optional(),
      failure: limitsSchema.optional(),
      dryRun: z.boolean().default(false),
    }),
  ],
  {
    error: `expected a signal (${signalSchema.options.join(", ")}), or { signal: NAME, success: … }`,
  },
);

const uniqueNames = (names: readonly string[]): boolean => new Set(names).size === names.length;

/** What is asked of a cluster, by the baseline and by the checks against it. */
export const measuredShape = {
  signals: z
    .array(signalItemSchema)
    .refine((items) => uniqueNames(items.map(signalName)), { error: "a signal is named twice" })
    .optional(),
  /** Names of the add-ons that the signal addons is about. */
  addons: z.array(z.string().min(1)).max(MOST).optional(),
  metrics: z
    .array(metricSchema)
    .max(MOST - signalSchema.options.length)
    .refine((metrics) => uniqueNames(metrics.map(({ name }) => name)), {
      error: "a metric is named twice",
    })
    .optional(),
};

export const measuredSchema = z.strictObject(measuredShape);
export type MeasuredInput = Data<typeof measuredSchema>;
export type MetricInput = Data<typeof metricSchema>;

const signalName = (item: z.infer<typeof signalItemSchema>): Signal =>
  typeof item === "string" ? item : item.signal;

/** A metric of a gate, wherever it comes from. */
export interface Metric {
  readonly name: string;
  readonly source:
    | { readonly kind: "signal"; readonly signal: Signal }
    | { readonly kind: "query"; readonly query: string }
    | { readonly kind: "probe"; readonly probe: z.infer<typeof probeSchema> }
    | { readonly kind: "value"; readonly value: number | null };
  readonly rule: MetricRule;
}

/** How a signal is measured, where the step says it for all of them. */
export type SignalCounts = Pick<
  MetricRule,
  | "intervalMs"
  | "failureLimit"
  | "inconclusiveLimit"
  | "consecutiveErrorLimit"
  | "consecutiveSuccessLimit"
>;

/** All that is measured: signals first, in the order in which they are written. `usual` are those that nobody wrote. */
export function metricsOf(
  { signals, addons = [], metrics = [] }: MeasuredInput,
  usual: readonly Signal[],
  counts: SignalCounts,
): readonly Metric[] {
  const asked = signals ?? [...usual, ...(addons.length > 0 ? (["addons"] as const) : [])];
  return [
    ...asked.map((item): Metric => {
      const signal = signalName(item);
      const written = typeof item === "string" ? undefined : item;
      const hasLimits = written?.success !== undefined || written?.failure !== undefined;
      return {
        name: signal,
        source: { kind: "signal", signal },
        rule: {
          ...counts,
          initialDelayMs: 0,
          dryRun: written?.dryRun ?? false,
          ...(hasLimits
            ? { success: written?.success, failure: written?.failure }
            : { success: USUAL_LIMITS[signal] }),
        },
      };
    }),
    ...metrics.map(metricOf),
  ];
}

function metricOf({ name, query, probe, value, ...rule }: MetricInput): Metric {
  if (query !== undefined) return { name, source: { kind: "query", query }, rule };
  if (probe === undefined) return { name, source: { kind: "value", value: value ?? null }, rule };
  const wanted = rule.success ?? rule.failure;
  const usual = wanted === undefined ? { ...rule, success: { max: 0 } } : rule;
  return { name, source: { kind: "probe", probe }, rule: usual };
}

/** Metrics that would be measured for ever, where nothing says how long. */
export function endless(metrics: readonly MetricInput[]): readonly string[] {
  return metrics.filter((metric) => !endsByItself(metric)).map(({ name }) => name);
}
