import * as z from "zod";
import type { Data } from "./data.ts";
import { nameSchema, SCHEMA_VERSION } from "./names.ts";

export const clusterStatusSchema = z.enum([
  "waiting",
  "running",
  "done",
  "failed",
  "cancelled",
  "skipped",
]);

/** One cluster's place in a rollout; kept under a key of its own, so that a large rollout stays quick. */
export const clusterStateSchema = z.strictObject({
  status: clusterStatusSchema,
  /** 0 before the first. */
  attempt: z.int().min(0),
  /** Paused before it started: who and why. */
  held: z.strictObject({ actor: z.string(), reason: z.string() }).optional(),
  /** Steps that a person chose to skip, for the next attempt. */
  skips: z.array(z.strictObject({ step: z.string(), actor: z.string(), reason: z.string() })),
});

export const stageCountsSchema = z.strictObject({
  running: z.int(),
  done: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  skipped: z.int(),
  /** Index of the first cluster that was not yet considered for its first start. */
  cursor: z.int(),
  /** Clusters before the cursor that are to start (again): retried, released. In order. */
  again: z.array(z.string()),
  /** Clusters before the cursor that are held; the stage cannot end before them. */
  held: z.int(),
  paused: z.strictObject({ actor: z.string(), reason: z.string() }).optional(),
});

export const rolloutPhaseSchema = z.enum([
  "planned",
  "running",
  "stopped",
  "done",
  "failed",
  "cancelled",
]);

/** A rollout between two decisions, without its clusters (they have keys of their own). */
export const rolloutStateDocSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("RolloutState"),
  rollout: nameSchema,
  fleet: nameSchema,
  plan: z.string(),
  phase: rolloutPhaseSchema,
  paused: z.strictObject({ actor: z.string(), reason: z.string() }).optional(),
  /** Index of the stage that is open. */
  stage: z.int(),
  stages: z.array(stageCountsSchema),
  /** What was last said of why the others wait, so that it is told once. */
  saidWaits: z.string(),
  saidHeld: z.boolean(),
  head: z.strictObject({ stream: z.string(), seq: z.int(), hash: z.string() }),
});

export type ClusterStatus = Data<typeof clusterStatusSchema>;
export type ClusterState = Data<typeof clusterStateSchema>;
export type StageCounts = Data<typeof stageCountsSchema>;
export type RolloutPhase = Data<typeof rolloutPhaseSchema>;
export type RolloutState = Data<typeof rolloutStateDocSchema>;
