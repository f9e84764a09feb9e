import * as z from "zod";
import type { Data } from "./data.ts";
import { durationSchema } from "./duration.ts";
import { API_VERSION, metadataSchema } from "./names.ts";
import { roleSchema } from "./plan.ts";
import { strategySchema } from "./rollout.ts";

/** Retry as Conductor defines it (semantics 5). `limit` counts failures in a row: a look that succeeds starts the count anew. */
export const retrySpecSchema = z.strictObject({
  policy: z.enum(["FIXED", "LINEAR", "EXPONENTIAL"]),
  limit: z.int().min(0),
  delay: durationSchema,
  /** Of LINEAR only: delay x scale x (retries made + 1). */
  scale: z.number().positive().optional(),
  /** No delay is longer; left out or 0s, there is no cap. */
  maxDelay: durationSchema.optional(),
  jitter: durationSchema.optional(),
  /** From the first start over all tries; reaching it forbids another. */
  totalTimeout: durationSchema.optional(),
});

const stepIdSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*$/,
    "expected a step id: lower-case letters, digits and '-', beginning with a letter",
  );

const common = {
  id: stepIdSchema,
  title: z.string().min(1).optional(),
  /** Steps above that must be over first; left out, the step before. */
  needs: z.array(stepIdSchema).optional(),
  /** A CEL expression, resolved when the plan is made: false leaves the step out. */
  if: z.string().min(1).optional(),
};

const useStepSchema = z.strictObject({
  ...common,
  /** The action's name. */
  uses: z.string().min(1),
  /** The action's inputs. `${{ }}` holds CEL over `hops`, `nodes`, `target` and the item of `foreach`. */
  with: z.record(z.string(), z.json()).optional(),
  /** Which cluster it works on: `self`, the one that is there, when left out; `next` is a second one. */
  role: roleSchema.optional(),
  /** From the step's start over all tries; 1h when left out. */
  timeout: durationSchema.optional(),
  /** Left out: EXPONENTIAL from 10s, at most 5 in a row, no delay over 5m. */
  retry: retrySpecSchema.optional(),
});

const groupStepSchema = z.strictObject({
  ...common,
  /** A CEL expression that gives a list; the steps below are repeated for each, in order. */
  foreach: z.string().min(1),
  /** The name under which the steps below see the item. */
  as: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  steps: z.array(useStepSchema).min(1),
});

export const workflowSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Workflow"),
    metadata: metadataSchema,
    spec: z.strictObject({
      strategy: strategySchema.exclude(["auto"]),
      steps: z.array(z.union([useStepSchema, groupStepSchema])).min(1),
    }),
  })
  .meta({
    title: "Workflow",
    description: "A reusable list of steps, from which a strategy is made.",
  });

export type RetrySpec = Data<typeof retrySpecSchema>;
export type UseStep = Data<typeof useStepSchema>;
export type GroupStep = Data<typeof groupStepSchema>;
export type Workflow = Data<typeof workflowSchema>;
