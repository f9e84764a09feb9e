import type { Json } from "../../model/data.ts";
import type { MatrixSpec, WorkflowStep } from "../../model/workflow.ts";
import type { Variables } from "../../spec/cel.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { isList, itemsOf } from "../../spec/rough-data.ts";
import { productOf, tooManyTurns } from "./check-turns.ts";
import { combinations } from "./matrix.ts";
import { resolveNow, type Scope } from "./scope.ts";
import { fillInPart } from "./template.ts";

/** What a repeated step sees of each of its turns, in order; of a step that is not repeated, one turn with nothing. */
export interface Turns {
  readonly turns: readonly Variables[];
  readonly isRepeated: boolean;
  readonly complaints: readonly Complaint[];
}

/** The name under which a repeated step sees its item. */
export function itemName({ foreach, as, matrix }: WorkflowStep): string | undefined {
  if (foreach !== undefined) return as ?? "item";
  return matrix === undefined ? undefined : "matrix";
}

export function turnsOf(spec: WorkflowStep, scope: Scope, place: FieldPath): Turns {
  const { foreach, as = "item", matrix } = spec;
  if (foreach !== undefined) {
    const { items, complaints } = listOf(foreach, scope, [...place, "foreach"]);
    const many = tooManyTurns(items.length);
    if (many !== undefined) return refused(many, [...place, "foreach"]);
    return { turns: items.map((item) => ({ [as]: item })), isRepeated: true, complaints };
  }
  if (matrix === undefined) return { turns: [{}], isRepeated: false, complaints: [] };
  return matrixTurns(matrix, scope, [...place, "matrix"]);
}

function matrixTurns(
  { include = [], exclude = [], ...lists }: MatrixSpec,
  scope: Scope,
  path: FieldPath,
): Turns {
  const read = Object.entries(lists).map(([name, list]) => {
    const { items, complaints } = listOf(list, scope, [...path, name]);
    return { name, items, complaints };
  });
  const named = Object.fromEntries(read.map(({ name, items }) => [name, items]));
  const many = tooManyTurns(productOf(Object.values(named)));
  if (many !== undefined) return refused(many, path);
  return {
    turns: combinations(named, { include, exclude }).map((matrix) => ({ matrix })),
    isRepeated: true,
    complaints: read.flatMap(({ complaints }) => complaints),
  };
}

function refused(message: string, path: FieldPath): Turns {
  return { turns: [], isRepeated: true, complaints: [{ path, on: "value", message }] };
}

/** A list that is written, its items filled in, or the one that an expression gives. */
function listOf(
  written: string | readonly Json[],
  scope: Scope,
  path: FieldPath,
): { readonly items: readonly Json[]; readonly complaints: readonly Complaint[] } {
  if (typeof written !== "string") {
    const filled = fillInPart(written, (expression) => resolveNow(scope, expression), path);
    return { items: itemsOf(filled.value), complaints: filled.complaints };
  }
  const result = resolveNow(scope, written);
  if (result.kind === "value" && isList(result.value)) {
    return { items: result.value, complaints: [] };
  }
  const message = result.kind === "fault" ? result.fault : `"${written}" gives no list`;
  return { items: [], complaints: [{ path, on: "value", message }] };
}
