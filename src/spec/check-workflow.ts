import type { Json } from "../model/data.ts";
import { repeatedNames } from "./check-names.ts";
import { nearest } from "./nearest.ts";
import type { Complaint, FieldPath } from "./problem.ts";
import { fieldOf, itemsOf } from "./rough-data.ts";

const STEPS = ["spec", "steps"] as const;

/** What the schema of a workflow cannot say: ids used twice, needs of steps that are not there. */
export function checkWorkflow(workflow: Json): readonly Complaint[] {
  return checkSteps(itemsOf(fieldOf(workflow, ...STEPS)), STEPS, []);
}

/** `outer` are the ids that the steps of a group see beside their own. */
function checkSteps(
  steps: readonly Json[],
  path: FieldPath,
  outer: readonly string[],
): readonly Complaint[] {
  const ids = steps.map((step) => fieldOf(step, "id")).filter((id) => typeof id === "string");
  const known = [...ids, ...outer];
  return [
    ...repeatedNames(steps, path, "step", "id"),
    ...steps.flatMap((step, index) => {
      const stepPath = [...path, index];
      const inner = itemsOf(fieldOf(step, "steps"));
      return [
        ...unknownNeeds(step, stepPath, known),
        ...idleScale(step, stepPath),
        ...checkSteps(inner, [...stepPath, "steps"], known),
      ];
    }),
  ];
}

function unknownNeeds(step: Json, path: FieldPath, known: readonly string[]): readonly Complaint[] {
  const others = known.filter((id) => id !== fieldOf(step, "id"));
  return itemsOf(fieldOf(step, "needs")).flatMap((need, index): readonly Complaint[] => {
    if (typeof need !== "string" || others.includes(need)) return [];
    const near = nearest(need, others);
    const hint = near === undefined ? `Known: ${others.join(", ") || "none"}.` : `Did you mean ${near}?`;
    const message = `${JSON.stringify(need)}: no other step has this id. ${hint}`;
    return [{ path: [...path, "needs", index], on: "value", message }];
  });
}

/** Only LINEAR multiplies by it (semantics 5). */
function idleScale(step: Json, path: FieldPath): readonly Complaint[] {
  const retry = fieldOf(step, "retry");
  const policy = fieldOf(retry, "policy");
  if (fieldOf(retry, "scale") === undefined || (policy !== "FIXED" && policy !== "EXPONENTIAL")) {
    return [];
  }
  const message = `${policy} has no scale, only LINEAR has. Leave it out.`;
  return [{ path: [...path, "retry", "scale"], on: "key", message }];
}
