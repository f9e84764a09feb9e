import type { RetryPolicy, Step } from "../../model/plan.ts";
import type { RetrySpec, UseStep } from "../../model/workflow.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { undoWords, unknownAction, type ActionCatalog } from "./action-catalog.ts";
import type { Variables } from "../../spec/cel.ts";
import { fill, fillTitle } from "./template.ts";

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

/** A step of a workflow on its way into a plan: where it is written, and what its expressions see. */
export interface StepDraft {
  readonly id: string;
  readonly spec: UseStep;
  readonly needs: readonly string[];
  readonly place: FieldPath;
  readonly variables: Variables;
}

/** Makes the concrete step: every expression filled in, inputs held against the action's schema, defaults written out. */
export function resolveStep(
  draft: StepDraft,
  actions: ActionCatalog,
): {
  readonly steps: readonly Step[];
  readonly complaints: readonly Complaint[];
} {
  const { id, spec, needs, place, variables } = draft;
  const action = actions.get(spec.uses);
  if (action === undefined) {
    const message = unknownAction(spec.uses, actions);
    return { steps: [], complaints: [{ path: [...place, "uses"], on: "value", message }] };
  }
  const title = fillTitle(spec.title ?? action.spec.title, variables, [...place, "title"]);
  const inputs = fill(spec.with ?? {}, variables, [...place, "with"]);
  const unfilled = [...title.complaints, ...inputs.complaints];
  if (unfilled.length > 0) return { steps: [], complaints: unfilled };
  const parsed = action.input.safeParse(inputs.value);
  if (parsed.error !== undefined) {
    return { steps: [], complaints: inputComplaints(parsed.error.issues, place) };
  }
  const step: Step = {
    id,
    title: title.value,
    uses: spec.uses,
    // Filling a map gives a map.
    with: inputs.value as Step["with"],
    role: spec.role ?? "self",
    needs: [...needs],
    timeoutMs: spec.timeout ?? DEFAULT_TIMEOUT_MS,
    retry: retryPolicy(spec.retry),
    undo: undoWords(action.spec),
  };
  return { steps: [step], complaints: [] };
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

type Issues = readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];

function inputComplaints(issues: Issues, place: FieldPath): readonly Complaint[] {
  return issues.map(({ path, message }) => {
    const inner = path.map((part) => (typeof part === "number" ? part : String(part)));
    return { path: [...place, "with", ...inner], on: "value", message };
  });
}
