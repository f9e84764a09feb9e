import type { Shape } from "../../model/plan.ts";
import type { Strategy } from "../../model/rollout.ts";
import type { Workflow } from "../../model/workflow.ts";
import type { Complaint } from "../../spec/problem.ts";
import type { Strategies } from "./choose-strategy.ts";

export interface Choice {
  readonly strategy: Shape["strategy"];
  readonly workflow: Workflow;
  readonly why: string;
}

/**
 * The strategy that the rollout asks for. One without an installed workflow is refused, never
 * replaced by another (semantics 9); `auto` is refused while nothing weighs one against another.
 */
export function askedStrategy(
  asked: Strategy,
  strategies: Strategies,
): { readonly choice: Choice } | { readonly complaint: Complaint } {
  const installed = [...strategies.keys()].toSorted().join(", ") || "none";
  if (asked === "auto") {
    const message = `auto: strategies are not weighed against each other yet, so there is nothing to choose by; name one. Installed: ${installed}`;
    return { complaint: refusal(message) };
  }
  const workflow = strategies.get(asked);
  if (workflow === undefined) {
    const message = `no workflow is installed for strategy ${asked}; installed: ${installed}`;
    return { complaint: refusal(message) };
  }
  return { choice: { strategy: asked, workflow, why: "asked for by the rollout" } };
}

function refusal(message: string): Complaint {
  return { path: ["spec", "strategy"], on: "value", message };
}
