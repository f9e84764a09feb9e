import * as z from "zod";
import type { Data } from "./data.ts";

/** Worst first; `Not checked` stands above `Passed` because it promises nothing. */
export const findingLevelSchema = z.enum([
  "Blocks",
  "Will disturb",
  "Needs a decision",
  "Not checked",
  "Passed",
  "Not applicable",
]);

/** Something that was seen, and when. */
export const evidenceSchema = z.strictObject({ words: z.string(), atMs: z.number() });

/** Who takes a risk upon them, why, and until when; without all of these it is not accepted. */
export const acceptanceSchema = z.strictObject({
  by: z.string().min(1),
  reason: z.string().min(1),
  /** Until the end of this day, UTC. */
  until: z.iso.date({ error: "expected a day, like 2027-01-31" }),
});

/** One thing that a check found in a snapshot. */
export const findingSchema = z.strictObject({
  /** Unique in the assessment of one cluster, and the same at each look: check, then object. */
  id: z.string().min(1),
  /** The check's name, unique for ever: `removed-api`, `budget-never-allows`, or a risk's name. It is what is accepted. */
  check: z.string().min(1),
  level: findingLevelSchema,
  cluster: z.string(),
  /** `PodDisruptionBudget shop/web`, `control plane`, or the cluster's name. */
  object: z.string(),
  evidence: z.array(evidenceSchema),
  /** Why it matters. */
  why: z.string(),
  /** What fixes it; of `Not checked`, what lets it be checked. */
  help: z.string(),
  /** The minor to which the control plane may not hop before it is mended; left out, it concerns every hop. */
  hop: z.string().optional(),
  /** Whether it breaks something for sure, or what weighs in the choice of a strategy. */
  breaking: z.boolean(),
  owner: z.string().optional(),
  /** Ids of the records of the knowledge that say so. */
  records: z.array(z.string()),
  url: z.string().optional(),
  /** It stands at its level still, and no longer stops the plan. */
  accepted: acceptanceSchema.optional(),
});

export type FindingLevel = Data<typeof findingLevelSchema>;
export type Evidence = Data<typeof evidenceSchema>;
export type Acceptance = Data<typeof acceptanceSchema>;
export type Finding = Data<typeof findingSchema>;
