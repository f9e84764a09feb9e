import * as z from "zod";
import { countFrom0Schema, countFrom1Schema } from "./count.ts";
import type { Data } from "./data.ts";
import { durationSchema } from "./duration.ts";
import { acceptanceSchema } from "./finding.ts";
import { API_VERSION, labelsSchema, metadataSchema, nameSchema } from "./names.ts";
import { targetVersionSchema } from "./version.ts";

export const strategySchema = z.enum(["auto", "in-place", "rolling", "blue-green", "canary"]);

/** `matchLabels` and `matchExpressions` as in Kubernetes: all must hold; an empty selector takes all. */
export const selectorSchema = z
  .strictObject({
    matchLabels: labelsSchema.optional(),
    matchExpressions: z
      .array(
        z.strictObject({
          key: z.string().min(1).describe("The label."),
          operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
          values: z.array(z.string()).optional().describe("Of In and NotIn only."),
        }),
      )
      .optional(),
  })
  .describe("Which clusters, by label: all of it must hold, and {} takes all.");

const useSchema = z.string().min(1);

const INSTANT_WORDS =
  'expected a time with its offset in quotes, like "2026-12-01T09:00:00+01:00" or "2026-12-01T08:00:00Z"';

const instantSchema = z
  .string({ error: INSTANT_WORDS })
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/, INSTANT_WORDS)
  .refine((text) => !Number.isNaN(Date.parse(text)), INSTANT_WORDS)
  .refine(isDayOfCalendar, "the calendar has no such day");

/** Of 30 February some parsers make 2 March. */
function isDayOfCalendar(text: string): boolean {
  const day = text.slice(0, "2026-12-01".length);
  const atMs = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(day);
}

/** What stands before or after a stage. */
export const stageTaskSchema = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("Approval"),
      roles: z.array(z.string().min(1)).min(1).describe("Who may approve."),
      quorum: z.int().min(1).optional().describe("Approvals that are needed, by different people."),
      expiresAfter: durationSchema.optional().describe("Asked for anew after this time."),
    }),
    z.strictObject({ type: z.literal("TimedWait"), waitTime: durationSchema }),
    z.strictObject({
      type: z.literal("ScheduledStart"),
      at: instantSchema.describe("Nothing of the stage starts before."),
    }),
    z.strictObject({
      type: z.literal("Gate"),
      use: useSchema.describe("Name of the gate."),
      baseline: durationSchema.optional().describe("How long before is compared with."),
      window: durationSchema.optional().describe("How long it is watched."),
    }),
    z.strictObject({
      type: z.literal("Notify"),
      audience: z.enum(["operations", "support", "customers"]),
      text: z.string().min(1),
    }),
    z.strictObject({
      type: z.literal("Workflow"),
      use: useSchema.describe("Name of the workflow."),
      with: z.record(z.string(), z.json()).optional(),
    }),
  ])
  .describe("Something that has to be over before the rollout goes on.");

export const onUnreachableSchema = z.enum(["Fail", "Skip", "Defer"]);

export const stageSchema = z.strictObject({
  name: nameSchema,
  selector: selectorSchema.optional(),
  clusters: z
    .array(nameSchema)
    .min(1)
    .optional()
    .describe("Its clusters by name, in place of a selector; they go in this order."),
  sortingLabelKey: z
    .string()
    .min(1)
    .optional()
    .describe(
      "A label whose integer value orders the clusters; then by name, or as they are listed.",
    ),
  maxConcurrency: countFrom1Schema
    .optional()
    .describe("How many upgrades run at once; a percentage rounds down, never below 1."),
  maxAllowedFailures: countFrom0Schema
    .optional()
    .describe("More failures than this and nothing new starts; a percentage rounds up."),
  strategy: strategySchema
    .optional()
    .describe("For the clusters of this stage, in place of the rollout's."),
  canaries: z
    .strictObject({
      count: countFrom1Schema.describe("How many; a percentage rounds down, never below 1."),
      soak: durationSchema.optional().describe("How long the others wait after the last of them."),
    })
    .optional()
    .describe("The first clusters of the stage, that all others of it wait for."),
  minSuccess: countFrom1Schema
    .optional()
    .describe("Fewer successes than this and the stage failed; a percentage rounds up."),
  onUnreachable: onUnreachableSchema
    .optional()
    .describe("What becomes of a cluster that cannot be reached when its turn comes."),
  beforeStageTasks: z.array(stageTaskSchema).optional(),
  afterStageTasks: z.array(stageTaskSchema).optional(),
});

/** What a drain does with pods that a selector names. */
const podRuleSchema = z
  .strictObject({
    namespaces: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("Only pods of these namespaces; left out, of all."),
    selector: selectorSchema.describe("Which pods, by label; {} takes all."),
    behavior: z
      .enum(["Drain", "Skip", "WaitCompleted"])
      .describe(
        "Drain moves them whatever they keep and whoever made them; Skip lets them end with their node; WaitCompleted lets them run to their end first.",
      ),
    order: z.int().optional().describe("Of Drain: lower goes first on each node; left out, 0."),
  })
  .refine(({ behavior, order }) => order === undefined || behavior === "Drain", {
    path: ["order"],
    error: "only pods that are drained have an order",
  });

