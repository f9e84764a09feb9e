import type * as z from "zod";
import type { Data } from "../model/data.ts";
import { inOrder, type Problem } from "./problem.ts";
import { parseData, problemsOf, type ReadDocument } from "./read-source.ts";
import { readStream } from "./yaml-source.ts";

export type ReadingOfOne<Document> =
  | ({ readonly kind: "read" } & ReadDocument<Document>)
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Reads a text (YAML or JSON) that holds one document of one schema, whatever its form.
 * Never throws; tells everything that is wrong at once. `file` is the name to show.
 */
export function readYaml<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): ReadingOfOne<Data<Schema>> {
  const { sources, problems } = readStream(text, file);
  const [source, second] = sources;
  if (source === undefined) return { kind: "refused", problems: inOrder(problems) };
  const parsed = parseData(schema, source.data, source);
  const all = [
    ...problems,
    ...problemsOf(source, parsed.kind === "refused" ? parsed.complaints : []),
    ...(second === undefined ? [] : [second.problem(ONE_TOO_MANY)]),
  ];
  if (parsed.kind === "refused" || all.length > 0) {
    return { kind: "refused", problems: inOrder(all) };
  }
  const { document } = parsed;
  return { kind: "read", document, written: source.data, problem: source.problem };
}

const ONE_TOO_MANY = {
  path: [],
  on: "value",
  message: "a second document: expected one in this file",
} as const;
