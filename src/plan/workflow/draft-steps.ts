import type { CallStep, FailureStep, Workflow, WorkflowStep } from "../../model/workflow.ts";
import type { CelNode } from "../../spec/cel-tree.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { callInputs } from "./call-inputs.ts";
import { inOrderOfNeeds } from "./order-steps.ts";
import type { Referred } from "./references.ts";
import { itemName, turnsOf } from "./repeat-step.ts";
import type { StepSource } from "./resolve-step.ts";
import { resolveIn, type Scope, type WorkflowComplaint, type Workflows } from "./scope.ts";

/** Steps that are done when a step failed, as they are written, and what they see. */
export interface FailureList {
  readonly steps: readonly FailureStep[];
  readonly placeOf: (index: number) => FieldPath;
  readonly scope: Scope;
}

/** A step of a workflow on its way into a plan. */
export interface StepDraft extends StepSource {
  /** Its own failure workflow, then those of what it is in. */
  readonly failures: readonly FailureList[];
}

/** What is made so far. */
export interface Drafting {
  readonly workflows: Workflows;
  readonly drafts: StepDraft[];
  readonly complaints: WorkflowComplaint[];
}

/** A list of steps, and how it stands in the plan. */
export interface DraftList {
  readonly steps: readonly WorkflowStep[];
  readonly placeOf: (index: number) => FieldPath;
  readonly scope: Scope;
  readonly idOf: (spec: WorkflowStep, index: number) => string;
  /** What the first of them waits for, and what those wait for that name their needs. */
  readonly entry: readonly string[];
  readonly outside: readonly string[];
  readonly conditions: readonly string[];
  readonly failures: readonly FailureList[];
  /** The ends of steps around the list, by the ids that are written. */
  readonly endsAround: (id: string) => readonly string[];
}

/** What the steps of a list ended as: those that a step after the last of them waits for. */
type Ends = readonly string[];

/**
 * Drafts the steps of a list, each after those it needs. A step that is left out is stood for by what
 * it needed, and so is one that is repeated no times.
 */
export function draftList(list: DraftList, drafting: Drafting): Ends {
  const { steps, entry, outside } = list;
  const ends = new Map<string, Ends>();
  const endsOf = (id: string): Ends => ends.get(id) ?? list.endsAround(id);
  for (const spec of inOrderOfNeeds(steps)) {
    const index = steps.indexOf(spec);
    const needs = needsOf(spec, index);
    ends.set(spec.id, draftStep(spec, index, needs, { ...list, endsAround: endsOf }, drafting));
  }
  return steps.slice(-1).flatMap(({ id }) => endsOf(id));

  function needsOf(spec: WorkflowStep, index: number): Ends {
    if (spec.needs !== undefined) return [...new Set([...outside, ...spec.needs.flatMap(endsOf)])];
    return index === 0 ? entry : steps.slice(index - 1, index).flatMap(({ id }) => endsOf(id));
  }
}

function draftStep(
  spec: WorkflowStep,
  index: number,
  needs: Ends,
  list: DraftList,
  drafting: Drafting,
): Ends {
  const { scope } = list;
  const place = list.placeOf(index);
  const complain = (complaints: readonly Complaint[]): void => {
    drafting.complaints.push(
      ...complaints.map((each) => ({ ...each, workflow: scope.workflow.metadata.name })),
    );
  };
  const early = seesItem(spec) ? ALWAYS : conditionOf(spec, scope, place);
  complain(early.complaints);
  const turns = early.wanted ? turnsOf(spec, scope, place) : { ...NEVER, isRepeated: false };
  complain(turns.complaints);
  const first = drafting.drafts.length;
  let last = needs;
  let referred: Referred = { kind: "absent" };
  turns.turns.forEach((seen, at) => {
    const inner: Scope = { ...scope, variables: { ...scope.variables, ...seen } };
    const late = seesItem(spec) ? conditionOf(spec, inner, place) : early;
    complain(late.complaints);
    if (!late.wanted) return;
    const id = `${list.idOf(spec, index)}${turns.isRepeated ? `-${at + 1}` : ""}`;
    const turn: Turn = {
      id,
      place,
      entry: last,
      outside: needs,
      list: { ...list, scope: inner, conditions: [...list.conditions, ...late.conditions] },
    };
    const done = draftTurn(spec, turn, drafting, complain);
    last = done.last;
    referred = done.referred;
  });
  const made = drafting.drafts.slice(first);
  const isMany = turns.isRepeated && made.length > 0;
  const ids = made.map(({ id }) => id);
  scope.seen.own.set(spec.id, isMany ? { kind: "many", ids, outputs: {} } : referred);
  const needed = new Set(made.flatMap((draft) => draft.needs));
  const loose = ids.filter((id) => !needed.has(id));
  return loose.length === 0 ? needs : loose;
}

const NEVER = { turns: [], complaints: [] } as const;

/** One turn of a step, which is all of it when it is not repeated. */
interface Turn {
  readonly id: string;
  readonly place: FieldPath;
  readonly entry: Ends;
  readonly outside: Ends;
  readonly list: DraftList;
}

interface Done {
  readonly last: Ends;
  readonly referred: Referred;
}

