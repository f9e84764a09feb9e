import { formatDuration } from "../../model/duration.ts";
import type { PlannedStage } from "../../model/plan.ts";
import { counted } from "../strategy/measured.ts";

/** Clusters that wait for others are named so many, and the rest is counted. */
const NAMED = 3;

const UNREACHABLE = {
  Fail: "what cannot be reached has failed",
  Skip: "what cannot be reached is skipped",
  Defer: "what cannot be reached comes last",
} as const;

/** What a stage does with its clusters beside its budget: who goes first, and what becomes of those that give no answer. */
export function stageRules({ canaries, onUnreachable, clusters }: PlannedStage): readonly string[] {
  const waiting = clusters.flatMap(({ name, dependsOn }) =>
    dependsOn === undefined ? [] : [`${name} after ${dependsOn.join(" and ")}`],
  );
  const more = waiting.length - NAMED;
  return [
    ...(canaries === undefined ? [] : [canaryWords(canaries)]),
    ...(onUnreachable === undefined ? [] : [UNREACHABLE[onUnreachable]]),
    ...waiting.slice(0, NAMED),
    ...(more > 0 ? [`and ${counted(more, "more cluster")} after others`] : []),
  ];
}

function canaryWords({ count, soakMs }: NonNullable<PlannedStage["canaries"]>): string {
  const soak = soakMs === 0 ? "" : `, then a soak of ${formatDuration(soakMs)}`;
  return `${counted(count, "canary", "canaries")} first${soak}`;
}
