import type { Json } from "../../model/data.ts";
import type { Step } from "../../model/plan.ts";
import type { GroupStep, UseStep, Workflow } from "../../model/workflow.ts";
import { formatPath, type Complaint, type FieldPath } from "../../spec/problem.ts";
import type { ActionCatalog } from "./action-catalog.ts";
import { evaluateCel, type Variables } from "../../spec/cel.ts";
import { resolveStep, type StepDraft } from "./resolve-step.ts";

/** Steps that are made, and what later ones need to know of those before them. */
interface Drafted {
  readonly drafts: readonly StepDraft[];
  readonly complaints: readonly Complaint[];
  /** For each id as it is written: the concrete steps that stand for it. */
  readonly ends: ReadonlyMap<string, readonly string[]>;
  /** The concrete steps that the next one needs when it names none. */
  readonly last: readonly string[];
}

/**
 * A workflow's concrete steps. `foreach` and `if` are resolved here, so that the plan shows what will
 * be done and no more. A step that an `if` leaves out is stood for by what it needed. Steps of a group
 * are named `GROUP-NUMBER-STEP` (`hop-2-control-plane`). Expects a workflow that `checkWorkflow` passes.
 */
export function expandWorkflow(
  workflow: Workflow,
  variables: Variables,
  actions: ActionCatalog,
): { readonly steps: readonly Step[] } | { readonly complaints: readonly Complaint[] } {
  const nothing: Drafted = { drafts: [], complaints: [], ends: new Map(), last: [] };
  const drafted = workflow.spec.steps.reduce((before, spec, index) => {
    const place = ["spec", "steps", index];
    return "foreach" in spec
      ? draftGroup(before, spec, place, variables)
      : draftStep(before, spec, place, variables, { id: spec.id, outside: [] });
  }, nothing);
  const resolved = drafted.drafts.map((draft) => resolveStep(draft, actions));
  const complaints = [...drafted.complaints, ...resolved.flatMap((each) => each.complaints)];
  return complaints.length > 0
    ? { complaints: once(complaints) }
    : { steps: resolved.flatMap((each) => each.steps) };
}

/** What is wrong for every item of a group is told once. */
function once(complaints: readonly Complaint[]): readonly Complaint[] {
  const byWords = new Map(
    complaints.map((complaint) => [
      `${formatPath(complaint.path)}: ${complaint.message}`,
      complaint,
    ]),
  );
  return [...byWords.values()];
}

/** How a step is named in the plan, and what its group waits for. */
interface Setting {
  readonly id: string;
  readonly outside: readonly string[];
}

function draftStep(
  before: Drafted,
  spec: UseStep,
  place: FieldPath,
  variables: Variables,
  { id, outside }: Setting,
): Drafted {
  const needs = needsOf(before, spec.needs, outside);
  const wanted = isWanted(spec.if, variables, place);
  const complaints = [...before.complaints, ...wanted.complaints];
  const ends = wanted.value ? [id] : needs;
  return {
    drafts: wanted.value
      ? [...before.drafts, { id, spec, needs, place, variables }]
      : before.drafts,
    complaints,
    ends: new Map(before.ends).set(spec.id, ends),
    last: ends,
  };
}

function draftGroup(
  before: Drafted,
  group: GroupStep,
  place: FieldPath,
  variables: Variables,
): Drafted {
  const outside = needsOf(before, group.needs, []);
  const wanted = isWanted(group.if, variables, place);
  const listed = wanted.value
    ? evaluateList(group.foreach, variables, [...place, "foreach"])
    : { items: [], complaints: [] };
  const started: Drafted = {
    ...before,
    complaints: [...before.complaints, ...wanted.complaints, ...listed.complaints],
    last: outside,
  };
  const drafted = listed.items.reduce<Drafted>((soFar, item, index) => {
    const seen = { ...variables, [group.as]: item };
    // Each item sees the steps outside its group, not those of the items before.
    const fresh: Drafted = { ...soFar, ends: before.ends };
    return group.steps.reduce(
      (last, spec, inner) =>
        draftStep(last, spec, [...place, "steps", inner], seen, {
          id: `${group.id}-${index + 1}-${spec.id}`,
          outside,
        }),
      fresh,
    );
  }, started);
  const made = drafted.drafts.slice(before.drafts.length);
  const needed = new Set(made.flatMap(({ needs }) => needs));
  const loose = made.map(({ id }) => id).filter((id) => !needed.has(id));
  const ends = loose.length === 0 ? outside : loose;
  return { ...drafted, ends: new Map(before.ends).set(group.id, ends), last: ends };
}

/** The concrete steps that a step needs: the step before, or those it names and those that its group waits for. */
function needsOf(
  before: Drafted,
  named: readonly string[] | undefined,
  outside: readonly string[],
): readonly string[] {
  if (named === undefined) return before.last;
  const needs = named.flatMap((id) => before.ends.get(id) ?? []);
  return [...new Set([...outside, ...needs])];
}

function isWanted(
  condition: string | undefined,
  variables: Variables,
  place: FieldPath,
): { readonly value: boolean; readonly complaints: readonly Complaint[] } {
  if (condition === undefined) return { value: true, complaints: [] };
  const result = evaluateCel(condition, variables);
  if ("value" in result && typeof result.value === "boolean") {
    return { value: result.value, complaints: [] };
  }
  const message = "fault" in result ? result.fault : `"${condition}" gives neither true nor false`;
  return { value: false, complaints: [{ path: [...place, "if"], on: "value", message }] };
}

function evaluateList(
  expression: string,
  variables: Variables,
  path: FieldPath,
): { readonly items: readonly Json[]; readonly complaints: readonly Complaint[] } {
  const result = evaluateCel(expression, variables);
  if ("value" in result && isList(result.value)) return { items: result.value, complaints: [] };
  const message = "fault" in result ? result.fault : `"${expression}" gives no list`;
  return { items: [], complaints: [{ path, on: "value", message }] };
}

/** `Array.isArray` does not narrow read-only lists. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
