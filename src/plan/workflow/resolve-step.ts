import type { Json } from "../../model/data.ts";
import type { RetryPolicy, Step } from "../../model/plan.ts";
import type { RetrySpec, UndoSpec, UseStep } from "../../model/workflow.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { undoneByStep, undoWords, unknownAction, type ActionCatalog } from "./action-catalog.ts";
import { drainInputs } from "./drain-inputs.ts";
import { inputComplaints } from "./check-inputs.ts";
import { resolveIn, resolveNow, type Scope } from "./scope.ts";
import { asTemplate, fillInPart, fillTitle } from "./template.ts";

/** As long as most single actions could ever take; a workflow says more or less where it knows. */
const DEFAULT_TIMEOUT_MS = 3_600_000;

const DEFAULT_RETRY: RetryPolicy = {
  policy: "EXPONENTIAL",
  limit: 5,
  delayMs: 10_000,
  scale: 1,
  maxDelayMs: 300_000,
  jitterMs: 5_000,
  totalTimeoutMs: 0,
};

/** A step as it is written, and how it stands in the plan. */
export interface StepSource {
  readonly id: string;
  readonly spec: UseStep;
  readonly needs: readonly string[];
  readonly place: FieldPath;
  readonly scope: Scope;
  /** What is asked when its turn comes, over the plan's own steps. */
  readonly condition: string | undefined;
}

/** A step of the plan, with the one that undoes it; or what is wrong with it. */
export type ResolvedStepSource =
  | { readonly kind: "resolved"; readonly step: Step; readonly undo: Step | undefined }
  | { readonly kind: "refused"; readonly complaints: readonly Complaint[] };

/** Makes the concrete step: every expression filled in that can be, inputs held against the action's schema, defaults written out. */
export function resolveStep(source: StepSource, actions: ActionCatalog): ResolvedStepSource {
  const { id, spec, needs, place, scope, condition } = source;
  const role = spec.role ?? "self";
  const made = makeStep(spec, { id, needs, role, place, scope }, actions);
  const outputs = outputsOf(spec, scope, [...place, "outputs"]);
  const undo = undoStep(source, role, actions);
  const complaints = [...made.complaints, ...outputs.complaints, ...(undo?.complaints ?? [])];
  const { step } = made;
  if (step === undefined || complaints.length > 0) return { kind: "refused", complaints };
  return {
    kind: "resolved",
    step: {
      ...step,
      ...(undo?.step !== undefined && { undo: undoneByStep(undo.step.title) }),
      ...(condition !== undefined && { if: condition }),
      ...(spec.continueOnError === true && { continueOnError: true as const }),
      ...(spec.outputs !== undefined && { outputs: outputs.outputs }),
    },
    undo: undo?.step,
  };
}

function undoStep(
  { id, spec: { undo }, place, scope }: StepSource,
  role: Step["role"],
  actions: ActionCatalog,
): Made | undefined {
  if (undo === undefined) return undefined;
  const how = { id: `${id}--undo`, needs: [], role, place: [...place, "undo"], scope };
  return makeStep(undo, how, actions);
}

interface Made {
  readonly step: Step | undefined;
  readonly complaints: readonly Complaint[];
}

function makeStep(
  spec: UndoSpec,
  how: Pick<Step, "id" | "needs" | "role"> & Pick<StepSource, "place" | "scope">,
  actions: ActionCatalog,
): Made {
  const { id, needs, role, place, scope } = how;
  const action = actions.get(spec.uses);
  if (action === undefined) {
    const message = unknownAction(spec.uses, actions);
    const complaint = { path: [...place, "uses"], on: "value", message } as const;
    return { step: undefined, complaints: [complaint] };
  }
  const now = (expression: string) => resolveNow(scope, expression);
  const title = fillTitle(spec.title ?? action.spec.title, now, [...place, "title"]);
  const at = [...place, "with"];
  const filled = fillInPart(spec.with ?? {}, (expression) => resolveIn(scope, expression), at);
  const inputs = {
    ...filled,
    // Filling a map gives a map.
    value: { ...drainInputs(spec.uses, scope.variables), ...(filled.value as object) },
  };
  const unfilled = [...title.complaints, ...inputs.complaints];
  if (unfilled.length > 0) return { step: undefined, complaints: unfilled };
  const later = inputs.later.map((path) => path.slice(at.length));
  const wrong = inputComplaints(
    action.input,
    { written: spec.with ?? {}, value: inputs.value, later },
    at,
  );
  if (wrong.length > 0) return { step: undefined, complaints: wrong };
  const step: Step = {
    id,
    title: title.value,
    uses: spec.uses,
    // Filling a map gives a map.
    with: asTemplate(inputs.value, later, []) as Readonly<Record<string, Json>>,
    role,
    needs: [...needs],
    timeoutMs: spec.timeout ?? DEFAULT_TIMEOUT_MS,
    retry: retryPolicy(spec.retry),
    undo: undoWords(action.spec),
  };
  return { step, complaints: [] };
}

/** What is known now stands in the expressions; `result` is known when the step is done. */
function outputsOf(
  { outputs = {} }: UseStep,
  scope: Scope,
  path: FieldPath,
): {
  readonly outputs: Readonly<Record<string, string>>;
  readonly complaints: readonly Complaint[];
} {
  const complaints: Complaint[] = [];
  const made = Object.entries(outputs).map(([name, expression]): readonly [string, string] => {
    const result = resolveIn(scope, expression, ["result"]);
    switch (result.kind) {
      case "value":
        return [name, JSON.stringify(result.value)];
      case "rest":
        return [name, result.expression];
      case "fault":
        complaints.push({ path: [...path, name], on: "value", message: result.fault });
        return [name, ""];
    }
  });
  return { outputs: Object.fromEntries(made), complaints };
}

/** A retry as it is written, with what was left out. */
export function retryPolicy(spec: RetrySpec | undefined): RetryPolicy {
  if (spec === undefined) return DEFAULT_RETRY;
  return {
    policy: spec.policy,
    limit: spec.limit,
    delayMs: spec.delay,
    scale: spec.scale ?? 1,
    maxDelayMs: spec.maxDelay ?? 0,
    jitterMs: spec.jitter ?? 0,
    totalTimeoutMs: spec.totalTimeout ?? 0,
  };
}
