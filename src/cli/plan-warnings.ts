import { planningCatalog } from "../actions/planned-actions.ts";
import { shelfOfPlan } from "../actions/pinned-actions.ts";
import { actionCatalog } from "../actions/catalog.ts";
import { knowledge } from "../knowledge/knowledge.ts";
import type { Plan } from "../model/plan.ts";
import type { BrokenRule } from "../plan/check/broken-rule.ts";
import { checkPlan } from "../plan/check/check-plan.ts";
import type { ActionCatalog } from "../plan/workflow/action-catalog.ts";
import { pinnedHere } from "./pack/packs-here.ts";

/** What a stored plan is warned of. Warnings need no snapshots, so they are those that it was made with. */
export function planWarnings(
  plan: Plan,
  nowMs: number,
  options: { readonly dataDir?: string },
): readonly BrokenRule[] {
  const actions = catalogOf(plan, options);
  const request = { plan, snapshots: new Map(), actions, facts: knowledge, nowMs };
  return checkPlan(request).filter(({ severity }) => severity === "warning");
}

/** What a stored plan may be made of: what there is to plan with, and the actions of packs that it pins, as far as they are kept here. */
export function catalogOf(plan: Plan, options: { readonly dataDir?: string }): ActionCatalog {
  const shelf = { actions: actionCatalog, packs: pinnedHere(options) };
  return new Map([...planningCatalog, ...shelfOfPlan(shelf, plan).actions]);
}
