import * as z from "zod";
import type { Data } from "./data.ts";

/** What can be touched: the resources that an action reads or changes. */
export const touchSchema = z.enum([
  "control-plane",
  "nodes",
  "pods",
  "add-ons",
  "traffic",
  "volumes",
  "cluster",
  "messages",
  "nothing",
]);

/** Describes an action as data, so that plans can be checked and shown without running code. */
export const actionSpecSchema = z.strictObject({
  /** `noun.verb`, or `PACK/NAME` of a pack's, as workflows name it under `uses`. */
  name: z.string().regex(/^([a-z][a-z0-9-]*\/[a-z][a-z0-9-]*|[a-z][a-z-]*(\.[a-z][a-z-]*)?)$/),
  title: z.string(),
  /** JSON Schema of `with`. */
  inputs: z.record(z.string(), z.unknown()),
  touches: z.array(touchSchema),
  undo: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("nothing-to-undo") }),
    z.strictObject({ kind: z.literal("impossible"), why: z.string() }),
    z.strictObject({ kind: z.literal("by-hand"), how: z.string() }),
    /** Another action does it, where the workflow names it under `undo`. */
    z.strictObject({ kind: z.literal("step"), uses: z.string(), how: z.string() }),
  ]),
  /** How long it usually takes, for forecasts. */
  typicalMs: z.strictObject({ low: z.number(), high: z.number() }),
  /** It can be planned, and this version cannot carry it out: a plan with it is shown and checked, and cannot be started. */
  planOnly: z.literal(true).optional(),
});

export type ActionSpec = Data<typeof actionSpecSchema>;
