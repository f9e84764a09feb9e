import type { StageCounts } from "../model/rollout-state.ts";
import type { PlannedStage } from "../model/plan.ts";

/**
 * More failures than allowed, not as many (semantics 2): with 0 allowed, the first one is too many.
 * A cancelled cluster counts too: a stage that was not proved must not let the next one start; who
 * means that says `skip`.
 */
export function budgetUsedUp(planned: PlannedStage, counts: StageCounts): boolean {
  return failedOf(counts) + counts.cancelled > planned.maxAllowedFailures;
}

/** Those that have failed, and those that are still putting back what they hold because they failed. */
export function failedOf({ failed, failing = 0 }: StageCounts): number {
  return failed + failing;
}

/** `1 cluster`, `2 clusters`. */
export function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

export function slotWords(planned: PlannedStage, running: number): string {
  return `${running} of ${planned.maxConcurrency} running in stage ${planned.name}`;
}

export function heldWords(planned: PlannedStage, counts: StageCounts): string {
  const goOn = counts.running === 0 ? "" : `; ${runningAre(counts.running, "will finish")}`;
  const cancelled = counts.cancelled === 0 ? "" : `${counts.cancelled} cancelled`;
  const failures = failedOf(counts);
  const failed = failures === 0 ? "" : many(failures, "failure");
  const both = [failed, cancelled].filter((words) => words !== "").join(" and ");
  return `nothing new starts: ${both}, ${planned.maxAllowedFailures} allowed in stage ${planned.name}${goOn}`;
}

export function stageResultWords(planned: PlannedStage, counts: StageCounts): string {
  const total = planned.clusters.length;
  const waiting =
    total - counts.done - counts.failed - counts.cancelled - counts.skipped - counts.running;
  const others = [
    ["failed", counts.failed],
    ["cancelled", counts.cancelled],
    ["skipped", counts.skipped],
    ["never started", waiting],
  ] as const;
  const rest = others.filter(([, count]) => count > 0).map(([word, count]) => `, ${count} ${word}`);
  return `${counts.done} of ${total} done${rest.join("")}`;
}

/** How many of a stage's clusters are done but for steps that somebody chose to skip. */
export function partlyOf({ partly }: StageCounts): number {
  return partly ?? 0;
}

/** Who gave an order, and why if it was said: `ana: checking the dashboards`. */
export function byPerson(actor: string, reason: string): string {
  return reason === "" ? actor : `${actor}: ${reason}`;
}

/** What becomes of the running upgrades, counted. */
export function runningAre(running: number, fate: string): string {
  return running === 0 ? "nothing runs" : `${running} running ${fate}`;
}
