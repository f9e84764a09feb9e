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
  /** Hash of the plan it belongs to: under another plan it waits again, and only the count of attempts goes on. */
  plan: z.string(),
  status: clusterStatusSchema,
  /** 0 before the first. */
  attempt: z.int().min(0),
  /** Paused before it started: who and why. */
  held: z
    .strictObject({
      actor: z.string(),
      reason: z.string(),
      /** True once the cursor has passed it and the stage counts it. */
      counted: z.boolean(),
    })
    .optional(),
  /** Steps that a person chose to skip, for the next attempt. */
  skips: z.array(z.strictObject({ step: z.string(), actor: z.string(), reason: z.string() })),
});

export const stageCountsSchema = z.strictObject({
  opened: z.boolean(),
  running: z.int(),
  done: z.int(),
  /** Of those that are done: how many with steps that somebody chose to skip. */
  partly: z.int().optional(),
  failed: z.int(),
  cancelled: z.int(),
  skipped: z.int(),
  /** Clusters that are paused before their start and that the cursor has passed; the stage cannot end before them. */
  held: z.int(),
  /** Index of the first cluster that is still to be considered; a retry moves it back. */
  cursor: z.int(),
  paused: z.strictObject({ actor: z.string(), reason: z.string() }).optional(),
});

export const rolloutPhaseSchema = z.enum([
  "planned",
  "running",
  "stopped",
  "cancelling",
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
