import type { Json } from "../model/data.ts";
import { compareVersions } from "../model/version.ts";
import { celFault } from "../spec/cel.ts";
import { nearest } from "../spec/nearest.ts";
import type { Complaint, FieldPath } from "../spec/problem.ts";
import { fieldOf, itemsOf } from "../spec/rough-data.ts";
import { knowledge } from "./knowledge.ts";
import { patternFault } from "./from-pattern.ts";
import { riskSchema, RULE_TYPES, TO_FORM } from "./risk-record.ts";

/** What an expression of a rule may name; docs/knowledge.md says what they hold. */
export const RULE_NAMES = ["facts", "cluster", "target"] as const;

/** The field that a rule of a known type has its question in. */
const FIELDS: Readonly<Record<(typeof RULE_TYPES)[number], "cel" | "promql" | undefined>> = {
  CEL: "cel",
  PromQL: "promql",
  Always: undefined,
};

/**
 * What the schema of a risk cannot say: its id, its pattern, its range, and rules that could never be
 * evaluated. `behaviours` are the ids of changes that stand beside it.
 */
export function checkRisk(
  risk: Json,
  path: FieldPath,
  behaviours: readonly string[],
): readonly Complaint[] {
  const at = (field: string, message: string | undefined): readonly Complaint[] => {
    const value = fieldOf(risk, field);
    if (message === undefined || typeof value !== "string") return [];
    return [{ path: [...path, field], on: "value", message: `"${value}": ${message}` }];
  };
  const [id, name] = [textOf(risk, "id"), textOf(risk, "name")];
  const rules = itemsOf(fieldOf(risk, "matchingRules"));
  return [
    ...at("id", idFault(id, name)),
    ...at("from", patternFault(textOf(risk, "from"))),
    ...at("to", rangeFault(textOf(risk, "to"))),
    ...at("behaviour", behaviourFault(textOf(risk, "behaviour"), behaviours)),
    ...rules.flatMap((rule, index) => checkRule(rule, [...path, "matchingRules", index])),
  ];
}

/** A name that is none is told at the name. */
function idFault(id: string, name: string): string | undefined {
  const isName = riskSchema.shape.name.safeParse(name).success;
  return !isName || id === `risks/${name}` ? undefined : `expected risks/${name}`;
}

function rangeFault(to: string): string | undefined {
  const { first = "", last = "" } = TO_FORM.exec(to)?.groups ?? {};
  if (!(compareVersions(first, last) > 0)) return undefined;
  return `the range ends before it begins. Write ${last} - ${first}`;
}

function behaviourFault(id: string, behaviours: readonly string[]): string | undefined {
  const known = [...behaviours, ...knowledge.behaviours().map((record) => record.id)];
  if (known.includes(id)) return undefined;
  const near = nearest(id, known);
  return `there is no such change of behaviour${near === undefined ? "" : `. Did you mean ${near}?`}`;
}

function checkRule(rule: Json, path: FieldPath): readonly Complaint[] {
  const type = textOf(rule, "type");
  const known = RULE_TYPES.find((each) => each === type);
  if (known === undefined) return misspelt(type, [...path, "type"]);
  const field = FIELDS[known];
  const strange = (["cel", "promql"] as const).filter(
    (each) => each !== field && fieldOf(rule, each) !== undefined,
  );
  return [
    ...strange.map((each) => ({
      path: [...path, each],
      on: "key" as const,
      message: `a rule of type ${known} has no ${each}`,
    })),
    ...(field === undefined ? [] : wrongQuestion(rule, field, path)),
  ];
}

/** A type that is not known is passed over when the rule's turn comes; one that is nearly known is a slip. */
function misspelt(type: string, path: FieldPath): readonly Complaint[] {
  const near = nearest(type, RULE_TYPES);
  if (near === undefined) return [];
  const message = `"${type}": expected CEL, PromQL or Always. Did you mean ${near}?`;
  return [{ path, on: "value", message }];
}

function wrongQuestion(rule: Json, field: "cel" | "promql", path: FieldPath): readonly Complaint[] {
  const question = fieldOf(rule, field);
  if (question === undefined) {
    const message = `missing: expected ${field === "cel" ? "an expression" : "a query"}`;
    return [{ path: [...path, field], on: "value", message }];
  }
  const fault =
    field === "cel" && typeof question === "string" ? celFault(question, RULE_NAMES) : undefined;
  if (fault === undefined) return [];
  const names = fault.includes("Unknown variable")
    ? `. An expression may name ${RULE_NAMES.join(", ")}.`
    : "";
  const message = `${fault}${names}`;
  return [{ path: [...path, field], on: "value", message }];
}

/** Empty when it is missing or no text, which the schema complains about. */
function textOf(item: Json, field: string): string {
  const text = fieldOf(item, field);
  return typeof text === "string" ? text : "";
}
