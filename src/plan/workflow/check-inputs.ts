import type * as z from "zod";
import type { Json } from "../../model/data.ts";
import { expectedWords } from "../../spec/expected-words.ts";
import { explainIssues } from "../../spec/explain-issues.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { dataAt } from "../../spec/schema-walk.ts";

/** Inputs as they are written, and as they are when their expressions are filled in. */
export interface Inputs {
  readonly written: Json;
  readonly value: Json;
  /** Places in them whose values are known only later: what hangs on these is not complained about. */
  readonly later?: readonly FieldPath[];
}

/** What is wrong with inputs, each at its place under `path`. */
export function inputComplaints(
  schema: z.ZodType,
  { written, value, later = [] }: Inputs,
  path: FieldPath,
): readonly Complaint[] {
  const { error } = schema.safeParse(value, { error: expectedWords });
  const issues = (error?.issues ?? []).filter((issue) => !later.some(hangsOn(issue)));
  const context = { schema, data: value, written: (at: FieldPath) => textAt(value, at) };
  return issues
    .flatMap((issue) => {
      const at = issue.path as FieldPath;
      const found = dataAt(value, at);
      const isFilled = found !== undefined && isText(dataAt(written, at)) && !isText(found);
      return isFilled ? [filled(at, found, issue.message)] : explainIssues([issue], context);
    })
    .map(({ meant, ...complaint }) => ({
      ...complaint,
      path: [...path, ...complaint.path],
      ...(meant !== undefined && { meant: [...path, ...meant] }),
    }));
}

/** Words for what an expression gave: nothing in the file could be put in quotes to mend it. */
function filled(path: FieldPath, found: Json, expected: string): Complaint {
  return { path, on: "value", message: `it gives ${JSON.stringify(found)}: ${expected}` };
}

function textAt(value: Json, path: FieldPath): string {
  const found = dataAt(value, path);
  return typeof found === "string" ? found : JSON.stringify(found);
}

function isText(value: Json | undefined): boolean {
  return typeof value === "string";
}

/** An issue of the unknown value, of something in it, or of a whole that has to be of one of several forms. */
function hangsOn(issue: z.core.$ZodIssue): (place: FieldPath) => boolean {
  const isForm = issue.code === "invalid_union" || issue.code === "custom";
  return (place) => startsWith(issue.path, place) || (isForm && startsWith(place, issue.path));
}

function startsWith(path: readonly PropertyKey[], start: readonly PropertyKey[]): boolean {
  return start.every((part, index) => path[index] === part);
}
