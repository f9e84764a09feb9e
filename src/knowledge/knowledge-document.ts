import * as z from "zod";
import type { Data } from "../model/data.ts";
import { API_VERSION, metadataSchema } from "../model/names.ts";
import type { DocumentKind } from "../spec/document-kinds.ts";
import { checkKnowledge } from "./check-knowledge.ts";
import { sourceSchema, wordsSchema } from "./record-parts.ts";
import { recordSchemas } from "./records.ts";

const listOf = <Record extends z.ZodType>(record: Record) => z.array(record).min(1).optional();

/** One list for each kind of records. */
const listsSchema = z
  .strictObject({
    releases: listOf(recordSchemas.releases),
    support: listOf(recordSchemas.support),
    skew: listOf(recordSchemas.skew),
    apis: listOf(recordSchemas.apis),
    "config-apis": listOf(recordSchemas["config-apis"]),
    behaviours: listOf(recordSchemas.behaviours),
    addons: listOf(recordSchemas.addons),
    "addon-apis": listOf(recordSchemas["addon-apis"]),
    "addon-rules": listOf(recordSchemas["addon-rules"]),
    abilities: listOf(recordSchemas.abilities),
    risks: listOf(recordSchemas.risks),
    "skew-rows": listOf(recordSchemas["skew-rows"]),
    "etcd-releases": listOf(recordSchemas["etcd-releases"]),
    "etcd-defaults": listOf(recordSchemas["etcd-defaults"]),
  })
  .describe("Records that fleetlift does not bring, by kind.");

const overrideSchema = z.strictObject({
  id: wordsSchema.describe("The record of fleetlift's own that this one stands in place of."),
  reason: wordsSchema.describe("Why; it is shown in every decision made from it."),
  by: wordsSchema.describe("Who says so."),
  record: z
    .record(z.string(), z.json())
    .describe("The whole record; the id need not be written again."),
});

export const knowledgeSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Knowledge"),
    metadata: metadataSchema,
    spec: z.strictObject({
      sources: listOf(sourceSchema).describe(
        "Where the records were read, and when. Those of fleetlift may be named too.",
      ),
      records: listsSchema.optional(),
      overrides: listOf(overrideSchema),
    }),
  })
  .meta({
    title: "Knowledge",
    description: "Facts of one's own, and facts that stand in place of fleetlift's.",
  });

export type KnowledgeDocument = Data<typeof knowledgeSchema>;

/** How a Knowledge document is read, for `readDocuments`. */
export const knowledgeDocumentKind = {
  schema: knowledgeSchema,
  check: checkKnowledge,
} as const satisfies DocumentKind;
