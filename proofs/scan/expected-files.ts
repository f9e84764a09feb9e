import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

const expectedSchema = z.strictObject({
  /** Within the corpus. */
  file: z.string(),
  /** What is hard about it, where its name does not say so. */
  why: z.string().optional(),
  findings: z.array(
    z.strictObject({
      line: z.int(),
      problem: z.string(),
      certainty: z.string(),
      apiVersion: z.string(),
      kind: z.string(),
      namespace: z.string(),
      name: z.string(),
    }),
  ),
  unread: z.array(z.strictObject({ line: z.int() })),
});

/** What is planted in a file, by hand. */
export type Expected = z.infer<typeof expectedSchema>;

const listSchema = z.strictObject({ target: z.string(), files: z.array(expectedSchema) });

export function expectedFiles(): z.infer<typeof listSchema> {
  const text = readFileSync(path.join(import.meta.dirname, "expected.json"), "utf8");
  return listSchema.parse(JSON.parse(text));
}
