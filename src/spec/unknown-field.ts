import type * as z from "zod";
import type { Json } from "../model/data.ts";
import { orList } from "./expected-words.ts";
import { nearest } from "./nearest.ts";
import { formatPath, type Complaint, type FieldPath } from "./problem.ts";
import { dataAt, itemSchema, knownFields, openFields, schemaAt } from "./schema-walk.ts";

/** Fields that are known at another place of the document, written as people say it: `spec.stages[]`. */
interface Place {
  readonly name: string;
  readonly fields: readonly string[];
}

/**
 * What to say of a field that its place does not know: the known field of that place that it looks
 * like; or else where it, or one like it, is known (one level up, one down, or beside); or else
 * all that is known here.
 */
export function unknownField(
  schema: z.ZodType,
  data: Json,
  holder: FieldPath,
  field: string,
): Complaint {
  const path = [...holder, field];
  const near = nearest(field, Object.keys(fieldsAt(schema, data, holder)));
  if (near !== undefined) {
    const meant = [...holder, near];
    return { path, on: "key", message: `unknown field. Did you mean ${near}?`, meant };
  }
  const open = openFields(schemaAt(schema, data, holder), dataAt(data, holder));
  const message = elsewhere(field, places(schema, data, holder)) ?? `Known here: ${orList(open)}.`;
  return { path, on: "key", message: `unknown field. ${message}` };
}

function elsewhere(field: string, all: readonly Place[]): string | undefined {
  const exact = all.find(({ fields }) => fields.includes(field));
  if (exact !== undefined) return `It belongs in ${exact.name}.`;
  for (const { name, fields } of all) {
    const near = nearest(field, fields);
    if (near !== undefined) return `Did you mean ${near}, in ${name}?`;
  }
  return undefined;
}

/** Nearest first: the place above, the places below, and those below the place above. */
function places(schema: z.ZodType, data: Json, holder: FieldPath): readonly Place[] {
  const below = placesBelow(schema, data, holder);
  const above = pathAbove(holder);
  if (above === undefined) return below;
  const fields = Object.keys(fieldsAt(schema, data, above));
  return [{ name: placeName(above), fields }, ...below, ...placesBelow(schema, data, above)];
}

function placesBelow(schema: z.ZodType, data: Json, holder: FieldPath): readonly Place[] {
  return Object.entries(fieldsAt(schema, data, holder)).map(([field, inner]) => {
    const path = [...holder, field];
    const item = itemSchema(inner);
    const name = item === undefined ? placeName(path) : `${placeName(path)}[]`;
    return { name, fields: Object.keys(knownFields(item ?? inner, undefined)) };
  });
}

/** The holder of the holder; lists between them hold no fields. */
function pathAbove(holder: FieldPath): FieldPath | undefined {
  const last = holder.findLastIndex((part) => typeof part === "string");
  return last < 0 ? undefined : holder.slice(0, last);
}

function placeName(path: FieldPath): string {
  return path.length === 0 ? "the top level" : formatPath(path);
}

function fieldsAt(
  schema: z.ZodType,
  data: Json,
  path: FieldPath,
): Readonly<Record<string, z.ZodType>> {
  return knownFields(schemaAt(schema, data, path), dataAt(data, path));
}
