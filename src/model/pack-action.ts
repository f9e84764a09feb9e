import * as z from "zod";
import { touchSchema } from "./action-spec.ts";
import type { Data } from "./data.ts";
import { durationSchema } from "./duration.ts";
import { API_VERSION } from "./names.ts";
import { packMetadataSchema } from "./pack.ts";

const variableSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, "expected the name of an environment variable, like DNS_TOKEN");

const argvSchema = z
  .array(z.string())
  .min(1, "expected a program and its arguments")
  .describe("The program and its arguments, each by itself: no shell reads them.");

/** What an answer means. The first rule whose `if` holds decides; without `if` it always holds. */
const answerSchema = z
  .strictObject({
    if: z.string().min(1).optional().describe("CEL over response (status, headers, body)."),
    outcome: z.enum(["done", "requeue", "waiting", "transient", "terminal"]),
    say: z.string().min(1).optional().describe("Words for people; holds ${{ }} over response."),
    every: durationSchema
      .optional()
      .describe("Of requeue and waiting: when to look again; 30s when left out."),
    outputs: z
      .record(z.string(), z.string().min(1))
      .optional()
      .describe("Of done: what later steps may use, as CEL over response."),
  })
  .describe("What an answer means.");

const requestFields = {
  url: z.string().min(1).describe("Holds ${{ }} over inputs, context, member and env."),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.json().optional().describe("Text is sent as it is, anything else as JSON."),
  answers: z.array(answerSchema).min(1).optional(),
};

const httpSchema = z.strictObject({
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
  ...requestFields,
  idempotencyHeader: z
    .string()
    .min(1)
    .optional()
    .describe("Header that carries a key which is the same in every look of the step."),
  check: z
    .strictObject(requestFields)
    .optional()
    .describe("A GET that tells whether it is so already; what it answers counts before the call."),
});

const exitsSchema = z.record(
  z.string().regex(/^(0|[1-9]\d{0,2})$/, "expected an exit code, like 3"),
  z.enum(["done", "requeue", "waiting", "transient", "terminal"]),
);

const commandSchema = z.strictObject({
  argv: argvSchema,
  check: argvSchema
    .optional()
    .describe("Tells whether it is so already: with exit code 0 the command is not run."),
  exits: exitsSchema
    .optional()
    .describe("What exit codes mean, beside 0 (done), 75 (transient) and the rest (terminal)."),
  every: durationSchema.optional().describe("When to look again; 30s when left out."),
});

/** One of these does the work. */
export const runSchema = z
  .strictObject({
    http: httpSchema.optional().describe("A call over HTTP."),
    command: commandSchema.optional().describe("A program; its exit code says how it went."),
    script: z
      .strictObject({ argv: argvSchema })
      .optional()
      .describe("A program in any language that speaks the protocol on stdin and stdout."),
    module: z
      .strictObject({ file: z.string().min(1) })
      .optional()
      .describe("A JavaScript or TypeScript file that exports observe, decide, say and act."),
  })
  .describe("One of http, command, script or module.");

/** `actions/NAME/action.yaml`: an action as data, and what does its work. */
export const packActionSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Action"),
    metadata: packMetadataSchema,
    spec: z.strictObject({
      title: z.string().min(1),
      inputs: z
        .record(z.string(), z.json())
        .optional()
        .describe("JSON Schema of what a step writes under with; left out, it takes nothing."),
      touches: z.array(touchSchema).min(1).describe("The resources that it reads or changes."),
      undo: z
        .discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("nothing-to-undo") }),
          z.strictObject({ kind: z.literal("impossible"), why: z.string().min(1) }),
          z.strictObject({ kind: z.literal("by-hand"), how: z.string().min(1) }),
        ])
        .optional()
        .describe("How it is undone; needed of what touches anything."),
      typical: z
        .strictObject({ low: durationSchema, high: durationSchema })
        .describe("How long it usually takes, for forecasts."),
      needsMember: z
        .boolean()
        .optional()
        .describe("Whether it is told where the cluster is to be reached."),
      putBack: z
        .boolean()
        .optional()
        .describe(
          "Of script and module: whether it is asked to put back when the step ends early.",
        ),
      env: z
        .array(variableSchema)
        .optional()
        .describe("Variables of the server's environment that it may see, and no others."),
      timeLimit: durationSchema
        .optional()
        .describe("Of one call or process; 30s when left out, and at most."),
      run: runSchema,
    }),
  })
  .meta({ title: "Action", description: "An action of a pack." });

export type PackActionDocument = Data<typeof packActionSchema>;
export type PackRun = Data<typeof runSchema>;
export type HttpRun = NonNullable<PackRun["http"]>;
export type CommandRun = NonNullable<PackRun["command"]>;
export type AnswerRule = Data<typeof answerSchema>;
