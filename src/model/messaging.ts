import * as z from "zod";
import type { Data } from "./data.ts";
import { durationSchema } from "./duration.ts";
import { API_VERSION, metadataSchema, nameSchema } from "./names.ts";
import { windowSchema } from "./window.ts";

/** Who is told. */
export const AUDIENCES = ["operations", "support", "customers"] as const;
export const audienceSchema = z.enum(AUDIENCES);

/** What messages are about; which audience is told of which is chosen by these words. */
export const TOPICS = [
  "starts", // a rollout or a stage begins
  "ends", // a rollout or a stage ends
  "progress", // a cluster is done
  "failures", // a cluster, a stage or a rollout failed, or nothing new starts
  "needs-person", // somebody has to act before it goes on
  "approvals", // asked for, given, refused, reminded, expired
  "orders", // somebody paused, resumed, stopped or cancelled
  "foreign-writer", // somebody else changes what we upgrade
  "drift", // a fleet is not at the version that it is held to
  "channels", // a channel of messages is failing or is well again
  "access", // somebody was denied an order
  "notices", // a step or a task that says what to tell whom
  "maintenance", // for customers: begins, is over, takes longer
] as const;
export const topicSchema = z.enum(TOPICS);

/** Placeholders of templates, each with what it stands for. */
export const PLACEHOLDERS = {
  rollout: "the rollout's name",
  stage: "the stage's name",
  target: "what is gone to, like Kubernetes 1.36",
  clusters: "the clusters by name, many of them with a count",
  count: "how many events it tells of",
  reason: "what happened, in the record's words",
  who: "who made it happen",
  when: "the time of it",
  until: "when it goes on by itself",
} as const;

/** What every refusal of a secret that was written out says; its value is not shown. */
export const SECRET_WORDS =
  "expected where the secret is to be found, like { env: SLACK_TOKEN } or { file: /run/secrets/slack }: a secret never stands in a document";

/** Where a secret is to be found, read anew each time; never the secret itself. */
export const secretSchema = z
  .union(
    [
      z.strictObject({
        env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of a variable"),
      }),
      z.strictObject({ file: z.string().min(1) }),
    ],
    { error: SECRET_WORDS },
  )
  .describe("Where the secret is to be found: { env: NAME } or { file: PATH }.");

export const URL_WORDS =
  "expected an address without credentials, like https://hooks.shop.example/fleetlift";

const plainUrlSchema = z
  .url({ protocol: /^https?$/, error: URL_WORDS })
  .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), URL_WORDS);

const baseUrl = (standard: string) =>
  plainUrlSchema.optional().describe(`Where it is served; left out, ${standard}.`);

const MAIL_WORDS = "expected a mail address, like oncall@shop.example";
const mailSchema = z
  .string({ error: MAIL_WORDS })
  .regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, MAIL_WORDS)
  .describe("A mail address.");

const shared = {
  name: nameSchema,
  quietHours: z
    .array(windowSchema)
    .min(1)
    .optional()
    .describe("When only what is urgent is sent; the rest waits until they end."),
  digest: z
    .strictObject({
      every: durationSchema.describe("How long equal messages are gathered into one; 0s is never."),
      max: z
        .int()
        .min(1)
        .max(100)
        .optional()
        .describe("Names that one message lists; 20 when left out."),
    })
    .optional()
    .describe("Many equal messages become one with a count; left out, those of 30s."),
  topics: z
    .array(topicSchema)
    .min(1)
    .optional()
    .describe("Only these, of what its audiences are told."),
};

/** A way to people. */
export const channelSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("slack"),
      ...shared,
      room: z.string().min(1).describe('Channel, like "#platform", or its id.'),
      token: secretSchema,
      url: baseUrl("https://slack.com/api"),
    }),
    z.strictObject({
      kind: z.literal("teams"),
      ...shared,
      url: secretSchema.describe(
        "Where the address of the workflow is to be found: it holds its own secret.",
      ),
    }),
    z.strictObject({
      kind: z.literal("email"),
      ...shared,
      host: z.string().min(1).describe("SMTP server."),
      port: z.int().min(1).max(65_535).optional().describe("587 when left out; 465 with Always."),
      tls: z
        .enum(["Always", "StartTLS", "Never"])
        .optional()
        .describe("StartTLS when left out: refused where the server has none."),
      user: z.string().min(1).optional(),
      password: secretSchema.optional(),
      from: mailSchema,
      to: z.array(mailSchema).min(1).optional().describe("Who is told where no contact says."),
    }),
    z.strictObject({
      kind: z.literal("pagerduty"),
      ...shared,
      routingKey: secretSchema.describe("Integration key of Events API v2."),
      url: baseUrl("https://events.pagerduty.com"),
    }),
    z.strictObject({
      kind: z.literal("webhook"),
      ...shared,
      url: z
        .union([plainUrlSchema, secretSchema], { error: `${URL_WORDS}, or ${SECRET_WORDS}` })
        .describe("Where messages are posted."),
      secret: secretSchema
        .optional()
        .describe("Key of the signature (HMAC-SHA256); left out, nothing is signed."),
    }),
    z.strictObject({
      kind: z.literal("file"),
      ...shared,
      path: z
        .string()
        .min(1)
        .optional()
        .describe(
          "Lines of JSON; begins in the data directory, and is messages.jsonl when left out.",
        ),
    }),
  ])
  .describe("A way to people.");

const templateSchema = z
  .strictObject({ title: z.string().min(1).optional(), text: z.string().min(1).optional() })
  .describe("Words with {placeholders}; what is left out stays as it is.");

/** One value for each audience that says something. */
function byAudience<Schema extends z.ZodType>(schema: Schema) {
  return z.strictObject({
    operations: schema.optional(),
    support: schema.optional(),
    customers: schema.optional(),
  });
}

export const messagingSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Messaging"),
    metadata: metadataSchema,
    spec: z.strictObject({
      timeZone: z
        .string()
        .min(1)
        .optional()
        .describe("IANA time zone of the times in messages; UTC when left out."),
      channels: z.array(channelSchema).min(1),
      audiences: byAudience(z.array(nameSchema))
        .optional()
        .describe("Which channels an audience has, where the contacts of clusters name none."),
      topics: byAudience(z.array(topicSchema))
        .optional()
        .describe("What an audience is told of, in place of what it is told of by itself."),
      templates: byAudience(z.partialRecord(topicSchema, templateSchema))
        .optional()
        .describe("Words of one's own, by audience and topic."),
    }),
  })
  .meta({
    title: "Messaging",
    description: "Who is told what, and by which channels.",
  });

export type Audience = Data<typeof audienceSchema>;
export type Topic = Data<typeof topicSchema>;
export type Placeholder = keyof typeof PLACEHOLDERS;
export type SecretRef = Data<typeof secretSchema>;
export type Channel = Data<typeof channelSchema>;
export type ChannelOf<Kind extends Channel["kind"]> = Extract<Channel, { readonly kind: Kind }>;
export type MessageTemplate = Data<typeof templateSchema>;
export type MessagingDocument = Data<typeof messagingSchema>;
export type Messaging = MessagingDocument["spec"];
