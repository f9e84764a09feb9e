import * as z from "zod";
import type { Data } from "./data.ts";
import { nameSchema, SCHEMA_VERSION } from "./names.ts";
import { acceptanceSchema, findingLevelSchema } from "./finding.ts";
import { freezeSchema, windowSchema } from "./window.ts";
import { onUnreachableSchema, strategySchema, targetSchema } from "./rollout.ts";

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
  /** CEL over `steps` (status, outputs), evaluated when it is about to start: false skips it, and nothing else. */
  if: z.string().optional(),
  /** When it fails for good the upgrade goes on, and says so at its end. */
  continueOnError: z.literal(true).optional(),
  /** What it gives to later steps, by name: CEL over `result`, the outputs of its action. */
  outputs: z.record(z.string(), z.string()).optional(),
});

/** A step that runs only when an upgrade ends early, after everything open was put back. */
export const recoveryStepSchema = stepSchema.extend({
  when: z.discriminatedUnion("kind", [
    /** The failure workflow of one step: that step failed for good. */
    z.strictObject({ kind: z.literal("step-failed"), step: z.string() }),
    /** Undoes what the named step did; only of steps that were done, the last done first. */
    z.strictObject({ kind: z.literal("undo"), step: z.string() }),
    /** The failure workflow of the cluster, after all others. */
    z.strictObject({ kind: z.literal("upgrade-failed") }),
  ]),
});

/** What is done when an upgrade fails or is cancelled, in this order: of the failed step, undo, of the cluster. */
export const recoverySchema = z.strictObject({
  /** When done steps are undone: when it fails, when it is cancelled, or in both cases. */
  undo: z.enum(["never", "failure", "cancel", "always"]),
  steps: z.array(recoveryStepSchema),
});

/** Steps that a rollout runs for itself, before or after a stage or when it failed; `use` names their workflow. */
export const flowSchema = z.strictObject({
  use: z.string(),
  /** `clusters`: once for each cluster of the stage that is done, on that cluster. */
  on: z.enum(["rollout", "clusters"]),
  steps: z.array(stepSchema),
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
  z.strictObject({
    component: z.literal("addon"),
    /** As the knowledge calls it: `coredns`, `istio`. */
    addon: z.string().min(1),
    /** Of a mesh, its control plane or its proxies move; of all others the whole. */
    part: z.enum(["whole", "control-plane", "proxies"]),
    from: z.string(),
    to: z.string(),
  }),
]);

/** Days on which something ends, as those say who end it. */
export const deadlinesSchema = z.strictObject({
  /** Of the minor that clusters come from, and of the one that they go to. */
  support: z
    .array(
      z.strictObject({
        minor: z.string(),
        /** A day or a month, or when it already was. */
        standardOn: z.string(),
        /** `none`, or `unknown`. */
        extendedOn: z.string(),
      }),
    )
    .optional(),
  /** How far, and for how many days after an upgrade, the provider takes a control plane back. */
  back: z
    .strictObject({
      minors: z.int().min(1),
      days: z.number().positive(),
      onlyIf: z.string().optional(),
    })
    .optional(),
});

/** What clusters of the same versions, pools and settings share: their hops and steps, once. */
export const shapeSchema = z.strictObject({
  strategy: strategySchema.exclude(["auto"]),
  why: z.string(),
  hops: z.array(hopSchema),
  /** How many of the hops are of these components, each count with what stands in the one before. */
  counts: z
    .array(z.strictObject({ of: z.string(), hops: z.int(), orders: z.string().optional() }))
    .optional(),
  deadlines: deadlinesSchema.optional(),
  steps: z.array(stepSchema),
  recovery: recoverySchema.optional(),
});

/** Points for and against one strategy, of one thing that was weighed, with its words. */
export const weighedSchema = z.strictObject({
  factor: z.string(),
  /** What was seen, like `2 breaking findings on the way`. */
  seen: z.string(),
  points: z.partialRecord(strategySchema.exclude(["auto"]), z.number()),
});

/** Why a cluster gets its strategy: the whole table, so that a person can see what would change it. */
export const decisionSchema = z.strictObject({
  strategy: strategySchema.exclude(["auto"]),
  by: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("rollout") }),
    z.strictObject({ kind: z.literal("stage"), stage: nameSchema }),
    z.strictObject({ kind: z.literal("person"), by: z.string(), reason: z.string() }),
    z.strictObject({ kind: z.literal("weighed") }),
  ]),
  why: z.string(),
  weighed: z.array(weighedSchema),
  scores: z.partialRecord(strategySchema.exclude(["auto"]), z.number()),
  /** Strategies that cannot be had for this cluster, each with the reason. */
  ruledOut: z.partialRecord(strategySchema.exclude(["auto"]), z.string()),
});

/** How long a cluster's upgrade takes from its start, without waits for people: half, and nine in ten, end sooner. */
export const forecastSchema = z.strictObject({ p50Ms: z.number(), p90Ms: z.number() });

export const plannedClusterSchema = z.strictObject({
  name: nameSchema,
  member: nameSchema,
  identity: z.string(),
  provider: z.string().optional(),
  /** By its labels it serves for real; left out, they do not say so. */
  production: z.literal(true).optional(),
  /** Key into `shapes`. */
  shape: z.string(),
  /** Key into `decisions`. */
  decision: z.string().optional(),
  /** Key into `calendars`; left out, it may start at any time. */
  calendar: z.string().optional(),
  /** Clusters of this plan that must be done before. */
  dependsOn: z.array(nameSchema).optional(),
  forecast: forecastSchema.optional(),
  /** Nodes above what runs now, at most, and what these and second clusters cost, if prices are known. */
  surge: z
    .strictObject({
      nodes: z.int().min(0),
      cost: z.strictObject({ amount: z.number(), currency: z.string() }).optional(),
    })
    .optional(),
});

