import type { Json } from "../../model/data.ts";
import type { Workflow } from "../../model/workflow.ts";
import { treeOf, type Variables } from "../../spec/cel.ts";
import type { CelNode } from "../../spec/cel-tree.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { fieldOf, fieldsOf } from "../../spec/rough-data.ts";
import { inputComplaints } from "./check-inputs.ts";
import { asExpression, fillInPart, type Resolve } from "./template.ts";
import { workflowInputs } from "./workflow-inputs.ts";

/** The inputs of a workflow that is used: what is known, with defaults, and what is known only later. */
export interface CallInputs {
  readonly known: Variables;
  readonly later: Readonly<Record<string, CelNode>>;
  readonly complaints: readonly Complaint[];
}

/** Fills what is written under `with` and holds it against what the workflow takes; complaints are at `path`. */
export function callInputs(
  workflow: Workflow,
  written: Readonly<Record<string, Json>>,
  resolve: Resolve,
  path: FieldPath,
): CallInputs {
  const filled = fillInPart(written, resolve, path);
  if (filled.complaints.length > 0) return { known: {}, later: {}, complaints: filled.complaints };
  const places = filled.later.map((place) => place.slice(path.length));
  const { schema } = workflowInputs(workflow);
  const wrong = inputComplaints(schema, { written, value: filled.value, later: places }, path);
  const deep = filled.later.filter((place) => place.length > path.length + 1);
  const complaints = [...wrong, ...deep.map(tooDeep)];
  const names = new Set(places.map(([name]) => String(name)));
  const values = Object.entries(fieldsOf(filled.value));
  return {
    known: {
      ...defaultsOf(workflow),
      ...Object.fromEntries(values.filter(([name]) => !names.has(name))),
    },
    later: Object.fromEntries(
      values.flatMap(([name, value]) => (names.has(name) ? laterInput(name, value) : [])),
    ),
    complaints,
  };
}

/** Lists and maps are not handed on in part. */
function tooDeep(path: FieldPath): Complaint {
  const message = "what a step gives can be an input of its own, not a part of one";
  return { path, on: "value", message };
}

function laterInput(name: string, value: Json): readonly (readonly [string, CelNode])[] {
  if (typeof value !== "string") return [];
  return [[name, treeOf(asExpression(value))]];
}

/** What a workflow takes for granted where nothing is written. */
export function defaultsOf({ spec }: Workflow): Variables {
  const properties = Object.entries(fieldsOf(fieldOf(spec.inputs ?? {}, "properties")));
  return Object.fromEntries(
    properties.flatMap(([name, property]) => {
      const value = fieldOf(property, "default");
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
