import type * as z from "zod";
import type { Data, Json } from "../model/data.ts";
import { expectedWords } from "./expected-words.ts";
import { explainIssues } from "./explain-issues.ts";
import { formatPath, type Complaint, type Problem } from "./problem.ts";
import { dataAt } from "./schema-walk.ts";
import type { YamlSource } from "./yaml-source.ts";

/** A document that passed every check of its own. */
export interface ReadDocument<Document> {
  readonly document: Document;
  /** What was written, as JSON: to be stored, since a parsed document is not read again. */
  readonly written: Json;
  /** Where in the file something is, for complaints that need other documents too. */
  readonly problem: (complaint: Complaint) => Problem;
}

/** What a schema says of data: the document, or complaints in our words. */
export type Parsed<Document> =
  | { readonly kind: "parsed"; readonly document: Document }
  | { readonly kind: "refused"; readonly complaints: readonly Complaint[] };

/** `data` is that of the source, or what it was meant to be. */
export function parseData<Schema extends z.ZodType>(
  schema: Schema,
  data: Json,
  { written }: YamlSource,
): Parsed<Data<Schema>> {
  const result = schema.safeParse(data, { error: expectedWords });
  if (!result.success) {
    const complaints = explainIssues(result.error.issues, { schema, data, written });
    return { kind: "refused", complaints };
  }
  // Data is what a schema puts out, made read-only.
  return { kind: "parsed", document: result.data as Data<Schema> };
}

/** Complaints of one document as problems, each field once: the first complaint of it says most. */
export function problemsOf(
  source: YamlSource,
  complaints: readonly Complaint[],
): readonly Problem[] {
  const problems = [...source.faults];
  const told = new Set(problems.map(({ path }) => path));
  const meant = new Set(complaints.flatMap((complaint) => pathOfMeant(complaint)));
  for (const complaint of complaints) {
    const path = formatPath(complaint.path);
    const onlyMisspelt = meant.has(path) && dataAt(source.data, complaint.path) === undefined;
    if (told.has(path) || onlyMisspelt) continue;
    told.add(path);
    problems.push(source.problem(complaint));
  }
  return problems;
}

function pathOfMeant({ meant }: Complaint): readonly string[] {
  return meant === undefined ? [] : [formatPath(meant)];
}
