import * as z from "zod";
import type { Data } from "./data.ts";

/** What an action says after one look at the world. */
export const outcomeSchema = z.discriminatedUnion("kind", [
  /** What the step is for is true in the world. */
  z.strictObject({
    kind: z.literal("done"),
    summary: z.string(),
    /** What later steps may use; under 2 KB as JSON. */
    outputs: z.record(z.string(), z.json()).optional(),
  }),
  /** It goes on by itself; look again after `afterMs`. */
  z.strictObject({ kind: z.literal("requeue"), afterMs: z.number(), progress: z.string() }),
  /** It goes on when something outside changes: `for` names it, and who or what can end the wait. */
  z.strictObject({
    kind: z.literal("waiting"),
    afterMs: z.number(),
    for: z.string(),
    /** True when a person must act for it to go on. */
    needsPerson: z.boolean(),
  }),
  /** `transient` is tried again under the step's retry policy; `terminal` is not. */
  z.strictObject({
    kind: z.literal("failed"),
    class: z.enum(["transient", "terminal"]),
    why: z.string(),
    /** The rule that decided, by a name that stays, where it is more than this step's own affair. */
    rule: z.string().optional(),
  }),
]);

export type Outcome = Data<typeof outcomeSchema>;
