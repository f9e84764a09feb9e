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
  const { kind, reason, result = "failed", atMs } = event;
  upgrades.set(
    name,
    kind === "upgrade.ended" || kind === "cluster.ended"
      ? { ...running, reason, status: result, endedAtMs: running.endedAtMs ?? atMs }
      : { ...running, reason },
  );
}
