import type { Json } from "../../model/data.ts";
import type { Step } from "../../model/plan.ts";
import { evaluateCel } from "../../spec/cel.ts";
import { formatPath } from "../../spec/problem.ts";
import { fill } from "./template.ts";

/** What an expression may ask of a step that is over, or not begun: how it ended, and what it gave. */
export type StepSeen = {
  readonly status: string;
  /** By name; empty while it has given nothing. */
  readonly outputs: Readonly<Record<string, Json>>;
};

/** What failed, as the steps that run after it see it (`failure`): the step, its title, and why. */
export type FailureSeen = {
  readonly step: string;
  readonly title: string;
  readonly reason: string;
};

const NOTHING_FAILED: FailureSeen = { step: "", title: "", reason: "" };

/** What becomes of a step whose turn has come. */
export type ResolvedStep =
  | { readonly kind: "run"; readonly with: Readonly<Record<string, Json>> }
  | { readonly kind: "skip"; readonly why: string }
  | { readonly kind: "wrong"; readonly why: string };

/**
 * What a step does now that those before it are over: its `if` decides whether it runs, and the
 * `${{ }}` that its inputs still hold are filled in. Both see `steps`, by the ids of the plan, and
 * `failure`: all that was known before stands in the plan already. `wrong` is an expression that
 * cannot be evaluated, like one of an output that a skipped step never gave: no further try mends it.
 */
export function resolveAtRun(
  step: Pick<Step, "if" | "with">,
  steps: Readonly<Record<string, StepSeen>>,
  failure: FailureSeen = NOTHING_FAILED,
): ResolvedStep {
  const variables = { steps, failure };
  if (step.if !== undefined) {
    const wanted = evaluateCel(step.if, variables);
    if ("fault" in wanted) return { kind: "wrong", why: `if: ${wanted.fault}` };
    if (typeof wanted.value !== "boolean") {
      return { kind: "wrong", why: `if: "${step.if}" gives neither true nor false` };
    }
    if (!wanted.value) return { kind: "skip", why: `its condition is not met: ${step.if}` };
  }
  // A plan is JSON, whatever its schema says of inputs.
  const inputs = fill(step.with as Json, variables, ["with"]);
  const [first] = inputs.complaints;
  if (first !== undefined) {
    return { kind: "wrong", why: `${formatPath(first.path)}: ${first.message}` };
  }
  // Filling a map gives a map.
  return { kind: "run", with: inputs.value as Readonly<Record<string, Json>> };
}

/** What a step gives to later ones, or why it cannot. */
export type StepOutputs =
  | { readonly kind: "outputs"; readonly outputs: Readonly<Record<string, Json>> }
  | { readonly kind: "wrong"; readonly why: string };

/** Evaluates the outputs that a step declares over what its action gave (`result`). */
export function outputsOf(
  { outputs = {} }: Pick<Step, "outputs">,
  result: Readonly<Record<string, Json>>,
): StepOutputs {
  const given: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(outputs)) {
    const value = evaluateCel(expression, { result });
    if ("fault" in value) return { kind: "wrong", why: `outputs.${name}: ${value.fault}` };
    given[name] = value.value;
  }
  return { kind: "outputs", outputs: given };
}
