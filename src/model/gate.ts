import * as z from "zod";
import type { Data } from "./data.ts";

/** Pass, fail, or not enough known to say; no data is never a pass (semantics 3). */
export const gateVerdictSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("pass"), evidence: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("fail"), evidence: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("inconclusive"), evidence: z.array(z.string()) }),
]);

export type GateVerdict = Data<typeof gateVerdictSchema>;
