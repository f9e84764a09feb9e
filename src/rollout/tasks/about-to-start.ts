import type { Plan } from "../../model/plan.ts";
import type { RolloutState } from "../../model/rollout-state.ts";
import { allTasks, taskState } from "./task-place.ts";

/**
 * The stage whose clusters an approval that is asked for lets start: its own, or, of one after a
 * stage, the next that has clusters. Undefined when nothing is asked for, or nothing comes after it.
 */
export function stageAboutToStart(plan: Plan, state: RolloutState): number | undefined {
  const at = allTasks(plan).find(
    (task) => task.kind === "approval" && taskState(state, task).status === "open",
  );
  if (at === undefined || at.side === "before") return at?.stage;
  const next = plan.stages.findIndex(
    ({ clusters }, index) => index > at.stage && clusters.length > 0,
  );
  return next < 0 ? undefined : next;
}
