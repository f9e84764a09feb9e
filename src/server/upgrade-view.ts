import type { Event } from "../model/event.ts";
import { upgradeKey } from "../model/upgrade.ts";

/** One attempt at one cluster, as the records tell it. */
export interface UpgradeView {
  readonly name: string;
  readonly rollout: string;
  readonly cluster: string;
  readonly attempt: number;
  readonly status: "running" | "done" | "failed" | "cancelled" | "skipped";
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** The last words told of it. */
  readonly reason: string;
}

/** Brings the attempt that the event is about up to date; other events change nothing. */
export function takeUpgradeEvent(upgrades: Map<string, UpgradeView>, event: Event): void {
  const { rollout, cluster, attempt } = event;
  if (cluster === undefined || attempt === undefined) return;
  const name = upgradeKey(rollout, cluster, attempt);
  const before = upgrades.get(name);
  if (!isOfAttempt(event, before)) return;
  const running: UpgradeView = before ?? {
    name,
    rollout,
    cluster,
    attempt,
    status: "running",
    startedAtMs: event.atMs,
    endedAtMs: undefined,
    reason: "",
  };
  const { reason, result = "failed", atMs } = event;
  upgrades.set(
    name,
    isEnd(event)
      ? { ...running, reason, status: result, endedAtMs: running.endedAtMs ?? atMs }
      : { ...running, reason },
  );
}

/** An attempt begins as its cluster starts: what is ordered of one that never started begins none, and what is ordered after its end is not of it. */
function isOfAttempt(event: Event, before: UpgradeView | undefined): boolean {
  if (before === undefined)
    return event.kind === "cluster.starts" || event.stream.startsWith("upgrade/");
  return before.endedAtMs === undefined || isEnd(event);
}

function isEnd({ kind }: Event): boolean {
  return kind === "upgrade.ended" || kind === "cluster.ended";
}
