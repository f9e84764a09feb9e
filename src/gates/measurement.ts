import * as z from "zod";
import type { Data } from "../model/data.ts";

/** Amounts by name: missing replicas by workload, restarts by workload. What is well is left out. */
const partsSchema = z.record(z.string(), z.number());

/** What one look at a metric gave. */
export const measurementSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("value"),
    value: z.number(),
    /** Of what is a sum over named things: each is held against itself in the baseline. */
    parts: partsSchema.optional(),
    /** Why it may say less than there is: a success with a doubt is none. */
    doubt: z.string().optional(),
  }),
  /** It was asked and has nothing to say: an empty vector, a list without entries. */
  z.strictObject({ kind: z.literal("no-data"), why: z.string() }),
  /** What it says is older than what it is about. */
  z.strictObject({ kind: z.literal("stale"), why: z.string() }),
  /** It could not be asked. */
  z.strictObject({ kind: z.literal("error"), why: z.string() }),
]);

export type Measurement = Data<typeof measurementSchema>;

/** A metric as it was before. */
export const baselineValueSchema = z.strictObject({
  /** The median of what was measured. */
  value: z.number(),
  min: z.number(),
  max: z.number(),
  samples: z.int().min(1),
  parts: partsSchema.optional(),
});

export type BaselineValue = Data<typeof baselineValueSchema>;
