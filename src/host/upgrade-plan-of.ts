import type { Plan } from "../model/plan.ts";
import { flowPlace } from "../upgrade/flow-place.ts";
import type { UpgradePlan } from "../upgrade/turn.ts";

/** What an upgrade of a shape, or a flow, carries out; undefined when the plan does not have it. */
export function upgradePlanOf(
  plan: Plan,
  shape: string,
  flow: string | undefined,
): UpgradePlan | undefined {
  if (flow === undefined) return plan.shapes[shape];
  const found = plan.flows?.[flow];
  return found === undefined
    ? undefined
    : { steps: found.steps, flow: flowPlace(plan, flow, found) };
}
