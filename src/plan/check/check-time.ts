import { formatDuration } from "../../model/duration.ts";
import type { RetryPolicy, Shape, Step } from "../../model/plan.ts";
import { cannotBeUndone, type ActionCatalog } from "../workflow/action-catalog.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";

/** P15 the way back is said, P16 timeouts leave room, P17 retries fit into them. */
export function checkEachStep(
  shape: string,
  { steps }: Shape,
  actions: ActionCatalog,
): readonly BrokenRule[] {
  return steps.flatMap((step) => {
    const where = { shape, step: step.id };
    return [
      ...undoProblem(step, actions).map((why) => broken("P15", where, why)),
      ...timeoutProblem(step, actions).map((why) => broken("P16", where, why)),
      ...retryProblem(step).map((why) => broken("P17", where, why)),
    ];
  });
}

function undoProblem({ undo, uses }: Step, actions: ActionCatalog): readonly string[] {
  if (undo.trim() === "") return ["does not say how it is undone, nor that it cannot be"];
  const isFinal = actions.get(uses)?.spec.undo.kind === "impossible";
  if (!isFinal || cannotBeUndone(undo)) return [];
  return [`says "${undo}", but ${uses} cannot be undone`];
}

function timeoutProblem(
  { uses, with: inputs, timeoutMs }: Step,
  actions: ActionCatalog,
): readonly string[] {
  const ends = `its timeout of ${formatDuration(timeoutMs)} ends it`;
  const { forMs, drainTimeoutMs } = inputs;
  if (typeof forMs === "number") {
    return forMs > timeoutMs ? [`takes ${formatDuration(forMs)}, and ${ends} before`] : [];
  }
  if (typeof drainTimeoutMs === "number" && drainTimeoutMs > timeoutMs) {
    return [`one node may drain for ${formatDuration(drainTimeoutMs)}, and ${ends} before`];
  }
  const usualMs = actions.get(uses)?.spec.typicalMs.high ?? 0;
  if (usualMs <= timeoutMs) return [];
  return [`${uses} takes up to ${formatDuration(usualMs)} as a rule, and ${ends} before`];
}

function retryProblem({ retry, timeoutMs }: Step): readonly string[] {
  const { totalTimeoutMs } = retry;
  const ends = `the step's timeout of ${formatDuration(timeoutMs)}`;
  if (totalTimeoutMs > timeoutMs) {
    return [`retries for ${formatDuration(totalTimeoutMs)}, which is longer than ${ends}`];
  }
  const waitsMs = allDelaysMs(retry);
  const limited = totalTimeoutMs > 0 && waitsMs > totalTimeoutMs ? totalTimeoutMs : waitsMs;
  if (limited < timeoutMs || waitsMs === 0) return [];
  return [
    `its ${retry.limit} retries wait ${formatDuration(waitsMs)}, which is longer than ${ends}`,
  ];
}

/** The waits of all retries in a row (semantics 5), without jitter. */
function allDelaysMs({ policy, limit, delayMs, scale, maxDelayMs }: RetryPolicy): number {
  let sumMs = 0;
  // More than this are a wait without end, whatever their delays are.
  for (let made = 0; made < Math.min(limit, 1_000); made += 1) {
    const factor = { FIXED: 1, LINEAR: scale * (made + 1), EXPONENTIAL: 2 ** made }[policy];
    sumMs += maxDelayMs > 0 ? Math.min(delayMs * factor, maxDelayMs) : delayMs * factor;
  }
  return sumMs;
}
