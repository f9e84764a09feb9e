import * as z from "zod";
import type { Json } from "../../model/data.ts";
import type { Workflow } from "../../model/workflow.ts";
import type { CelType } from "../../spec/cel.ts";
import { nearest } from "../../spec/nearest.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { inputComplaints } from "./check-inputs.ts";
import { fieldOf, fieldsOf, isList, itemsOf } from "../../spec/rough-data.ts";

/** What a workflow takes. */
export interface WorkflowInputs {
  readonly schema: z.ZodType;
  readonly names: readonly string[];
  /** By name, for expressions. */
  readonly types: Readonly<Record<string, CelType>>;
  /** What is wrong with the schema itself; paths are of the workflow's document. */
  readonly complaints: readonly Complaint[];
}

const PLACE: FieldPath = ["spec", "inputs"];

/** Keywords of JSON Schema that are held to. Others are refused, rather than passed over in silence. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "$schema $id $comment $ref $defs definitions type " +
    "enum const anyOf oneOf allOf properties required " +
    "additionalProperties patternProperties propertyNames minProperties maxProperties items prefixItems " +
    "minItems maxItems uniqueItems contains minContains maxContains minLength " +
    "maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum " +
    "multipleOf title description default examples deprecated "
  )
    .trim()
    .split(" "),
);

const size = z.int().min(0).optional();
const number = z.number().optional();
const list = z.array(z.json()).min(1).optional();

/** What the values of keywords must be, which the library passes over where it is not so. */
const keywordSchema = z.looseObject({
  required: z.array(z.string()).optional(),
  enum: list,
  anyOf: list,
  oneOf: list,
  allOf: list,
  prefixItems: list,
  minLength: size,
  maxLength: size,
  minItems: size,
  maxItems: size,
  minProperties: size,
  maxProperties: size,
  minContains: size,
  maxContains: size,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: z.number().positive().optional(),
  uniqueItems: z.boolean().optional(),
  pattern: z.string().optional(),
  properties: z.record(z.string(), z.json()).optional(),
});

/** Under these stand schemas by names of one's own. */
const MAPS: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
]);

/** Under these stands data. */
const DATA: ReadonlySet<string> = new Set(["default", "enum", "const", "examples", "required"]);

/** Reads the JSON Schema of a workflow's inputs. It is one of an object, and takes no field that it does not name. */
export function workflowInputs(workflow: Workflow): WorkflowInputs {
  const inputs = read.get(workflow) ?? readInputs(workflow);
  read.set(workflow, inputs);
  return inputs;
}

/** A workflow never changes, and is asked for its inputs wherever it is used. */
const read = new WeakMap<Workflow, WorkflowInputs>();

function readInputs({ spec }: Workflow): WorkflowInputs {
  const written: Json = spec.inputs ?? {};
  const type = fieldOf(written, "type");
  const properties = fieldsOf(fieldOf(written, "properties"));
  const names = Object.keys(properties);
  const types = Object.fromEntries(names.map((name) => [name, celTypeOf(properties[name])]));
  const strange =
    type !== undefined && type !== "object"
      ? [complain([...PLACE, "type"], "expected object: inputs have names")]
      : [];
  const complaints = [
    ...strange,
    ...strangeKeywords(written, PLACE),
    ...unknownRequired(written, names),
  ];
  if (complaints.length > 0) return { schema: z.any(), names, types, complaints };
  const whole = { additionalProperties: false, ...fieldsOf(written), type: "object" };
  try {
    // The library checks the schema itself, and throws where it cannot.
    const schema = z.fromJSONSchema(whole as z.core.JSONSchema.JSONSchema);
    return { schema, names, types, complaints: wrongDefaults(properties, schema) };
  } catch (error) {
    const words = String(error).replace(/^\w*Error: /, "");
    const wrong = complain(PLACE, `not a JSON Schema that can be held to: ${words}`);
    return { schema: z.any(), names, types, complaints: [wrong] };
  }
}

/** A default stands for what was left out, so it must be what could have been written. */
function wrongDefaults(
  properties: Readonly<Record<string, Json>>,
  schema: z.ZodType,
): readonly Complaint[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const value = fieldOf(property, "default");
    if (value === undefined) return [];
    const issues = schema.safeParse({ [name]: value }).error?.issues ?? [];
    const own = issues.filter(({ path }) => path[0] === name).slice(0, 1);
    return own.map(({ message }) =>
      complain([...PLACE, "properties", name, "default"], `not what this input takes: ${message}`),
    );
  });
}

function strangeKeywords(schema: Json | undefined, path: FieldPath): readonly Complaint[] {
  if (isList(schema)) {
    return schema.flatMap((each, index) => strangeKeywords(each, [...path, index]));
  }
  const kinds = inputComplaints(
    keywordSchema,
    { written: { ...fieldsOf(schema) }, value: { ...fieldsOf(schema) } },
    path,
  );
  const keywords = Object.entries(fieldsOf(schema));
  const strange = keywords.flatMap(([keyword, inner]): readonly Complaint[] => {
    const at = [...path, keyword];
    if (!KEYWORDS.has(keyword)) return [unknownKeyword(keyword, at)];
    if (DATA.has(keyword)) return [];
    if (!MAPS.has(keyword)) return strangeKeywords(inner, at);
    return Object.entries(fieldsOf(inner)).flatMap(([name, each]) =>
      strangeKeywords(each, [...at, name]),
    );
  });
  return [...kinds, ...strange];
}

/** One that has to be there, and could never be. */
function unknownRequired(written: Json, names: readonly string[]): readonly Complaint[] {
  return itemsOf(fieldOf(written, "required")).flatMap((required, index) => {
    const name = typeof required === "string" ? required : "";
    if (name === "" || names.includes(name)) return [];
    const meant = nearest(name, names);
    const hint = meant === undefined ? "" : `. Did you mean ${meant}?`;
    return [complain([...PLACE, "required", index], `"${name}" is none of the properties${hint}`)];
  });
}

function unknownKeyword(keyword: string, path: FieldPath): Complaint {
  const meant = nearest(keyword, [...KEYWORDS]);
  const hint = meant === undefined ? "" : `. Did you mean ${meant}?`;
  const isNamed = path.length === PLACE.length + 1;
  const help = isNamed && hint === "" ? ". Inputs are named under properties" : hint;
  return { path, on: "key", message: `no keyword of JSON Schema that is held to here${help}` };
}

/** The type of an input in expressions; what may be of several is seen as it comes. */
function celTypeOf(schema: Json | undefined): string {
  switch (fieldOf(schema, "type")) {
    case "string":
      return "string";
    case "integer":
      return "int";
    case "boolean":
      return "bool";
    case "array":
      return `list<${celTypeOf(fieldOf(schema, "items"))}>`;
    default:
      return "dyn";
  }
}

function complain(path: FieldPath, message: string): Complaint {
  return { path, on: "value", message };
}
