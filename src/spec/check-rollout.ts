import type { Json } from "../model/data.ts";
import { NOT_YET } from "../model/not-yet.ts";
import { repeatedNames } from "./check-names.ts";
import type { Complaint, FieldPath } from "./problem.ts";
import { fieldOf, fieldsOf, isList, itemsOf } from "./rough-data.ts";

const STAGES = ["spec", "stages"] as const;
const TARGET = ["spec", "target"] as const;

/** What the schema of a rollout cannot say: empty targets, limits that stop everything, stages. */
export function checkRollout(rollout: Json): readonly Complaint[] {
  const stages = itemsOf(fieldOf(rollout, ...STAGES));
  return [
    ...checkTarget(fieldOf(rollout, ...TARGET)),
    ...checkLimits(fieldOf(rollout, "spec", "nodes")),
    ...repeatedNames(stages, STAGES, "stage"),
    ...stages.flatMap((stage, index) => checkSelector(stage, [...STAGES, index])),
  ];
}

function checkTarget(target: Json | undefined): readonly Complaint[] {
  if (target === undefined) return [];
  const named = Object.keys(fieldsOf(target));
  const notYet = named.filter((field) => field === "nodeImage");
  const complaints: Complaint[] = notYet.map((field) => ({
    path: [...TARGET, field],
    on: "key",
    message: NOT_YET,
  }));
  if (named.includes("kubernetes")) return complaints;
  const message = 'missing: the target names no version to go to, like kubernetes: "1.36"';
  return [...complaints, { path: [...TARGET, "kubernetes"], on: "value", message }];
}

/** Both written as zero, no node could ever be replaced (semantics 2). */
function checkLimits(nodes: Json | undefined): readonly Complaint[] {
  const unavailable = fieldOf(nodes, "maxUnavailable");
  if (!isZero(fieldOf(nodes, "maxSurge")) || !isZero(unavailable)) return [];
  const message = `${unavailable}, and maxSurge is zero too: no node could ever be replaced. Raise one of them to at least 1.`;
  return [{ path: ["spec", "nodes", "maxUnavailable"], on: "value", message }];
}

function isZero(count: Json | undefined): count is 0 | "0%" {
  return count === 0 || count === "0%";
}

function checkSelector(stage: Json, path: FieldPath): readonly Complaint[] {
  const selector = fieldOf(stage, "selector");
  const listed = fieldOf(stage, "clusters");
  if (listed !== undefined) return checkList(listed, selector, path);
  if (selector === undefined) {
    const message =
      "missing: without a selector the stage takes no cluster. Name labels, write selector: {} for all, or list clusters by name under clusters.";
    return [{ path: [...path, "selector"], on: "value", message }];
  }
  const expressions = itemsOf(fieldOf(selector, "matchExpressions"));
  return expressions.flatMap((expression, index) =>
    checkExpression(expression, [...path, "selector", "matchExpressions", index]),
  );
}

/** A list of names takes the place of a selector, and has each name once. */
function checkList(
  listed: Json,
  selector: Json | undefined,
  path: FieldPath,
): readonly Complaint[] {
  const names = itemsOf(listed);
  const twice = names.flatMap((name, index): readonly Complaint[] =>
    names.indexOf(name) === index
      ? []
      : [
          {
            path: [...path, "clusters", index],
            on: "value",
            message: `${JSON.stringify(name)} stands in the list already`,
          },
        ],
  );
  if (selector === undefined) return twice;
  const message = "a stage has a selector or a list of clusters, not both. Take one of them out.";
  return [...twice, { path: [...path, "selector"], on: "key", message }];
}

/** As in Kubernetes: `In` and `NotIn` compare with values, the others ask only for the label. */
function checkExpression(expression: Json, path: FieldPath): readonly Complaint[] {
  const operator = fieldOf(expression, "operator");
  const values = fieldOf(expression, "values");
  const count = itemsOf(values).length;
  if (operator === "In" || operator === "NotIn") {
    const found = values === undefined ? "missing" : "an empty list";
    if (count > 0 || (values !== undefined && !isList(values))) return [];
    const message = `${found}: ${operator} compares with at least one value`;
    return [{ path: [...path, "values"], on: "value", message }];
  }
  if (count === 0 || (operator !== "Exists" && operator !== "DoesNotExist")) return [];
  const message = `${operator} takes no values. Leave them out, or use ${operator === "Exists" ? "In" : "NotIn"}.`;
  return [{ path: [...path, "values"], on: "key", message }];
}
