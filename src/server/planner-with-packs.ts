import { PackConflict } from "../packs/pack-store.ts";
import type { Clock } from "../platform/clock.ts";
import type { Connect } from "../ports/connect.ts";
import type { ServerPacks } from "./open-packs.ts";
import { openPlanner, type Planner } from "./planner.ts";
import { Refusal } from "./problem.ts";

/** The planner of a server: each plan is made from the packs that are in force then, and what it pins is kept. */
export function plannerWithPacks(
  packs: Pick<ServerPacks, "planning" | "keep">,
  outside: { readonly connect: Connect; readonly clock: Clock },
): Planner {
  return {
    plan: async (fleet, rollout, current) => {
      const made = await openPlanner({ ...outside, ...planningOf(packs) }).plan(
        fleet,
        rollout,
        current,
      );
      if (made.kind === "planned") packs.keep(made.plan);
      return made;
    },
  };
}

function planningOf({ planning }: Pick<ServerPacks, "planning">) {
  try {
    return planning();
  } catch (error) {
    if (error instanceof PackConflict) throw new Refusal(409, error.message, error.help);
    throw error;
  }
}
