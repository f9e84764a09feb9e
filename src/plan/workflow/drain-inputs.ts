import type { Json } from "../../model/data.ts";
import type { Variables } from "../../spec/cel.ts";

/** The action that rolls a pool. */
const ROLL = "node-pool.roll";

/**
 * What the rollout says of drains, for each step that rolls a pool; the step's own inputs go before.
 * Workflows need not hand it on: a plan of a rollout that says nothing is as it was before there was
 * anything to say.
 */
export function drainInputs(uses: string, variables: Variables): Readonly<Record<string, Json>> {
  // Put there by the planner; workflows that are of no strategy have no `nodes`.
  const nodes = variables["nodes"] as
    | { readonly drain?: Readonly<Record<string, Json>> }
    | undefined;
  return uses === ROLL ? (nodes?.drain ?? {}) : {};
}
