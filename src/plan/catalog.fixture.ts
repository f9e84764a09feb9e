import * as z from "zod";
import type { ActionSpec } from "../model/action-spec.ts";
import type { ActionCatalog, CatalogEntry } from "./workflow/action-catalog.ts";

function entry(name: string, input: z.ZodType, undo: ActionSpec["undo"]): CatalogEntry {
  const typicalMs = { low: 0, high: 1 };
  return { spec: { name, title: `Do ${name}`, inputs: {}, touches: [], undo, typicalMs }, input };
}

/** Actions as the planner sees them, without the code that acts. */
export const catalog: ActionCatalog = new Map(
  [
    entry("control-plane.upgrade", z.strictObject({ to: z.string() }), {
      kind: "impossible",
      why: "a control plane does not go back to an older minor",
    }),
    entry(
      "node-pool.roll",
      z.strictObject({
        pool: z.string(),
        to: z.string(),
        dialect: z.enum(["providerRolls", "weRoll"]).optional(),
        maxSurge: z.union([z.int(), z.string()]).optional(),
        maxUnavailable: z.union([z.int(), z.string()]).optional(),
        drainTimeoutMs: z.int().optional(),
        emptyDirData: z.string().optional(),
        barePods: z.string().optional(),
      }),
      { kind: "by-hand", how: "roll the pool back to a version that the control plane allows" },
    ),
    entry(
      "addon.upgrade",
      z.strictObject({
        addon: z.string(),
        part: z.string().optional(),
        from: z.string().optional(),
        to: z.string(),
      }),
      { kind: "by-hand", how: "put the version before back" },
    ),
    entry(
      "health.check",
      z.strictObject({
        consecutivePasses: z.int().optional(),
        failuresAllowed: z.int().optional(),
        workloads: z.array(z.string()).optional(),
      }),
      { kind: "nothing-to-undo" },
    ),
    entry("notify", z.strictObject({ audience: z.string(), text: z.string() }), {
      kind: "nothing-to-undo",
    }),
  ].map((each) => [each.spec.name, each]),
);
