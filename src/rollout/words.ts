import type { StageCounts } from "../model/rollout-state.ts";
import type { PlannedStage } from "../model/plan.ts";

/** More failures than allowed, not as many (semantics 2): with 0 allowed, the first one is too many. */
export function budgetUsedUp(planned: PlannedStage, counts: StageCounts): boolean {
  return counts.failed > planned.maxAllowedFailures;
}

export function slotWords(planned: PlannedStage, running: number): string {
  return `${running} of ${planned.maxConcurrency} running in stage ${planned.name}`;
}

export function heldWords(planned: PlannedStage, counts: StageCounts): string {
  const goOn = counts.running === 0 ? "" : `; ${counts.running} running will finish`;
  const failures = counts.failed === 1 ? "1 failure" : `${counts.failed} failures`;
  return `nothing new starts: ${failures}, ${planned.maxAllowedFailures} allowed in stage ${planned.name}${goOn}`;
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
