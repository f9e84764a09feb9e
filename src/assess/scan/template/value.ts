import type { Json } from "../../../model/data.ts";

/** What an expression gives, as far as it can be known without rendering the chart. */
export type Value =
  /** `byValues`: a chart's values say so, which another release may set otherwise. */
  | { readonly is: "known"; readonly data: Json; readonly byValues: boolean }
  /** What the template is called with: `.` at its top, and `$`. */
  | { readonly is: "root" }
  | { readonly is: "capabilities" }
  | { readonly is: "kubeVersion" }
  | { readonly is: "apiVersions" }
  | { readonly is: "dict"; readonly fields: ReadonlyMap<string, Value> }
  | { readonly is: "unknown" };

export const UNKNOWN: Value = { is: "unknown" };

export const known = (data: Json, byValues = false): Value => ({ is: "known", data, byValues });

/** Whether Go's templates take it as true; undefined when it is not known, or only the values say so. */
export function truth(value: Value): boolean | undefined {
  if (value.is === "unknown") return undefined;
  if (value.is !== "known") return true;
  return value.byValues ? undefined : isFull(value.data);
}

/** Neither zero nor empty. */
export function isFull(data: Json): boolean {
  if (data === null || data === false || data === 0 || data === "") return false;
  return typeof data !== "object" || Object.keys(data).length > 0;
}

/** A field of a map, or an entry of a list; nothing where there is none. */
export function memberOf(data: Json, name: string): Json {
  if (typeof data !== "object" || data === null) return null;
  if (Array.isArray(data) && name === "length") return null;
  const member: unknown = Object.hasOwn(data, name) ? Reflect.get(data, name) : null;
  // A member of JSON is JSON.
  return (member ?? null) as Json;
}

/** What stands in a text for what is not known. */
export const BLANK = "\uE000";

/** How a value is written into the text. */
export function written(value: Value, version: string): string {
  if (value.is === "kubeVersion") return version;
  if (value.is !== "known" || (typeof value.data === "object" && value.data !== null)) return BLANK;
  return value.data === null ? "" : String(value.data);
}