export const calendarSchema = z.strictObject({
  windows: z.array(windowSchema),
  freezes: z.array(freezeSchema),
});

/** A risk that the plan takes, with who took it upon them. */
export const acceptedRiskSchema = z.strictObject({
  name: z.string(),
  ...acceptanceSchema.shape,
  clusters: z.array(nameSchema),
});

/** What one check found in the planned clusters, folded; approving the plan approves it too. */
export const concernSchema = z.strictObject({
  check: z.string(),
  level: findingLevelSchema.extract(["Blocks", "Will disturb", "Needs a decision", "Not checked"]),
  /** Of the first object. */
  why: z.string(),
  help: z.string(),
  /** `cluster: object` of some, and how many there are in all. */
  objects: z.array(z.string()),
  count: z.int().min(1),
  clusters: z.array(nameSchema),
  /** Whether someone took each of them upon them. */
  accepted: z.boolean(),
});

/** A record of the knowledge that is not fleetlift's own, and that something in the plan rests upon. */
export const addedRecordSchema = z.strictObject({
  id: z.string(),
  /** Who brings it: a file, a pack. */
  from: z.string(),
  /** Of one that stands in place of another: why. */
  reason: z.string().optional(),
});

/** A task of a stage, with its times in milliseconds. */
export const plannedTaskSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("approval"),
    roles: z.array(z.string()),
    quorum: z.int().min(1),
    expiresAfterMs: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal("timed-wait"), waitMs: z.number() }),
  z.strictObject({ kind: z.literal("scheduled-start"), atMs: z.number() }),
  z.strictObject({
    kind: z.literal("gate"),
    use: z.string(),
    baselineMs: z.number().optional(),
    windowMs: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal("notify"), audience: z.string(), text: z.string() }),
  z.strictObject({
    kind: z.literal("workflow"),
    use: z.string(),
    with: z.record(z.string(), z.unknown()),
  }),
]);

export const plannedStageSchema = z.strictObject({
  name: nameSchema,
  /** Resolved from numbers or percentages when the plan was made. */
  maxConcurrency: z.int().min(1),
  maxAllowedFailures: z.int().min(0),
  minSuccess: z.int().min(0).optional(),
  onUnreachable: onUnreachableSchema.optional(),
  /** The first of its clusters, that the others wait for. */
  canaries: z.strictObject({ count: z.int().min(1), soakMs: z.number() }).optional(),
  before: z.array(plannedTaskSchema).optional(),
  after: z.array(plannedTaskSchema).optional(),
  /** In the order in which they start. */
  clusters: z.array(plannedClusterSchema),
});

/** A cluster of the fleet that the plan does not upgrade, and why. */
export const leftOutSchema = z.strictObject({
  name: nameSchema,
  kind: z.enum(["blocked", "already-there", "not-selected", "managed-elsewhere"]),
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
  decisions: z.record(z.string(), decisionSchema).optional(),
  /** When clusters may start, once for all that share it. */
  calendars: z.record(z.string(), calendarSchema).optional(),
  onFailure: z.string().optional(),
  /** Steps of the rollout itself, by `flowKey`: of its tasks `Gate` and `Workflow`, and of `onFailure`. */
  flows: z.record(z.string(), flowSchema).optional(),
  /** The packs that workflows and actions came from, each pinned by the hash of its content. */
  packs: z
    .array(z.strictObject({ name: z.string(), version: z.string(), hash: z.string() }))
    .optional(),
  /** Rollouts that must be done before this one starts anything. */
  dependsOn: z.array(nameSchema).optional(),
  /** What running upgrades do when their window closes; `Finish` when left out. */
  onWindowClose: z.enum(["Finish", "Pause"]).optional(),
  /** Whether only what is likely to end in its window starts; `Require` when left out. */
  windowFit: z.enum(["Require", "Ignore"]).optional(),
  concerns: z.array(concernSchema).optional(),
  acceptedRisks: z.array(acceptedRiskSchema).optional(),
  addedRecords: z.array(addedRecordSchema).optional(),
});

export type Role = Data<typeof roleSchema>;
export type RetryPolicy = Data<typeof retryPolicySchema>;
export type Step = Data<typeof stepSchema>;
export type RecoveryStep = Data<typeof recoveryStepSchema>;
export type Recovery = Data<typeof recoverySchema>;
export type Flow = Data<typeof flowSchema>;
export type Hop = Data<typeof hopSchema>;
export type Deadlines = Data<typeof deadlinesSchema>;
export type Shape = Data<typeof shapeSchema>;
export type PlannedCluster = Data<typeof plannedClusterSchema>;
export type PlannedStage = Data<typeof plannedStageSchema>;
export type Weighed = Data<typeof weighedSchema>;
export type Decision = Data<typeof decisionSchema>;
export type Calendar = Data<typeof calendarSchema>;
export type Forecast = Data<typeof forecastSchema>;
export type AcceptedRisk = Data<typeof acceptedRiskSchema>;
export type Concern = Data<typeof concernSchema>;
export type AddedRecord = Data<typeof addedRecordSchema>;
export type PlannedTask = Data<typeof plannedTaskSchema>;
export type LeftOut = Data<typeof leftOutSchema>;
export type Plan = Data<typeof planSchema>;

/** Where a task of a stage stands among the plan's flows, from 0. */
export const flowKey = (stage: string, place: "before" | "after", index: number): string =>
  `${stage}.${place}-${index}`;

/** The key of the flow that runs when the rollout failed. */
export const FAILURE_FLOW = "on-failure";
