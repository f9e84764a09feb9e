import * as z from "zod";
import type { Data } from "./data.ts";
import { API_VERSION } from "./names.ts";
import { packMetadataSchema, packNameSchema } from "./pack.ts";
import { hopSchema } from "./plan.ts";

const variablesSchema = z.record(z.string(), z.json());

/** Hops into a workflow, and the steps that must come of them. */
const planTestSchema = z.strictObject({
  title: z.string().min(1),
  workflow: z.string().min(1).describe("Name of a workflow of this pack."),
  hops: z.array(hopSchema).optional(),
  with: variablesSchema.optional().describe("The workflow's inputs."),
  nodes: variablesSchema.optional().describe("spec.nodes of the rollout, where it differs."),
  provider: z.string().min(1).optional(),
  steps: z
    .array(z.string().min(1))
    .describe("The ids of the steps in their order, each alone or as ID: ACTION."),
});

/** What a call over HTTP is answered in a test. */
const responseSchema = z.strictObject({
  status: z.int().min(100).max(599),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.json().optional(),
});

/** One look of an action, really run, with its calls over HTTP answered by the test. */
const actionTestSchema = z.strictObject({
  title: z.string().min(1),
  action: packNameSchema.describe("Name of an action of this pack, without the pack's."),
  with: variablesSchema.optional(),
  mode: z.enum(["look", "last", "putBack"]).optional(),
  memo: z.json().optional().describe("What the look before left."),
  env: z.record(z.string(), z.string()).optional(),
  responses: z.array(responseSchema).optional().describe("Of calls over HTTP, in their order."),
  expect: z.strictObject({
    outcome: z.enum(["done", "requeue", "waiting", "transient", "terminal"]),
    says: z.string().min(1).optional().describe("Words that its words hold."),
    deeds: z.array(z.string().min(1)).optional().describe("Words that each deed's words hold."),
    outputs: variablesSchema.optional(),
    requests: z
      .array(z.string().min(1))
      .optional()
      .describe("Calls over HTTP, each as METHOD URL."),
  }),
});

/** A check asked of a cluster that the test makes up. */
const checkTestSchema = z.strictObject({
  title: z.string().min(1),
  check: packNameSchema.describe("Name of a check of this pack."),
  facts: z
    .record(z.string(), z.array(z.json()))
    .optional()
    .describe("Lists by part, like nodes; a part that is left out was not seen."),
  version: z.string().min(1).optional().describe("Where the control plane is."),
  target: z.string().min(1).optional(),
  expect: z.enum(["found", "passed", "not checked"]),
});

export const packTestSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("PackTest"),
    metadata: packMetadataSchema,
    spec: z.strictObject({
      plans: z.array(planTestSchema).optional(),
      actions: z.array(actionTestSchema).optional(),
      checks: z.array(checkTestSchema).optional(),
    }),
  })
  .meta({ title: "PackTest", description: "Tests of a pack." });

export type PackTestDocument = Data<typeof packTestSchema>;
export type PlanTest = Data<typeof planTestSchema>;
export type ActionTest = Data<typeof actionTestSchema>;
export type CheckTest = Data<typeof checkTestSchema>;
