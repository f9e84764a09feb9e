import * as z from "zod";
import { countFrom0Schema } from "../../model/count.ts";
import type { Data } from "../../model/data.ts";
import { nameSchema } from "../../model/names.ts";
import { selectorSchema } from "../../model/rollout.ts";
import { poolDialectSchema } from "../../model/snapshot.ts";
import { versionSchema } from "../../model/version.ts";

const isZero = (count: number | string): boolean => count === 0 || count === "0%";

const refusal = z.enum(["Refuse", "Delete"], { error: "expected Refuse or Delete" });

const clockMs = z
  .int("expected milliseconds, like 600000 for ten minutes")
  .min(1_000, "expected 1000 (a second) or more");

/** What to do with the pods that a selector names; the first rule that names a pod is its rule. */
const podRule = z
  .strictObject({
    /** Only pods of these namespaces; of all when left out. */
    namespaces: z.array(z.string().min(1)).min(1).optional(),
    /** An empty one takes every pod. */
    selector: selectorSchema,
    /** `Drain` moves them whatever they keep and whoever made them; `Skip` leaves them, and they end with their node. */
    behavior: z.enum(["Drain", "Skip", "WaitCompleted"], {
      error: "expected Drain, Skip or WaitCompleted",
    }),
    /** Lower goes first, on each node; 0 when left out. */
    order: z.int("expected a whole number: lower goes first").optional(),
  })
  .refine(({ behavior, order }) => order === undefined || behavior === "Drain", {
    path: ["order"],
    error: "only pods that are drained have an order",
  });

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
    // What follows has no default in plans: a plan that does not speak of it keeps its hash.
    podRules: z.array(podRule).max(50, "expected 50 rules or fewer").optional(),
    /** Whether pods of jobs run to their end before their node goes. */
    jobs: z
      .enum(["Evict", "WaitCompleted"], { error: "expected Evict or WaitCompleted" })
      .optional(),
    /** A pod that should have been gone for longer keeps its node no more, as on a machine that is dead; waited for when left out. */
    skipTerminatingAfterMs: z.int("expected milliseconds").min(0).optional(),
    /** How long the volumes of a drained node may take to be detached; not waited for when left out. */
    detachTimeoutMs: clockMs.optional(),
    /** How long a node may take to be gone once its provider was asked; as long as the step has when left out. */
    removeTimeoutMs: clockMs.optional(),
    /** What becomes of a node whose drain or detaching takes too long; Fail when left out. */
    onTimeout: z.enum(["Fail", "Quarantine"], { error: "expected Fail or Quarantine" }).optional(),
    /** More quarantined nodes than this fail the step; a percentage rounds down; 1 when left out. */
    maxBlockedNodes: countFrom0Schema.optional(),
    /** Whether the first new node is tried alone, until it and what runs on it is Ready, before any other is made or drained for. */
    proveFirstNode: z.boolean().optional(),
  })
  .refine(
    ({ onTimeout, maxBlockedNodes }) => maxBlockedNodes === undefined || onTimeout === "Quarantine",
    {
      path: ["maxBlockedNodes"],
      error: "nodes are only counted as blocked with onTimeout: Quarantine",
    },
  )
  // Both zero as written is an error, both zero by rounding is not (semantics 2).
  .refine(({ maxSurge, maxUnavailable }) => !(isZero(maxSurge) && isZero(maxUnavailable)), {
    path: ["maxUnavailable"],
    error: "maxSurge and maxUnavailable are both 0: no node could ever move. Make one at least 1",
  });

export type RollInput = Data<typeof rollInput>;
export type PodRule = Data<typeof podRule>;
