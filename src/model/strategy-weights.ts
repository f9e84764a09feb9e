import * as z from "zod";
import type { Data } from "./data.ts";
import { API_VERSION, metadataSchema } from "./names.ts";

/** The strategies that can be weighed, the least disruptive to set up first. */
export const STRATEGIES = ["rolling", "in-place", "canary", "blue-green"] as const;

const pointsSchema = z.strictObject({
  rolling: z.number().optional(),
  "in-place": z.number().optional(),
  canary: z.number().optional(),
  "blue-green": z.number().optional(),
});

const factorSchema = z.strictObject({
  points: pointsSchema.describe("Points for each unit, by strategy; left out, none."),
  atMost: z.number().positive().describe("More units than this count no further."),
  notSeen: z
    .number()
    .describe("Units that count when it could not be seen: what is not known is never in favour."),
});

const importanceSchema = z.strictObject({
  key: z.string().min(1).describe("The cluster's label."),
  values: z
    .record(z.string(), z.number())
    .describe("Units by the label's value: above 0 is more important than most."),
});

/** How `auto` weighs the strategies of a cluster against each other. */
export const strategyWeightsSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("StrategyWeights"),
    metadata: metadataSchema,
    spec: z.strictObject({
      start: z
        .strictObject({
          rolling: z.number(),
          "in-place": z.number(),
          canary: z.number(),
          "blue-green": z.number(),
        })
        .describe("Points that each strategy starts with, before anything is weighed."),
      factors: z.strictObject({
        "breaking findings": factorSchema,
        "disturbing findings": factorSchema,
        "not checked": factorSchema,
        hops: factorSchema,
        "no way back": factorSchema,
        state: factorSchema,
        "node-bound data": factorSchema,
        traffic: factorSchema,
        "separate routes": factorSchema,
        "room to drain": factorSchema,
        "second cluster": factorSchema,
        importance: factorSchema,
        "end of support": factorSchema,
      }),
      importance: z
        .array(importanceSchema)
        .describe("Labels that tell how important a cluster is; the first that is there holds."),
      secondCluster: z.strictObject({
        label: z.string().min(1).describe("A cluster with this label may be given no second one."),
        refusedBy: z.array(z.string()).min(1).describe("Values of the label that say so."),
        days: z.number().positive().describe("How long both clusters run."),
      }),
      supportEndsWithinDays: z
        .number()
        .positive()
        .describe("Support that ends sooner than this is near."),
      onATie: z
        .array(z.enum(STRATEGIES))
        .length(STRATEGIES.length)
        .describe("Of equal scores the first of these is taken."),
    }),
  })
  .meta({ title: "StrategyWeights", description: "How auto weighs strategies, as data." });

export type WeighableStrategy = (typeof STRATEGIES)[number];
export type StrategyWeightsDocument = Data<typeof strategyWeightsSchema>;
export type Weights = StrategyWeightsDocument["spec"];
/** What is weighed; what a unit of each is stands in the bundled file of weights. */
export type Factor = keyof Weights["factors"];
