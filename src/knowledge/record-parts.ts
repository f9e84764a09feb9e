import * as z from "zod";

/** A minor of Kubernetes, like `1.34`. */
export const minorSchema = z
  .string({ error: 'expected a minor in quotes, like "1.34"' })
  .regex(/^1\.(0|[1-9]\d*)$/, 'expected a minor in quotes, like "1.34"');
export const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "expected a day, like 2026-11-20");
/** As exact as the source: a year, a month or a day. */
export const dateSchema = z
  .string()
  .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, "expected a date, like 2026-11");
export const wordsSchema = z.string().min(1);
export const addonVersionSchema = z
  .string({ error: 'expected a version in quotes, like "1.8" or "1.8.4"' })
  .regex(
    /^v?\d+(\.\d+)*(-eksbuild\.\d+)?$/,
    'expected a version in quotes, like "1.8" or "1.8.4": as far as it is written, it counts',
  );

export const urlSchema = z.url({ error: "expected an address, like https://example.com/page" });

const whereRead = {
  id: wordsSchema.describe("What records name it by."),
  readOn: daySchema.describe("Day on which it was read."),
  asOf: dateSchema.optional().describe("What the source itself says of its date."),
  secondHand: z.literal(true).optional().describe("It tells what another source says."),
  note: wordsSchema.optional(),
};

/** Where a fact was read, and when, so that it can be read again. */
export const sourceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("repository"),
    repository: wordsSchema,
    path: wordsSchema,
    commit: wordsSchema.optional().describe("A commit or a tag."),
    ...whereRead,
  }),
  z.strictObject({ kind: z.literal("page"), url: urlSchema, ...whereRead }),
  z.strictObject({
    kind: z.literal("document"),
    title: wordsSchema.describe("Words by which a person finds it."),
    ...whereRead,
  }),
]);

/** What every record has. */
export const common = {
  note: wordsSchema.optional(),
  differs: z
    .array(wordsSchema)
    .min(1)
    .optional()
    .describe("What other sources say instead; the record follows its own sources."),
  sources: z
    .array(wordsSchema)
    .min(1)
    .describe("Ids of sources: what it rests on most comes first."),
};

/** Unique over all kinds and for ever: the kind, then names that do not change. */
export const idOf = <Kind extends string>(kind: Kind) =>
  z.templateLiteral([`${kind}/`, z.string().min(1)], {
    error: `expected an id that begins with ${kind}/, like ${kind}/NAME`,
  });
