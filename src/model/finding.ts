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

export const findingSchema = z.strictObject({
  /** Unique for ever, so that it can be accepted, searched and explained. */
  id: z.string().min(1),
  level: findingLevelSchema,
  cluster: z.string(),
  object: z.string(),
  why: z.string(),
  help: z.string(),
});

export type FindingLevel = Data<typeof findingLevelSchema>;
export type Finding = Data<typeof findingSchema>;
