import { planningCatalog } from "../actions/planned-actions.ts";
import { knowledge } from "../knowledge/knowledge.ts";
import type { Plan } from "../model/plan.ts";
import type { BrokenRule } from "../plan/check/broken-rule.ts";
import { checkPlan } from "../plan/check/check-plan.ts";

/** What a stored plan is warned of. Warnings need no snapshots, so they are those that it was made with. */
export function planWarnings(plan: Plan, nowMs: number): readonly BrokenRule[] {
  const request = { plan, snapshots: new Map(), actions: planningCatalog, facts: knowledge, nowMs };
  return checkPlan(request).filter(({ severity }) => severity === "warning");
}
