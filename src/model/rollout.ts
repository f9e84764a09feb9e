import * as z from "zod";
import { countFrom0Schema, countFrom1Schema } from "./count.ts";
import type { Data } from "./data.ts";
import { durationSchema } from "./duration.ts";
import { API_VERSION, labelsSchema, metadataSchema, nameSchema } from "./names.ts";
import { notYet } from "./not-yet.ts";
import { targetVersionSchema } from "./version.ts";

/** `matchLabels` and `matchExpressions` as in Kubernetes: all must hold; an empty selector takes all. */
export const selectorSchema = z.strictObject({
  matchLabels: labelsSchema.optional(),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string().min(1),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

export const stageSchema = z.strictObject({
  name: nameSchema,
  /** Which clusters; no selector takes none. */
  selector: selectorSchema.optional(),
  /** A label whose integer value orders the clusters; then by name. */
  sortingLabelKey: z.string().min(1).optional(),
  /** How many upgrades run at once; a percentage rounds down, never below 1. */
  maxConcurrency: countFrom1Schema.optional(),
  /** More failures than this and nothing new starts; a percentage rounds up. */
  maxAllowedFailures: countFrom0Schema.optional(),
  minSuccess: notYet(),
  onUnreachable: notYet(),
  beforeStageTasks: notYet(),
  afterStageTasks: notYet(),
});

/** How nodes are replaced, for every pool that fleetlift rolls itself. */
export const nodeSettingsSchema = z.strictObject({
  /** Nodes above the pool's size while it rolls; a percentage rounds up. */
  maxSurge: countFrom0Schema.optional(),
  /** Nodes of the pool that may be unavailable because of us; a percentage rounds down. */
  maxUnavailable: countFrom0Schema.optional(),
  /** How long one node may take to drain before the step fails and names what blocks. */
  drainTimeout: durationSchema.optional(),
  /** What to do with pods that keep data in an emptyDir, which moving them loses. */
  emptyDirData: z.enum(["Refuse", "Delete"]).optional(),
  /** What to do with pods that no controller would make again. */
  barePods: z.enum(["Refuse", "Delete"]).optional(),
});

export const targetSchema = z.strictObject({
  kubernetes: targetVersionSchema.optional(),
  nodeImage: z.string().min(1).optional(),
  addons: z.record(nameSchema, z.string().min(1)).optional(),
});

export const strategySchema = z.enum(["auto", "in-place", "rolling", "blue-green", "canary"]);

export const rolloutStateSchema = z.enum(["Initialize", "Run", "Stop"]);

export const rolloutSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Rollout"),
    metadata: metadataSchema,
    spec: z.strictObject({
      fleet: nameSchema,
      /** `Initialize` plans only; `Run` starts; `Stop` starts nothing new. */
      state: rolloutStateSchema.optional(),
      target: targetSchema,
      strategy: strategySchema,
      nodes: nodeSettingsSchema.optional(),
      stages: z.array(stageSchema).min(1),
      acceptRisks: notYet(),
      onFailure: notYet(),
    }),
  })
  .meta({
    title: "Rollout",
    description: "One request: these clusters, to these versions, in these stages.",
  });

export type Selector = Data<typeof selectorSchema>;
export type StageSpec = Data<typeof stageSchema>;
export type NodeSettings = Data<typeof nodeSettingsSchema>;
export type Target = Data<typeof targetSchema>;
export type Strategy = Data<typeof strategySchema>;
export type DesiredState = Data<typeof rolloutStateSchema>;
export type RolloutDocument = Data<typeof rolloutSchema>;
