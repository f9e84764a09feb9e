import type { Json } from "../model/data.ts";

/** Words of others may be a page long; what is kept of them must leave room in a key's state. */
const LONGEST = 1_000;

/** The words as they are kept and told: whole, or their beginning. */
export function clip(words: string): string {
  return words.length <= LONGEST ? words : `${words.slice(0, LONGEST - 1)}…`;
}

/** Bytes of a value as JSON, as it is kept. */
export function sizeOf(value: Json): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** So many are named; the rest is counted. */
const NAMED = 5;

/** `a, b, c and 2 more`. */
export function named(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
