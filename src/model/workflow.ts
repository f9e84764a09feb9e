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

/** A step without any time would fail before it begins. */
const timeoutSchema = durationSchema.refine(
  (timeoutMs) => timeoutMs > 0,
  "expected more than no time, like 30m; left out, it is 1h",
);

const ID_WORDS =
  "expected a step id: lower-case letters, digits and '-', one at a time, beginning with a letter";

/** Two dashes are ours: `STEP--undo` is made when the plan is made. */
const stepIdSchema = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, ID_WORDS);

const NAME_WORDS =
  "expected a name for expressions: letters and digits, beginning with a lower-case letter";

const variableSchema = z.string().regex(/^[a-z][A-Za-z0-9]*$/, NAME_WORDS);

const outputNameSchema = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "expected the name of an output: letters, digits and '_', beginning with a letter",
  );

const celSchema = z.string().min(1);
const withSchema = z.record(z.string(), z.json());
const workflowNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)?$/,
    "expected the name of a workflow, like health-verification, or of a pack's, like coredns/verify",
  );

const outputsSchema = z.record(outputNameSchema, celSchema);

/** A list that is written, or a CEL expression that gives one. */
const itemsSchema = z.union([celSchema, z.array(z.json())]);

/** As in GitHub Actions: every combination of the lists, without those that `exclude` matches, and with those of `include`. */
const matrixSchema = z
  .object({
    include: z.array(z.record(variableSchema, z.json())).optional(),
    exclude: z.array(z.record(variableSchema, z.json())).optional(),
  })
  .catchall(itemsSchema);

const common = {
  id: stepIdSchema,
  title: z.string().min(1).optional(),
  /** Steps that must be over first, wherever they stand; left out, the step before. */
  needs: z.array(stepIdSchema).optional(),
  /** A CEL expression. What is false when the plan is made is left out of it; one that names `steps` is asked when its turn comes, and can only skip. */
  if: z.union([celSchema, z.boolean()]).optional(),
  /** Once for each item of a list, in order, each after the one before. */
  foreach: itemsSchema.optional(),
  /** The name under which expressions see the item; `item` when left out. */
  as: variableSchema.optional(),
  /** Once for each combination, seen as `matrix`. */
  matrix: matrixSchema.optional(),
};

const useFields = {
  ...common,
  /** The action's name. */
  uses: z.string().min(1),
  /** The action's inputs; `${{ }}` holds CEL. */
  with: withSchema.optional(),
  /** Which cluster it works on: `self`, the one that is there, when left out; `next` is a second one. */
  role: roleSchema.optional(),
  /** From the step's start over all tries; 1h when left out. */
  timeout: timeoutSchema.optional(),
  /** Left out: EXPONENTIAL from 10s, at most 5 in a row, no delay over 5m. */
  retry: retrySpecSchema.optional(),
  /** When it fails for good, the rest goes on all the same. */
  continueOnError: z.boolean().optional(),
  /** What later steps may use, by name: CEL over `result`, what its action gave. */
  outputs: outputsSchema.optional(),
};

const callFields = {
  ...common,
  /** The name of a workflow whose steps stand here. */
  workflow: workflowNameSchema,
  /** Its inputs. */
  with: withSchema.optional(),
};

/** What may be done when something failed: no failure workflow of its own, or there would be no end. */
export const failureStepSchema = z.union([z.strictObject(useFields), z.strictObject(callFields)]);

const onFailure = z.array(failureStepSchema).min(1).optional();

export const undoSpecSchema = z.strictObject({
  uses: z.string().min(1),
  with: withSchema.optional(),
  title: z.string().min(1).optional(),
  timeout: timeoutSchema.optional(),
  retry: retrySpecSchema.optional(),
});

const useStepSchema = z.strictObject({
  ...useFields,
  /** What puts back what the step did, when the upgrade ends early. */
  undo: undoSpecSchema.optional(),
  /** What is done when this step failed for good, before anything is undone. */
  onFailure,
});

const callStepSchema = z.strictObject({ ...callFields, onFailure });

const groupStepSchema = z.strictObject({
  ...common,
  steps: z.array(z.union([useStepSchema, callStepSchema])).min(1),
  onFailure,
});

const failureSchema = z
  .strictObject({
    undo: z
      .boolean()
      .optional()
      .describe("Whether done steps are undone, the last first, where they say how."),
    steps: z.array(failureStepSchema).min(1).optional().describe("What is done then."),
    use: workflowNameSchema.optional().describe("A workflow that is run then, after the steps."),
    with: withSchema.optional().describe("The inputs of that workflow."),
  })
  .describe("What is done when an upgrade fails.");

export const workflowSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Workflow"),
    metadata: metadataSchema,
    spec: z.strictObject({
      strategy: strategySchema
        .exclude(["auto"])
        .optional()
        .describe("The strategy that it is of; left out, it is used by its name."),
      description: z.string().min(1).optional(),
      inputs: z
        .record(z.string(), z.json())
        .optional()
        .describe("What it takes: a JSON Schema of an object."),
      steps: z.array(z.union([useStepSchema, callStepSchema, groupStepSchema])).min(1),
      outputs: outputsSchema
        .optional()
        .describe("What it gives to the workflow that uses it: CEL over steps."),
      onFailure: failureSchema.optional(),
    }),
  })
  .meta({
    title: "Workflow",
    description: "A reusable list of steps: a strategy, or a part of one.",
  });

export type RetrySpec = Data<typeof retrySpecSchema>;
export type UndoSpec = Data<typeof undoSpecSchema>;
export type UseStep = Data<typeof useStepSchema>;
export type CallStep = Data<typeof callStepSchema>;
export type GroupStep = Data<typeof groupStepSchema>;
export type FailureStep = Data<typeof failureStepSchema>;
export type MatrixSpec = Data<typeof matrixSchema>;
export type WorkflowStep = UseStep | CallStep | GroupStep;
export type Workflow = Data<typeof workflowSchema>;
