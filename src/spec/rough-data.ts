import type { Json } from "../model/data.ts";

/**
 * Looks into data that no schema has passed yet, so that the checks beyond the schema can speak of
 * a file in which other things are wrong too. What is not there, or of another kind, is undefined
 * or empty: the schema complains about it.
 */
export function fieldOf(data: Json | undefined, ...names: readonly string[]): Json | undefined {
  let found: Json | undefined = data;
  for (const name of names) found = fieldsOf(found)[name];
  return found;
}

export function fieldsOf(data: Json | undefined): Readonly<Record<string, Json>> {
  if (typeof data !== "object" || data === null || isList(data)) return {};
  // No prototype, so that nobody finds a field "constructor" that was never written.
  return Object.assign(Object.create(null), data);
}

export function itemsOf(data: Json | undefined): readonly Json[] {
  return isList(data) ? data : [];
}

/** Array.isArray does not narrow read-only arrays. */
export function isList(data: Json | undefined): data is readonly Json[] {
  return Array.isArray(data);
}
