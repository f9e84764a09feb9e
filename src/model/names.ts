import * as z from "zod";

/** The group and version of every document that people write or read. */
export const API_VERSION = "fleetlift.dev/v1alpha1";

/**
 * The version of the stored form of a document. It is raised when the form changes in a way that
 * old readers cannot take, and a migration from the form before is added in the same change.
 */
export const SCHEMA_VERSION = 1 as const;

/** A name as Kubernetes allows it for objects (RFC 1123 subdomain). */
export const nameSchema = z
  .string({ error: "expected a name" })
  .regex(
    /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
    "expected lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit",
  );

const labelKeySchema = z
  .string()
  .regex(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    "expected a Kubernetes label key, like 'env' or 'example.com/env'",
  );

const LABEL_VALUE_WORDS =
  "expected a Kubernetes label value: at most 63 letters, digits, '-', '_' and '.'";

const labelValueSchema = z
  .string({ error: LABEL_VALUE_WORDS })
  .regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/, LABEL_VALUE_WORDS);

/** Labels as on Kubernetes objects; values are strings, so numbers are written in quotes. */
export const labelsSchema = z
  .record(labelKeySchema, labelValueSchema)
  .describe("Labels as on Kubernetes objects. Values are text: write numbers in quotes.");

export const metadataSchema = z.strictObject({
  name: nameSchema,
  labels: labelsSchema.optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
