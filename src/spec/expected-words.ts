import * as z from "zod";

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "fields",
  record: "fields",
};

/**
 * What a schema allows where it has no words of its own: `expected …`, to stand behind what was
 * found. Given to zod as its error map, so that all such words come from here; undefined leaves
 * zod's own, and the empty text says that only the branches of a union can tell.
 */
export function expectedWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${TYPE_WORDS[typeOf(issue)] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${orList(issue.values.map(String))}`;
    case "too_small":
      return `expected ${amount(issue.origin, issue.minimum, issue.inclusive === false ? "more than" : "at least")}`;
    case "too_big":
      return `expected ${amount(issue.origin, issue.maximum, issue.inclusive === false ? "less than" : "at most")}`;
    case "invalid_union":
      return kindsAllowed(issue).length === 0 ? "" : `expected ${orList(kindsAllowed(issue))}`;
    default:
      return undefined;
  }
}

/** Zod asks for any number first, even where only a whole one is allowed. */
function typeOf(issue: { readonly expected: string; readonly inst?: unknown }): string {
  const { expected, inst } = issue;
  return inst instanceof z.ZodNumber && inst.isInt ? "int" : expected;
}

/** The words that tell a union's branches apart; zod gives them when none of them was found. */
export function kindsAllowed(issue: object): readonly string[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

/** `a, b or c`. */
export function orList(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function amount(origin: string, limit: number | bigint, relation: string): string {
  if (origin === "string") return limit === 1 ? "some text" : `${relation} ${limit} letters`;
  if (origin === "array") return `${relation} ${limit} ${limit === 1 ? "entry" : "entries"}`;
  return `a number of ${relation} ${limit}`;
}
