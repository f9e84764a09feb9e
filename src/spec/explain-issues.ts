import type * as z from "zod";
import type { Json } from "../model/data.ts";
import { SECRET_WORDS, URL_WORDS } from "../model/messaging.ts";
import { kindsAllowed } from "./expected-words.ts";
import { hintFor, type Hint } from "./hint.ts";
import type { Complaint, FieldPath } from "./problem.ts";
import { fieldsOf, isList } from "./rough-data.ts";
import { dataAt, openFields, schemaAt } from "./schema-walk.ts";
import { unknownField } from "./unknown-field.ts";

const LONGEST_FOUND = 60;

interface Context {
  readonly schema: z.ZodType;
  readonly data: Json;
  readonly written: (path: FieldPath) => string | undefined;
}

/**
 * What zod found, as complaints in our words: what was found, what is allowed, what would help.
 * The issues' messages are those of `expectedWords` or of the schema itself.
 */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  context: Context,
): readonly Complaint[] {
  return issues.flatMap((issue) => explain(issue, [], context));
}

function explain(issue: z.core.$ZodIssue, base: FieldPath, context: Context): readonly Complaint[] {
  // Documents have no symbols as field names.
  const path = [...base, ...(issue.path as (string | number)[])];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownField(context.schema, context.data, path, key));
    case "invalid_key":
      return issue.issues.map(({ message }) => {
        const key = JSON.stringify(path.at(-1));
        return { path, on: "key", message: `${key}: ${message}` };
      });
    case "invalid_union":
      if (issue.message !== "") return [wrongValue(issue, path, context)];
      return meantIssues(issue).flatMap((inner) => explain(inner, path, context));
    default:
      return [wrongValue(issue, path, context)];
  }
}

/** The issues of the branch that was meant: the first of those to which the fewest fields are strange. */
function meantIssues(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] {
  const strange = (issues: readonly z.core.$ZodIssue[]): number =>
    issues
      .filter(({ path }) => path.length === 0)
      .flatMap((inner) => (inner.code === "unrecognized_keys" ? inner.keys : [])).length;
  return issue.errors
    .toSorted((a, b) => strange(a) - strange(b))
    .slice(0, 1)
    .flat();
}

function wrongValue(issue: z.core.$ZodIssue, path: FieldPath, context: Context): Complaint {
  if (issue.code === "invalid_type" && issue.expected === "never") {
    return { path, on: "key", message: issue.message };
  }
  const value = dataAt(context.data, path);
  const schema = schemaAt(context.schema, context.data, path);
  const expected = withFieldNames(issue.message, schema, value);
  if (value === undefined) return { path, on: "value", message: `missing: ${expected}` };
  const written = context.written(path) ?? "";
  const hint = hintFor(value, written, schema, allowedWords(issue));
  const end = hint === undefined ? "" : `. ${hint.words}`;
  const shown = holdsSecret(issue) ? hidden(value) : found(value, written, hint);
  return { path, on: "value", message: `${shown}: ${expected}${end}` };
}

/** What was written where a secret or an address without one belongs may be a secret: it is not repeated. */
function holdsSecret({ message }: z.core.$ZodIssue): boolean {
  return message.includes(SECRET_WORDS) || message.includes(URL_WORDS);
}

function hidden(value: Json): string {
  return typeof value === "string" ? `text of ${value.length} letters` : "another form";
}

function withFieldNames(
  expected: string,
  schema: z.ZodType | undefined,
  value: Json | undefined,
): string {
  const fields = openFields(schema, value);
  return expected === "expected fields" && fields.length > 0
    ? `expected the fields ${fields.join(", ")}`
    : expected;
}

function allowedWords(issue: z.core.$ZodIssue): readonly string[] {
  return issue.code === "invalid_value" ? issue.values.map(String) : kindsAllowed(issue);
}

/** What stands in the file, short and as it was read. */
function found(value: Json, written: string, hint: Hint | undefined): string {
  if (value === null) return "empty";
  if (isList(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return foundFields(Object.keys(fieldsOf(value)));
  if (typeof value === "string") return shortened(JSON.stringify(value));
  if (hint?.asRead !== true) return shortened(written);
  if (typeof value === "boolean") return `${written} without quotes is no text`;
  const number = written === String(value) ? "a number" : `the number ${value}`;
  return `${written} without quotes is ${number}`;
}

function foundFields(names: readonly string[]): string {
  return names.length === 0 ? "no fields" : shortened(`fields (${names.join(", ")})`);
}

function shortened(text: string): string {
  return text.length <= LONGEST_FOUND ? text : `${text.slice(0, LONGEST_FOUND)}…`;
}
