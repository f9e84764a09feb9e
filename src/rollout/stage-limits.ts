import type { PlannedStage } from "../model/plan.ts";
import type { StageCounts } from "../model/rollout-state.ts";
import { budgetUsedUp, failedOf, heldWords, runningAre } from "./words.ts";

/** Why a stage starts nothing more, whatever its clusters are. */
export interface Limit {
  readonly rule: "failure-budget" | "min-success";
  readonly words: string;
  /** What a person may do. */
  readonly help: string;
}

/**
 * The failure budget, and the successes that the stage needs: when so many cannot be had any more,
 * going on could only fail it later. A stage whose clusters are all over is held to the same, so
 * that one with fewer successes has failed.
 */
export function whyNothingStarts(planned: PlannedStage, counts: StageCounts): Limit | undefined {
  if (budgetUsedUp(planned, counts)) {
    const help = "mend what failed, then retry it or skip it";
    return { rule: "failure-budget", words: heldWords(planned, counts), help };
  }
  const { clusters, minSuccess = 0, name } = planned;
  const failed = failedOf(counts);
  const most = clusters.length - failed - counts.cancelled - counts.skipped;
  if (clusters.length === 0 || most >= minSuccess) return undefined;
  const { cancelled, skipped } = counts;
  const lost = Object.entries({ failed, cancelled, skipped })
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`);
  const why = lost.length === 0 ? "" : ` (${lost.join(", ")})`;
  const goOn = counts.running === 0 ? "" : `; ${runningAre(counts.running, "will finish")}`;
  return {
    rule: "min-success",
    words: `nothing new starts: ${most} of ${clusters.length} can still succeed${why}, ${minSuccess} must in stage ${name}${goOn}`,
    help: `${minSuccess} must succeed in stage ${name}: mend what failed or was skipped, then retry it`,
  };
}
