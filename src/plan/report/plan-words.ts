import { formatDuration } from "../../model/duration.ts";
import type { Forecast, PlannedTask } from "../../model/plan.ts";

/** Clusters that are named before the rest is only counted. */
const NAMED = 8;

export function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest > 1 ? `${names.slice(0, NAMED).join(", ")} and ${rest} more` : names.join(", ");
}

/** `1 cluster`, `2 clusters`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** `4h10m to 6h30m`, to the minute, as nobody knows it better. */
export function durationRange({ p50Ms, p90Ms }: Forecast): string {
  const [low, high] = [p50Ms, p90Ms].map((ms) => formatDuration(Math.ceil(ms / 60_000) * 60_000));
  return low === high ? String(low) : `${low} to ${high}`;
}

/** What a stage waits for, before or after it. */
export function taskWords(task: PlannedTask): string {
  switch (task.kind) {
    case "approval": {
      const roles = task.roles.join(", ");
      return `${counted(task.quorum, "approval")} of ${roles}${expiry(task.expiresAfterMs)}`;
    }
    case "timed-wait":
      return `a wait of ${formatDuration(task.waitMs)}`;
    case "gate":
      return `the gate ${task.use}`;
    case "notify":
      return `a message to ${task.audience}`;
    case "workflow":
      return `the workflow ${task.use}`;
  }
}

function expiry(expiresAfterMs: number | undefined): string {
  return expiresAfterMs === undefined
    ? ""
    : ` (asked anew after ${formatDuration(expiresAfterMs)})`;
}
