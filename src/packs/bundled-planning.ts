import { planningCatalog } from "../actions/planned-actions.ts";
import { knowledge } from "../knowledge/knowledge.ts";
import type { PlanRequest } from "../plan/make-plan.ts";
import { loadStrategies } from "./load-strategies.ts";
import { loadWeights } from "./load-weights.ts";

/** All that planning needs beside the request itself, as it comes with fleetlift. */
export function bundledPlanning(): Pick<
  PlanRequest,
  "facts" | "strategies" | "weights" | "actions"
> {
  return {
    facts: knowledge,
    strategies: loadStrategies(),
    weights: loadWeights(),
    actions: planningCatalog,
  };
}
