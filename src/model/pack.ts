import * as z from "zod";
import type { Data } from "./data.ts";
import { findingLevelSchema } from "./finding.ts";
import { API_VERSION, metadataSchema } from "./names.ts";

const NAME_WORDS =
  "expected lower-case letters, digits and '-', beginning with a letter and ending with a letter or digit, at most 63";

/** The name of a pack, and of an action in it: `PACK/NAME` is what steps use. */
export const packNameSchema = z
  .string({ error: NAME_WORDS })
  .regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, NAME_WORDS);

const VERSION_WORDS = "expected a semantic version, like 1.4.0";

const semverSchema = z
  .string({ error: VERSION_WORDS })
  .regex(
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
    VERSION_WORDS,
  );

const rangeSchema = z
  .string({ error: 'expected a range of versions, like ">=1.2.0 <2.0.0"' })
  .min(1);

/** Metadata of what a pack holds: names are those of steps, so they are short. */
export const packMetadataSchema = metadataSchema.extend({ name: packNameSchema });

/** `pack.yaml`: what a pack is, and what it needs. */
export const packSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Pack"),
    metadata: packMetadataSchema,
    spec: z.strictObject({
      version: semverSchema.describe("Of the pack; the same version is never published twice."),
      description: z.string().min(1).optional(),
      licence: z.string().min(1).optional().describe("An SPDX expression, like Apache-2.0."),
      requires: z
        .strictObject({
          fleetlift: rangeSchema
            .optional()
            .describe('The versions of fleetlift that it works with, like ">=0.1.0".'),
          packs: z
            .record(packNameSchema, rangeSchema)
            .optional()
            .describe("Packs whose workflows or actions it uses, with their versions."),
        })
        .optional(),
    }),
  })
  .meta({
    title: "Pack",
    description: "A portable folder of workflows, actions, checks and facts.",
  });

/** A question of a pack's own that every cluster is asked before an upgrade. */
export const checkDocumentSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Check"),
    metadata: packMetadataSchema,
    spec: z.strictObject({
      level: findingLevelSchema
        .extract(["Blocks", "Will disturb", "Needs a decision"])
        .describe("When the expression says yes."),
      when: z
        .string()
        .min(1)
        .describe(
          "CEL over facts, cluster and target: true or false, or a list of what it concerns.",
        ),
      why: z.string().min(1).describe("Why it matters."),
      help: z.string().min(1).describe("What mends it."),
      breaking: z
        .boolean()
        .optional()
        .describe("Whether it breaks something for sure; left out, it does not."),
      url: z.url().optional(),
    }),
  })
  .meta({ title: "Check", description: "A question that every cluster is asked." });

export type PackDocument = Data<typeof packSchema>;
export type CheckDocument = Data<typeof checkDocumentSchema>;
