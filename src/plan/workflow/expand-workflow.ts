import type { RecoveryStep, Step } from "../../model/plan.ts";
import type { Workflow } from "../../model/workflow.ts";
import type { Variables } from "../../spec/cel.ts";
import { formatPath } from "../../spec/problem.ts";
import {
  draftList,
  workflowFailures,
  type Drafting,
  type FailureList,
  type StepDraft,
} from "./draft-steps.ts";
import { resolveStep } from "./resolve-step.ts";
import type { Installed, Scope, WorkflowComplaint } from "./scope.ts";

/** The steps that a workflow comes to, and those that run when it fails. */
export interface Expanded {
  readonly steps: readonly Step[];
  readonly recovery: readonly RecoveryStep[];
}

/**
 * A workflow's concrete steps. `foreach`, `matrix`, workflows that are used, and of `if` all that can be
 * decided, are resolved here, so that the plan shows what will be done and no more. Steps of a group are
 * named `GROUP-STEP`, of a repeated one `GROUP-NUMBER-STEP` (`hop-2-control-plane`); what undoes a step
 * `STEP--undo`, what is done when it failed `STEP--failed-1`. Expects a workflow that `checkWorkflow`
 * passes. `variables` are what its expressions see, `inputs` among them.
 */
export function expandWorkflow(
  workflow: Workflow,
  variables: Variables,
  { actions, workflows }: Installed,
): Expanded | { readonly complaints: readonly WorkflowComplaint[] } {
  const drafting: Drafting = { workflows, drafts: [], complaints: [] };
  const scope: Scope = {
    workflow,
    variables,
    later: {},
    seen: { own: new Map() },
    way: [workflow],
  };
  draftList(
    {
      steps: workflow.spec.steps,
      placeOf: (index) => ["spec", "steps", index],
      scope,
      idOf: ({ id }) => id,
      ...FROM_NOTHING,
    },
    drafting,
  );
  const made = drafting.drafts.map((draft) => ({ draft, result: resolveStep(draft, actions) }));
  const failed = recoverySteps(drafting, workflowFailures(workflow, scope));
  const recovered = failed.map((each) => ({ ...each, result: resolveStep(each.draft, actions) }));
  const undo = made.flatMap(({ draft, result }) =>
    result.kind === "resolved" && result.undo !== undefined
      ? [{ ...result.undo, when: { kind: "undo" as const, step: draft.id } }]
      : [],
  );
  const after = recovered.flatMap(({ when, result }) =>
    result.kind === "resolved" ? [{ ...result.step, when }] : [],
  );
  const steps = made.flatMap(({ result }) => (result.kind === "resolved" ? [result.step] : []));
  const refused = [...made, ...recovered].flatMap(({ draft, result }) =>
    result.kind === "resolved"
      ? []
      : result.complaints.map((each) => ({
          ...each,
          workflow: draft.scope.workflow.metadata.name,
        })),
  );
  const complaints = [...drafting.complaints, ...refused];
  if (complaints.length > 0) return { complaints: once(complaints) };
  return {
    steps,
    recovery: [
      ...after.filter(({ when }) => when.kind === "step-failed"),
      ...undo,
      ...after.filter(({ when }) => when.kind === "upgrade-failed"),
    ],
  };
}

const FROM_NOTHING = {
  entry: [],
  outside: [],
  conditions: [],
  failures: [],
  endsAround: () => [],
} as const;

interface FailureDraft {
  readonly when: RecoveryStep["when"];
  readonly draft: StepDraft;
}

/** What is done when a step failed, for each step; and what is done for the whole, whatever failed. */
function recoverySteps(drafting: Drafting, whole: readonly FailureList[]): readonly FailureDraft[] {
  const ofSteps = [...drafting.drafts].flatMap(({ id, failures }) =>
    draftFailures(failures, `${id}--failed`, drafting).map((draft): FailureDraft => {
      return { when: { kind: "step-failed", step: id }, draft };
    }),
  );
  const ofWhole = draftFailures(whole, "failed", drafting).map((draft): FailureDraft => {
    return { when: { kind: "upgrade-failed" }, draft };
  });
  return [...ofSteps, ...ofWhole];
}

/** Lists one after the other, numbered through; each sees the steps of the list that it belongs to, and its own. */
function draftFailures(
  lists: readonly FailureList[],
  prefix: string,
  { workflows, complaints }: Drafting,
): readonly StepDraft[] {
  const own: Drafting = { workflows, drafts: [], complaints };
  let count = 0;
  let entry: readonly string[] = [];
  for (const { steps, placeOf, scope } of lists) {
    const from = count;
    const seen = { own: new Map(), outer: scope.seen };
    entry = draftList(
      {
        ...FROM_NOTHING,
        steps,
        placeOf,
        scope: { ...scope, seen },
        idOf: (_, index) => `${prefix}-${from + index + 1}`,
        entry,
        outside: entry,
      },
      own,
    );
    count += steps.length;
  }
  return own.drafts;
}

/** What is wrong for every turn of a step, or for every way, is told once. */
export function once(complaints: readonly WorkflowComplaint[]): readonly WorkflowComplaint[] {
  const byWords = new Map(
    complaints.map((each) => [`${each.workflow} ${formatPath(each.path)}: ${each.message}`, each]),
  );
  return [...byWords.values()];
}
