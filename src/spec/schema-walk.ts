import * as z from "zod";
import type { Json } from "../model/data.ts";
import type { FieldPath } from "./problem.ts";
import { fieldOf, fieldsOf, itemsOf } from "./rough-data.ts";

/** The schema of what stands at a path; where a union forks, the branch that the data means. */
export function schemaAt(schema: z.ZodType, data: Json, path: FieldPath): z.ZodType | undefined {
  let found: z.ZodType | undefined = schema;
  let here: Json | undefined = data;
  for (const part of path) {
    if (found === undefined) return undefined;
    found = partOf(plainSchema(found, here), part);
    here = dataIn(here, part);
  }
  return found;
}

/** What stands at a path of data, or undefined. */
export function dataAt(data: Json, path: FieldPath): Json | undefined {
  let here: Json | undefined = data;
  for (const part of path) here = dataIn(here, part);
  return here;
}

/** The fields that a schema knows by name; none when it is not of an object, or takes any name. */
export function knownFields(
  schema: z.ZodType | undefined,
  data: Json | undefined,
): Readonly<Record<string, z.ZodType>> {
  if (schema === undefined) return {};
  const plain = plainSchema(schema, data);
  return plain instanceof z.ZodObject ? plain.shape : {};
}

/** The names of the fields that may be written; those that are known but refused are left out. */
export function openFields(
  schema: z.ZodType | undefined,
  data: Json | undefined,
): readonly string[] {
  return Object.entries(knownFields(schema, data))
    .filter(([, field]) => !(plainSchema(field, undefined) instanceof z.ZodNever))
    .map(([name]) => name);
}

/**
 * Of several branches the one that the data means: where they differ by one field (`kind`), the
 * branch of that value, if any; otherwise the one that knows most of the fields that were written.
 */
export function meantBranch(union: z.ZodUnion, data: Json | undefined): z.ZodType | undefined {
  const branches = union.options.map(classic);
  if (union instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = union.def;
    return branches.find((branch) => {
      const value = knownFields(branch, data)[discriminator];
      return value?.safeParse(fieldOf(data, discriminator)).success;
    });
  }
  const written = Object.keys(fieldsOf(data));
  const strange = (branch: z.ZodType): number => {
    const known = knownFields(branch, data);
    return written.filter((field) => !Object.hasOwn(known, field)).length;
  };
  return branches.toSorted((a, b) => strange(a) - strange(b))[0];
}

/** Without what may be wrapped around it: optional and the like, transforms after it, unions. */
function plainSchema(schema: z.ZodType, data: Json | undefined): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return plainSchema(classic(schema.def.innerType), data);
  }
  if (schema instanceof z.ZodPipe) return plainSchema(classic(schema.def.in), data);
  if (schema instanceof z.ZodUnion) {
    const branch = meantBranch(schema, data);
    return branch === undefined ? schema : plainSchema(branch, data);
  }
  return schema;
}

function partOf(schema: z.ZodType, part: string | number): z.ZodType | undefined {
  if (schema instanceof z.ZodArray) return classic(schema.def.element);
  if (schema instanceof z.ZodRecord) return classic(schema.def.valueType);
  const fields = knownFields(schema, undefined);
  return Object.hasOwn(fields, part) ? fields[part] : undefined;
}

/** The schema of a list's entries; undefined when it is not of a list. */
export function itemSchema(schema: z.ZodType): z.ZodType | undefined {
  const plain = plainSchema(schema, undefined);
  return plain instanceof z.ZodArray ? classic(plain.def.element) : undefined;
}

function dataIn(data: Json | undefined, part: string | number): Json | undefined {
  return typeof part === "number" ? itemsOf(data)[part] : fieldOf(data, part);
}

function classic(schema: z.core.$ZodType): z.ZodType {
  // Zod types the inner parts by its core; all schemas here are made by its classic functions.
  return schema as z.ZodType;
}
