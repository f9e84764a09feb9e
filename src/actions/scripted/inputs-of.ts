import * as z from "zod";
import type { Json } from "../../model/data.ts";

/** Ready to check what a step writes under `with`, or why it is no schema. */
export type Inputs =
  | { readonly schema: z.ZodType<Readonly<Record<string, Json>>>; readonly json: JsonSchema }
  | { readonly fault: string };

type JsonSchema = Readonly<Record<string, Json>>;

/** Words of JSON Schema that a pack may use for one value; others would be passed over in silence. */
const WORDS = new Set([
  "$schema",
  "$defs",
  "$ref",
  "type",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "enum",
  "const",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "items",
  "prefixItems",
  "minItems",
  "maxItems",
  "properties",
  "required",
  "additionalProperties",
  "propertyNames",
  "anyOf",
  "oneOf",
  "allOf",
]);

/**
 * The JSON Schema of an action's inputs as the schema that checks them. What it does not name is
 * refused unless it says `additionalProperties`, so that a misspelt input is not passed over.
 */
export function inputsOf(written: JsonSchema | undefined): Inputs {
  const given = written ?? { type: "object", properties: {} };
  const json: JsonSchema = { additionalProperties: false, ...given };
  if (json["type"] !== "object") return { fault: "expected a JSON Schema of type object" };
  const unknown = unknownWord(json);
  if (unknown !== undefined) {
    return { fault: `"${unknown}" is no word of JSON Schema that is checked here` };
  }
  try {
    const schema = z.fromJSONSchema(json);
    // Of type object: what it lets through are fields.
    return { schema: schema as z.ZodType<Readonly<Record<string, Json>>>, json };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** The first word in a schema, or in the schemas inside it, that would check nothing. */
function unknownWord(schema: Json | undefined): string | undefined {
  if (Array.isArray(schema)) return firstOf(schema);
  if (typeof schema !== "object" || schema === null) return undefined;
  const fields = Object.entries(schema);
  const own = fields.find(([word]) => !WORDS.has(word));
  if (own !== undefined) return own[0];
  return firstOf(
    fields.flatMap(([word, value]): readonly Json[] => {
      if (word === "properties" || word === "$defs") return Object.values(value ?? {});
      return ["items", "prefixItems", "additionalProperties", "anyOf", "oneOf", "allOf"].includes(
        word,
      )
        ? [value]
        : [];
    }),
  );
}

function firstOf(schemas: readonly Json[]): string | undefined {
  for (const schema of schemas) {
    const word = unknownWord(schema);
    if (word !== undefined) return word;
  }
  return undefined;
}