/** How nodes are replaced, for every pool that fleetlift rolls itself. */
export const nodeSettingsSchema = z.strictObject({
  maxSurge: countFrom0Schema
    .optional()
    .describe("Nodes above the pool's size while it rolls; a percentage rounds up."),
  maxUnavailable: countFrom0Schema
    .optional()
    .describe("Nodes of a pool that may be unavailable because of us; a percentage rounds down."),
  drainTimeout: durationSchema
    .optional()
    .describe("How long one node may drain before the step fails and names what blocks, like 30m."),
  emptyDirData: z
    .enum(["Refuse", "Delete"])
    .optional()
    .describe("What to do with pods that keep data in an emptyDir, which moving them loses."),
  barePods: z
    .enum(["Refuse", "Delete"])
    .optional()
    .describe("What to do with pods that no controller would make again."),
  podRules: z
    .array(podRuleSchema)
    .max(50)
    .optional()
    .describe("What to do with pods by label; the first rule that names a pod is its rule."),
  jobs: z
    .enum(["Evict", "WaitCompleted"])
    .optional()
    .describe(
      "Whether pods of jobs run to their end before their node goes; left out, they do not.",
    ),
  skipTerminatingAfter: durationSchema
    .optional()
    .describe(
      "A pod that should have been gone for so long keeps its node no more, as on a dead machine.",
    ),
  detachTimeout: durationSchema
    .optional()
    .describe(
      "How long volumes of a drained node may take to be detached; left out, they are not waited for.",
    ),
  removeTimeout: durationSchema
    .optional()
    .describe("How long a drained node may take to be gone once its provider was asked."),
  onTimeout: z
    .enum(["Fail", "Quarantine"])
    .optional()
    .describe(
      "What becomes of a node that cannot be drained in time: the step fails, or the node is marked, serves on, and the others go on.",
    ),
  maxBlockedNodes: countFrom0Schema
    .optional()
    .describe(
      "With Quarantine: more such nodes of a pool fail the step; a percentage rounds down; left out, 1.",
    ),
  proveFirstNode: z
    .boolean()
    .optional()
    .describe("Whether the first new node is tried alone, until what runs on it is Ready."),
});

const ADDON_TARGET_WORDS = 'expected a version in quotes, like "1.24", latest-compatible, or keep';

/** Where an add-on goes: a version, the newest that is compatible with everything at the target, or nowhere. */
export const addonTargetSchema = z
  .string({ error: ADDON_TARGET_WORDS })
  .regex(/^(latest-compatible|keep|v?\d+(\.\d+)*([-+][0-9A-Za-z.-]+)?)$/, ADDON_TARGET_WORDS);

export const targetSchema = z.strictObject({
  kubernetes: targetVersionSchema
    .optional()
    .describe('The version to go to, in quotes: "1.36" (its newest patch) or "1.36.3".'),
  nodeImage: z.string().min(1).optional(),
  addons: z
    .record(nameSchema, addonTargetSchema)
    .optional()
    .describe(
      "Add-ons to move, by name: a version, latest-compatible, or keep. Others move only where the way needs it.",
    ),
});

const strategyOverrideSchema = z.strictObject({
  selector: selectorSchema,
  strategy: strategySchema.exclude(["auto"]),
  by: z.string().min(1).describe("Who chose."),
  reason: z.string().min(1).describe("Why; it is shown in the plan."),
});

const acceptRiskSchema = z.strictObject({
  name: z.string().min(1).describe("Name of the check or risk, as assess and plan show it."),
  ...acceptanceSchema.shape,
  clusters: z.array(nameSchema).min(1).optional().describe("Only for these; left out, for all."),
});

export const rolloutStateSchema = z.enum(["Initialize", "Run", "Stop"]);

/** How a rollout goes about it, whatever its clusters and its target are. */
export const rolloutTemplateSchema = z.strictObject({
  strategy: strategySchema,
  nodes: nodeSettingsSchema
    .optional()
    .describe("How nodes are replaced, in every pool that fleetlift rolls itself."),
  stages: z.array(stageSchema).min(1).describe("One after the other, in this order."),
  strategyOverrides: z
    .array(strategyOverrideSchema)
    .optional()
    .describe("A person's choice for some clusters; the first that selects a cluster holds."),
  acceptRisks: z
    .array(acceptRiskSchema)
    .optional()
    .describe("Risks that someone takes upon them, by name, each with a reason and an end."),
  dependsOn: z
    .array(nameSchema)
    .min(1)
    .optional()
    .describe("Rollouts that must be done before this one starts anything."),
  onWindowClose: z
    .enum(["Finish", "Pause"])
    .optional()
    .describe("What running upgrades do when their window closes; left out, they finish."),
  windowFit: z
    .enum(["Require", "Ignore"])
    .optional()
    .describe("Left out, only what is likely to end in its window starts."),
  onCancel: z
    .enum(["Leave", "Undo"])
    .optional()
    .describe("What is done was done, or is undone where it can be; left out, Leave."),
  onFailure: z
    .strictObject({ use: useSchema })
    .optional()
    .describe("The workflow that runs when the rollout fails."),
});

export const rolloutSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Rollout"),
    metadata: metadataSchema,
    spec: z.strictObject({
      fleet: nameSchema.describe("Name of the fleet whose clusters are upgraded."),
      state: rolloutStateSchema
        .optional()
        .describe("Initialize plans only, Run starts, Stop starts nothing new."),
      target: targetSchema,
      ...rolloutTemplateSchema.shape,
    }),
  })
  .meta({
    title: "Rollout",
    description: "One request: these clusters, to these versions, in these stages.",
  });

export type Selector = Data<typeof selectorSchema>;
export type StageTask = Data<typeof stageTaskSchema>;
export type StageSpec = Data<typeof stageSchema>;
export type NodeSettings = Data<typeof nodeSettingsSchema>;
export type Target = Data<typeof targetSchema>;
export type Strategy = Data<typeof strategySchema>;
export type AcceptRisk = Data<typeof acceptRiskSchema>;
export type StrategyOverride = Data<typeof strategyOverrideSchema>;
export type DesiredState = Data<typeof rolloutStateSchema>;
export type RolloutTemplate = Data<typeof rolloutTemplateSchema>;
export type RolloutDocument = Data<typeof rolloutSchema>;
