import * as z from "zod";
import type { Data } from "../model/data.ts";
import type { MeasurementPhase } from "./judge-measurement.ts";

/** What a metric's measurements came to so far. Short names: it is kept in a memo of 2 KB with all the others. */
export const tallySchema = z.strictObject({
  /** Measurements that count: all but errors. */
  n: z.int(),
  failed: z.int(),
  inconclusive: z.int(),
  /** In a row. */
  wells: z.int(),
  errors: z.int(),
  /** When it was measured last; undefined before the first. */
  atMs: z.number().optional(),
});

export type Tally = Data<typeof tallySchema>;

export const NO_MEASUREMENT: Tally = { n: 0, failed: 0, inconclusive: 0, wells: 0, errors: 0 };

/**
 * Adds one measurement. An error does not raise the count, and breaks a row of successes; everything
 * else breaks a row of errors (semantics 3).
 */
export function addMeasurement(before: Tally, phase: MeasurementPhase, atMs: number): Tally {
  switch (phase) {
    case "success":
      return { ...before, n: before.n + 1, wells: before.wells + 1, errors: 0, atMs };
    case "failed":
      return { ...before, n: before.n + 1, failed: before.failed + 1, wells: 0, errors: 0, atMs };
    case "inconclusive":
      return {
        ...before,
        n: before.n + 1,
        inconclusive: before.inconclusive + 1,
        wells: 0,
        errors: 0,
        atMs,
      };
    case "error":
      return { ...before, wells: 0, errors: before.errors + 1, atMs };
  }
}