function draftTurn(
  spec: WorkflowStep,
  turn: Turn,
  drafting: Drafting,
  complain: (complaints: readonly Complaint[]) => void,
): Done {
  const { id, place, entry, outside, list } = turn;
  const { scope } = list;
  const failures = [...ownFailures(spec, place, scope), ...list.failures];
  if ("uses" in spec) {
    const [only, ...more] = list.conditions;
    const all = list.conditions.map((each) => `(${each})`).join(" && ");
    const condition = more.length === 0 ? only : all;
    drafting.drafts.push({ id, spec, needs: entry, place, scope, condition, failures });
    return { last: [id], referred: { kind: "step", id } };
  }
  if ("workflow" in spec) return draftCall(spec, turn, failures, drafting, complain);
  const inner: Scope = { ...scope, seen: { own: new Map(), outer: scope.seen } };
  const first = drafting.drafts.length;
  const last = draftList(
    {
      ...list,
      steps: spec.steps,
      placeOf: (index) => [...place, "steps", index],
      scope: inner,
      idOf: (step) => `${id}-${step.id}`,
      entry,
      outside,
      failures,
    },
    drafting,
  );
  const ids = drafting.drafts.slice(first).map((draft) => draft.id);
  return { last, referred: { kind: "many", ids, outputs: {} } };
}

function ownFailures(spec: WorkflowStep, place: FieldPath, scope: Scope): readonly FailureList[] {
  const steps = "onFailure" in spec ? spec.onFailure : undefined;
  return steps === undefined
    ? []
    : [{ steps, placeOf: (index) => [...place, "onFailure", index], scope }];
}

/** The steps of a workflow that is used stand where it is used, and see its inputs and nothing of their user's. */
function draftCall(
  spec: CallStep,
  { id, place, entry, list }: Turn,
  failures: readonly FailureList[],
  drafting: Drafting,
  complain: (complaints: readonly Complaint[]) => void,
): Done {
  const workflow = drafting.workflows.get(spec.workflow);
  // An unknown one, and one that uses itself, were refused before.
  if (workflow === undefined || list.scope.way.includes(workflow))
    return { last: entry, referred: { kind: "absent" } };
  const { scope } = list;
  const inputs = callInputs(workflow, spec.with ?? {}, (each) => resolveIn(scope, each), [
    ...place,
    "with",
  ]);
  complain(inputs.complaints);
  const inner = calledScope(workflow, inputs, scope);
  const first = drafting.drafts.length;
  const last = draftList(
    {
      ...list,
      steps: workflow.spec.steps,
      placeOf: (index) => ["spec", "steps", index],
      scope: inner,
      idOf: (step) => `${id}-${step.id}`,
      entry,
      outside: entry,
      failures: [...workflowFailures(workflow, inner), ...failures],
      endsAround: () => [],
    },
    drafting,
  );
  const ids = drafting.drafts.slice(first).map((draft) => draft.id);
  return { last, referred: { kind: "many", ids, outputs: outputsOf(workflow, inner, drafting) } };
}

function calledScope(
  workflow: Workflow,
  { known, later }: Pick<ReturnType<typeof callInputs>, "known" | "later">,
  { variables, way }: Scope,
): Scope {
  const shared = ["rollout", "fleet", "target"].flatMap((name) => {
    const value = variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    workflow,
    variables: { ...Object.fromEntries(shared), inputs: known },
    later,
    seen: { own: new Map() },
    way: [...way, workflow],
  };
}

/** The failure workflow of a whole workflow: its steps, then the one that it names. */
export function workflowFailures(workflow: Workflow, scope: Scope): readonly FailureList[] {
  const { steps = [], use, with: inputs } = workflow.spec.onFailure ?? {};
  const place = ["spec", "onFailure"];
  const named: readonly FailureStep[] =
    use === undefined ? [] : [{ id: "call", workflow: use, ...(inputs && { with: inputs }) }];
  return [
    ...(steps.length === 0
      ? []
      : [{ steps, placeOf: (index: number) => [...place, "steps", index], scope }]),
    ...(named.length === 0 ? [] : [{ steps: named, placeOf: () => place, scope }]),
  ];
}

/** What a used workflow gives, as expressions over the plan's own steps. */
function outputsOf(
  { spec, metadata }: Workflow,
  scope: Scope,
  drafting: Drafting,
): Readonly<Record<string, CelNode>> {
  const outputs: Record<string, CelNode> = {};
  for (const [name, expression] of Object.entries(spec.outputs ?? {})) {
    const result = resolveIn(scope, expression);
    if (result.kind === "value") outputs[name] = { op: "known", value: result.value };
    else if (result.kind === "rest") outputs[name] = result.node;
    else {
      const path = ["spec", "outputs", name];
      drafting.complaints.push({
        path,
        on: "value",
        message: result.fault,
        workflow: metadata.name,
      });
    }
  }
  return outputs;
}

interface Condition {
  readonly wanted: boolean;
  /** What is left to be asked at run time. */
  readonly conditions: readonly string[];
  readonly complaints: readonly Complaint[];
}

const ALWAYS: Condition = { wanted: true, conditions: [], complaints: [] };

function conditionOf({ if: condition }: WorkflowStep, scope: Scope, place: FieldPath): Condition {
  if (condition === undefined || condition === true) return ALWAYS;
  if (condition === false) return { ...ALWAYS, wanted: false };
  const result = resolveIn(scope, condition);
  if (result.kind === "rest") return { ...ALWAYS, conditions: [result.expression] };
  if (result.kind === "value" && typeof result.value === "boolean") {
    return { ...ALWAYS, wanted: result.value };
  }
  const message =
    result.kind === "fault" ? result.fault : `"${condition}" gives neither true nor false`;
  return {
    wanted: false,
    conditions: [],
    complaints: [{ path: [...place, "if"], on: "value", message }],
  };
}

/** Whether a condition is asked for each item: it is when it names it. */
function seesItem(spec: WorkflowStep): boolean {
  const name = itemName(spec);
  return (
    typeof spec.if === "string" &&
    name !== undefined &&
    new RegExp(String.raw`\b${name}\b`).test(spec.if)
  );
}
