import { formatDuration } from "../../model/duration.ts";
import type { Forecast, PlannedTask } from "../../model/plan.ts";
import type { SurgeReport } from "./rollout-forecast.ts";

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

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `4h10m to 6h30m`, to the minute and, from two days on, to the hour: nobody knows it better. */
export function durationRange({ p50Ms, p90Ms }: Forecast): string {
  const [low, high] = [p50Ms, p90Ms].map(roughly);
  return low === high ? String(low) : `${low} to ${high}`;
}

function roughly(ms: number): string {
  if (ms < 2 * DAY_MS) return minutesUp(ms);
  const hours = Math.ceil(ms / HOUR_MS);
  const rest = hours % 24;
  return `${Math.floor(hours / 24)}d${rest === 0 ? "" : `${rest}h`}`;
}

/** Whole minutes, rounded up. */
export function minutesUp(ms: number): string {
  return formatDuration(Math.ceil(ms / MINUTE_MS) * MINUTE_MS);
}

/** What nodes and second clusters cost, and of how many of the clusters that is known; nothing where it is of none. */
export function costWords({ cost }: SurgeReport, clusters: number): readonly string[] {
  if (cost === undefined) return [];
  const some = cost.clusters === clusters ? "" : ` for ${cost.clusters} of ${clusters} clusters`;
  return [`about ${moneyWords(cost)}${some}`];
}

export function moneyWords({
  amount,
  currency,
}: {
  readonly amount: number;
  readonly currency: string;
}): string {
  return `${amount} ${currency}`;
}

/** What a stage waits for, before or after it. */
export function taskWords(task: PlannedTask): string {
  switch (task.kind) {
    case "approval": {
      const roles = task.roles.join(", ");
      return `${counted(task.quorum, "approval")} of ${roles}${expiry(task.expiresAfterMs)}`;
    }
    case "scheduled-start":
      return `the time ${new Date(task.atMs).toISOString()}`;
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
