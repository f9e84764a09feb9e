import * as z from "zod";
import type { Data } from "./data.ts";
import { nameSchema, SCHEMA_VERSION } from "./names.ts";
import { strategySchema, targetSchema } from "./rollout.ts";

/** Which member of the cluster a step works on. */
export const roleSchema = z.enum(["self", "next"]);

export const retryPolicySchema = z.strictObject({
  policy: z.enum(["FIXED", "LINEAR", "EXPONENTIAL"]),
  limit: z.int(),
  delayMs: z.number(),
  scale: z.number(),
  maxDelayMs: z.number(),
  jitterMs: z.number(),
  /** 0 is no limit. */
  totalTimeoutMs: z.number(),
});

export const stepSchema = z.strictObject({
  /** Unique in the cluster's plan, like `hop-2-control-plane`. */
  id: z.string().min(1),
  title: z.string(),
  uses: z.string(),
  with: z.record(z.string(), z.unknown()),
  role: roleSchema,
  needs: z.array(z.string()),
  /** From the step's start over all tries; reaching it fails the step. */
  timeoutMs: z.number(),
  retry: retryPolicySchema,
  /** How it is undone, in words: shown in the plan, and told when the step fails. */
  undo: z.string(),
});

export const hopSchema = z.discriminatedUnion("component", [
  z.strictObject({ component: z.literal("control-plane"), from: z.string(), to: z.string() }),
  z.strictObject({
    component: z.literal("node-pool"),
    pool: nameSchema,
    dialect: z.enum(["providerRolls", "weRoll"]),
    /** The oldest kubelet of the pool. */
    from: z.string(),
    to: z.string(),
  }),
]);

/** What clusters of the same versions, pools and settings share: their hops and steps, once. */
export const shapeSchema = z.strictObject({
  strategy: strategySchema.exclude(["auto"]),
  why: z.string(),
  hops: z.array(hopSchema),
  steps: z.array(stepSchema),
});

export const plannedClusterSchema = z.strictObject({
  name: nameSchema,
  member: nameSchema,
  identity: z.string(),
  /** Key into `shapes`. */
  shape: z.string(),
});

export const plannedStageSchema = z.strictObject({
  name: nameSchema,
  /** Resolved from numbers or percentages when the plan was made. */
  maxConcurrency: z.int().min(1),
  maxAllowedFailures: z.int().min(0),
  /** In the order in which they start. */
  clusters: z.array(plannedClusterSchema),
});

/** A cluster of the fleet that the plan does not upgrade, and why. */
export const leftOutSchema = z.strictObject({
  name: nameSchema,
  kind: z.enum(["blocked", "already-there", "not-selected"]),
  why: z.string(),
  help: z.string(),
});

export const planSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("Plan"),
  rollout: nameSchema,
  fleet: nameSchema,
  target: targetSchema,
  /** Hash of the plan that this one replaces. */
  parent: z.string().optional(),
  /** Content hashes of the workflows that the steps came from, by strategy. */
  workflows: z.record(z.string(), z.string()),
  shapes: z.record(z.string(), shapeSchema),
  stages: z.array(plannedStageSchema),
  leftOut: z.array(leftOutSchema),
});

export type Role = Data<typeof roleSchema>;
export type RetryPolicy = Data<typeof retryPolicySchema>;
export type Step = Data<typeof stepSchema>;
export type Hop = Data<typeof hopSchema>;
export type Shape = Data<typeof shapeSchema>;
export type PlannedCluster = Data<typeof plannedClusterSchema>;
export type PlannedStage = Data<typeof plannedStageSchema>;
export type LeftOut = Data<typeof leftOutSchema>;
export type Plan = Data<typeof planSchema>;
