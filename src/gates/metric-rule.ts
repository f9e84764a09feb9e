import * as z from "zod";
import type { Data } from "../model/data.ts";

const whole = (least: number) =>
  z.int("expected a whole number").min(least, `expected ${least} or more`);

const CHANGE = "expected a number of 0 or more, or a percentage like 20%";

/** A change against the baseline: in the metric's own unit, or in percent of the baseline. */
export const changeSchema = z.union([
  z.number(CHANGE).min(0, CHANGE),
  z.string(CHANGE).regex(/^\d+(?:\.\d+)?%$/, CHANGE),
]);

/** What a value may be. It is outside only by more than a limit, never by being equal to it. */
export const limitsSchema = z
  .strictObject({
    min: z.number().optional(),
    max: z.number().optional(),
    /** How far it may be above, or below, the baseline. */
    maxRise: changeSchema.optional(),
    maxFall: changeSchema.optional(),
  })
  .refine((limits) => Object.values(limits).some((limit) => limit !== undefined), {
    error: "expected at least one of min, max, maxRise, maxFall",
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    error: "min is above max: no value can be between them",
  });

export type Limits = Data<typeof limitsSchema>;

/** The rules of one metric, with the names and defaults of Argo Rollouts' analysis (semantics 3). */
export const metricRuleShape = {
  /** It is well within these. Alone, everything else is a failure. */
  success: limitsSchema.optional(),
  /** It fails outside of these. Alone, everything else is well; with `success`, what lies between is inconclusive. */
  failure: limitsSchema.optional(),
  /** How many measurements; without it and without an interval, one. */
  count: whole(1).optional(),
  intervalMs: whole(1_000).optional(),
  initialDelayMs: whole(0).default(0),
  /** Fails by more failed measurements than this; -1 is off. */
  failureLimit: whole(-1).default(0),
  /** Is inconclusive by more measurements without a verdict than this; -1 is off. */
  inconclusiveLimit: whole(-1).default(0),
  /** Is an error by more in a row than this. */
  consecutiveErrorLimit: whole(0).default(4),
  /** Passes as soon as so many in a row are well; 0 is off. */
  consecutiveSuccessLimit: whole(0).default(0),
  /** Measured and told, and never counted. */
  dryRun: z.boolean().default(false),
};

export const metricRuleSchema = z.strictObject(metricRuleShape);

export type MetricRule = Data<typeof metricRuleSchema>;

/** How many measurements it takes; undefined is: until the whole ends. */
export function effectiveCount({
  count,
  intervalMs,
}: Pick<MetricRule, "count" | "intervalMs">): number | undefined {
  return count ?? (intervalMs === undefined ? 1 : undefined);
}

/** Whether it ends by itself: by its count, or by successes in a row. */
export function endsByItself(rule: MetricRule): boolean {
  return effectiveCount(rule) !== undefined || rule.consecutiveSuccessLimit > 0;
}
