import * as z from "zod";
import type { Data } from "../model/data.ts";
import { resultSchema } from "../model/event.ts";
import { labelsSchema } from "../model/names.ts";
import { clusterStatusSchema, rolloutPhaseSchema } from "../model/rollout-state.ts";
import { stepStatusSchema } from "../model/upgrade.ts";

/** The forms in which the API gives what `report/` tells. Times are epoch milliseconds of the fleet's clock. */
const atMs = z.number().optional();

const stepViewSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  status: stepStatusSchema,
  reason: z.string(),
  startedAtMs: atMs,
  endedAtMs: atMs,
});

export const clusterViewSchema = z
  .strictObject({
    name: z.string(),
    stage: z.string(),
    member: z.string(),
    status: clusterStatusSchema,
    attempt: z.int(),
    sinceMs: atMs,
    startedAtMs: atMs,
    endedAtMs: atMs,
    reason: z.string(),
    needsPerson: z.boolean(),
    paused: z.string().optional(),
    waitsForLease: z.boolean(),
    from: z.string(),
    to: z.string(),
    stepsDone: z.int(),
    stepCount: z.int(),
    steps: z.array(stepViewSchema),
  })
  .meta({ id: "ClusterView" });

const count = z.int();

const stageViewSchema = z.strictObject({
  name: z.string(),
  phase: z.enum(["waiting", "open", "done", "failed"]),
  total: count,
  maxConcurrency: count,
  maxAllowedFailures: count,
  waiting: count,
  running: count,
  done: count,
  failed: count,
  cancelled: count,
  skipped: count,
  paused: z.string().optional(),
});

/** A rollout without its clusters, as lists show it. */
export const rolloutSummarySchema = z
  .strictObject({
    name: z.string(),
    fleet: z.string(),
    plan: z.string(),
    phase: rolloutPhaseSchema,
    result: resultSchema.optional(),
    plannedAtMs: z.number(),
    startedAtMs: atMs,
    endedAtMs: atMs,
    toldAtMs: z.number(),
    reason: z.string(),
    paused: z.string().optional(),
    waitsFor: z.array(
      z.strictObject({
        rule: z.string(),
        words: z.string(),
        needsPerson: z.boolean(),
        untilMs: atMs,
        who: z.string().optional(),
      }),
    ),
    stages: z.array(stageViewSchema),
  })
  .meta({ id: "RolloutSummary" });

export const rolloutViewSchema = rolloutSummarySchema
  .extend({ clusters: z.array(clusterViewSchema) })
  .meta({ id: "RolloutView" });

export const upgradeViewSchema = z
  .strictObject({
    name: z.string(),
    rollout: z.string(),
    cluster: z.string(),
    attempt: z.int(),
    status: z.enum(["running", "done", "failed", "cancelled", "skipped"]),
    startedAtMs: z.number(),
    endedAtMs: atMs,
    reason: z.string(),
  })
  .meta({ id: "UpgradeView" });

/** A cluster of a fleet, what was last seen of it, and where it stands in its latest rollout. */
export const fleetClusterSchema = z
  .strictObject({
    name: z.string(),
    fleet: z.string(),
    labels: labelsSchema,
    provider: z.string(),
    member: z.string(),
    /** Kubernetes version of the control plane; empty before it was first looked at. */
    version: z.string(),
    observedAtMs: atMs,
    rollout: z.string().optional(),
    stage: z.string().optional(),
    status: clusterStatusSchema.optional(),
    reason: z.string(),
  })
  .meta({ id: "FleetCluster" });

export const approvalViewSchema = z
  .strictObject({
    name: z.string(),
    rollout: z.string(),
    stage: z.string(),
    task: z.string(),
    plan: z.string(),
    roles: z.array(z.string()),
    quorum: z.int(),
    given: z.array(
      z.strictObject({
        actor: z.string(),
        role: z.string(),
        comment: z.string(),
        atMs: z.number(),
      }),
    ),
    askedAtMs: z.number(),
    expiresAtMs: atMs,
    reason: z.string(),
  })
  .meta({ id: "ApprovalView" });

const driftSchema = z.strictObject({
  kind: z.enum(["held", "behind", "ahead", "unseen"]),
  words: z.string().optional(),
});

export const driftViewSchema = z
  .strictObject({
    fleet: z.string(),
    desired: z.string(),
    lookedAtMs: z.number(),
    clusters: z.array(z.strictObject({ name: z.string(), drift: driftSchema })),
    decision: z.string(),
    needsPerson: z.boolean(),
  })
  .meta({ id: "DriftView" });

export type RolloutSummary = Data<typeof rolloutSummarySchema>;
export type FleetCluster = Data<typeof fleetClusterSchema>;
