import type { Json } from "../../model/data.ts";
import type { MatrixSpec, WorkflowStep } from "../../model/workflow.ts";
import { nearest } from "../../spec/nearest.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { isList } from "../../spec/rough-data.ts";
import { complaint } from "./list-scope.ts";
import { combinations } from "./matrix.ts";

/** Four times what GitHub Actions makes of a matrix. More turns of one step come from a slip, and nobody could read such a plan. */
export const MOST_TURNS = 1_000;

/** Words for a step that is done more often than anybody means, or undefined. */
export function tooManyTurns(count: number): string | undefined {
  return count > MOST_TURNS
    ? `it gives ${count} turns of this step, and ${MOST_TURNS} are the most`
    : undefined;
}

/** How many combinations lists have, before any is left out. */
export function productOf(lists: readonly (readonly Json[])[]): number {
  return lists.reduce((product, { length }) => product * length, 1);
}

const NEVER = "this step could never run: take it out";

/** What is wrong with how often a step is done, as far as its lists are written and not worked out. */
export function checkTurns({ foreach, matrix }: WorkflowStep, place: FieldPath) {
  const at = [...place, "foreach"];
  return [
    ...(isList(foreach) ? countComplaints(foreach.length, at) : []),
    ...(matrix === undefined ? [] : checkMatrix(matrix, [...place, "matrix"])),
  ];
}

function countComplaints(count: number, at: FieldPath): readonly Complaint[] {
  if (count === 0) return [complaint(at, `nothing is in it: ${NEVER}`)];
  const many = tooManyTurns(count);
  return many === undefined ? [] : [complaint(at, many)];
}

function checkMatrix(
  { include = [], exclude = [], ...lists }: MatrixSpec,
  at: FieldPath,
): readonly Complaint[] {
  const written = Object.entries(lists).flatMap(([name, list]) =>
    isList(list) ? [[name, list] as const] : [],
  );
  const strange = exclude.flatMap((entry, index) =>
    Object.keys(entry).flatMap((name) => strangeName(name, lists, [...at, "exclude", index, name])),
  );
  // What is worked out when the plan is made is counted then.
  if (written.length < Object.keys(lists).length || strange.length > 0) return strange;
  const product = productOf(written.map(([, list]) => list));
  const isLarge = tooManyTurns(product) !== undefined;
  const count = isLarge
    ? product
    : combinations(Object.fromEntries(written), { include, exclude }).length;
  return countComplaints(count, at);
}

/** Such an entry would leave nothing out, in silence. */
function strangeName(name: string, lists: object, at: FieldPath): readonly Complaint[] {
  const names = Object.keys(lists);
  if (names.includes(name)) return [];
  const near = nearest(name, names);
  const hint =
    near === undefined ? `. There are: ${names.join(", ") || "none"}` : `. Did you mean ${near}?`;
  return [{ path: at, on: "key", message: `no list of this matrix${hint}` }];
}
