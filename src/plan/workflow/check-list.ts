import type { WorkflowStep } from "../../model/workflow.ts";
import { nearest } from "../../spec/nearest.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { STATUSES, type ExpressionScope, type StepFacts } from "./check-expression.ts";
import { checkStep } from "./check-step.ts";
import { complaint, type ListScope } from "./list-scope.ts";
import { allBefore, circlesOf, needsInList } from "./order-steps.ts";

/** Checks a list of steps, and all that stands in them. */
export function checkList(
  steps: readonly WorkflowStep[],
  placeOf: (index: number) => FieldPath,
  scope: ListScope,
): readonly Complaint[] {
  const needs = needsInList(steps);
  const before = allBefore(needs);
  const ids = steps.map(({ id }) => id);
  // Where one id means two steps, nobody can tell which of them is waited for.
  const isClear = new Set(ids).size === ids.length;
  const circles = (isClear ? circlesOf(needs) : []).map((circle) => {
    const index = steps.findIndex(({ id }) => id === circle[0]);
    return complaint(placeOf(index), circleWords(circle, steps));
  });
  const each = steps.flatMap((step, index) => {
    const place = placeOf(index);
    const isOver = (id: string): boolean => before.get(step.id)?.has(id) === true;
    const seen = factsOf(steps, scope, isOver);
    const needable = new Map([
      ...scope.needable,
      ...ids.map((id): [string, boolean] => [id, isOver(id)]),
    ]);
    return [
      ...repeatedId(step.id, [...scope.ids, ...ids.slice(0, index)], place),
      ...checkNeeds(step, place, ids, scope),
      ...checkStep(
        step,
        place,
        {
          ...scope,
          known: seen.steps,
          hidden: seen.hidden,
          needable,
          ids: [...scope.ids, ...ids],
        },
        checkList,
      ),
    ];
  });
  return [...circles, ...each];
}

/** The steps inside groups of a list, each with its group. */
function innerIds(steps: readonly WorkflowStep[]): readonly (readonly [string, string])[] {
  return steps.flatMap((step) =>
    "steps" in step ? step.steps.map(({ id }) => [id, step.id] as const) : [],
  );
}

/** What expressions of a list see of its steps, given which are over before. */
export function factsOf(
  steps: readonly WorkflowStep[],
  scope: ListScope,
  isOver: (id: string) => boolean,
): Pick<ExpressionScope, "hidden"> & { readonly steps: ReadonlyMap<string, StepFacts> } {
  const own = steps.map((step): [string, StepFacts] => [
    step.id,
    {
      outputs: outputNames(step, scope),
      ends: endsOf(step, scope),
      isOver: isOver(step.id),
    },
  ]);
  return {
    steps: new Map([...scope.known, ...own]),
    hidden: new Map([...scope.hidden, ...innerIds(steps)]),
  };
}

function outputNames(step: WorkflowStep, { installed }: ListScope): readonly string[] | undefined {
  const isRepeated = step.foreach !== undefined || step.matrix !== undefined;
  if ("steps" in step || isRepeated) return undefined;
  if ("uses" in step) return Object.keys(step.outputs ?? {});
  return Object.keys(installed.workflows.get(step.workflow)?.spec.outputs ?? {});
}

/** A step that fails ends the upgrade, unless it says otherwise: what comes after it never sees it failed. */
function endsOf(step: WorkflowStep, { whenFailed }: ListScope): readonly string[] {
  if (whenFailed) return STATUSES;
  const canFail = !("uses" in step) || step.continueOnError === true;
  return ["done", "skipped", ...(canFail ? ["failed"] : [])];
}

/** Steps are named by their ids everywhere, so one id must not mean two; `failed-1` is ours. */
function repeatedId(id: string, others: readonly string[], place: FieldPath): readonly Complaint[] {
  const at = [...place, "id"];
  if (others.includes(id)) return [complaint(at, `"${id}": another step has this id`)];
  if (!/^failed(-\d+)?$/.test(id)) return [];
  return [complaint(at, `"${id}" is the name of steps of the failure workflow; choose another`)];
}

function checkNeeds(
  step: WorkflowStep,
  place: FieldPath,
  ids: readonly string[],
  { needable }: ListScope,
): readonly Complaint[] {
  return (step.needs ?? []).flatMap((need, index) => {
    const at = [...place, "needs", index];
    if (need === step.id) return [];
    const around = needable.get(need);
    if (ids.includes(need) || around === true) return [];
    if (around === false) {
      const words = `"${need}" need not be over before the steps around this one begin: let these need it`;
      return [complaint(at, words)];
    }
    const known = [...ids, ...needable.keys()];
    const near = nearest(need, known);
    const hint = near === undefined ? "" : `. Did you mean ${near}?`;
    return [complaint(at, `unknown step "${need}"${hint}`)];
  });
}

/** Every step of the circle with what it needs, and why where it does not say so itself. */
function circleWords(circle: readonly string[], steps: readonly WorkflowStep[]): string {
  const [first = "", ...others] = circle;
  const way = [...others, first];
  const links = circle.map((id, index) => {
    const isNamed = steps.some((step) => step.id === id && step.needs !== undefined);
    return `${id} needs ${way[index]}${isNamed ? "" : " (the step before it, since it names none)"}`;
  });
  return `these steps wait for each other for ever: ${links.join(", ")}`;
}
