import * as z from "zod";
import { countFrom0Schema } from "../../model/count.ts";
import type { Data } from "../../model/data.ts";
import { nameSchema } from "../../model/names.ts";
import { poolDialectSchema } from "../../model/snapshot.ts";
import { versionSchema } from "../../model/version.ts";

const isZero = (count: number | string): boolean => count === 0 || count === "0%";

const refusal = z.enum(["Refuse", "Delete"], { error: "expected Refuse or Delete" });

export const rollInput = z
  .strictObject({
    pool: nameSchema,
    to: versionSchema,
    dialect: poolDialectSchema,
    /** Nodes above the pool's size while it rolls; a percentage rounds up. */
    maxSurge: countFrom0Schema.default(1),
    /** Nodes of the pool that may be unavailable because of us; a percentage rounds down. */
    maxUnavailable: countFrom0Schema.default(0),
    /** How long one node may take from its cordon to the last pod that leaves it. */
    drainTimeoutMs: z
      .int("expected milliseconds, like 1800000 for half an hour")
      .min(1_000, "expected 1000 (a second) or more")
      .default(1_800_000),
    emptyDirData: refusal.default("Refuse"),
    barePods: refusal.default("Refuse"),
  })
  // Both zero as written is an error, both zero by rounding is not (semantics 2).
  .refine(({ maxSurge, maxUnavailable }) => !(isZero(maxSurge) && isZero(maxUnavailable)), {
    path: ["maxUnavailable"],
    error: "maxSurge and maxUnavailable are both 0: no node could ever move. Make one at least 1",
  });

export type RollInput = Data<typeof rollInput>;
