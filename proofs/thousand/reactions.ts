/**
 * Watches what is recorded, by the clock on the wall: when a step of a rollout's cluster failed for
 * good, when the rollout said that nothing new starts, and whether anything started after that.
 */
import { systemClock } from "../../src/platform/clock.ts";
import type { Event } from "../../src/model/event.ts";
import type { RecordPort } from "../../src/ports/record-port.ts";

export interface Reactions {
  /** The same records, watched. */
  readonly records: RecordPort;
  /** From the first failing signal to "nothing new starts", in milliseconds, of each rollout that had both. */
  readonly latenciesMs: () => readonly number[];
  readonly failed: () => number;
  /** Clusters that started although their rollout had said that nothing new starts. */
  readonly lateStarts: () => readonly string[];
  readonly running: () => number;
  readonly mostRunning: () => number;
}

export function watchReactions(records: RecordPort): Reactions {
  const failedAtMs = new Map<string, number>();
  const heldAtMs = new Map<string, number>();
  const lateStarts: string[] = [];
  const running = new Set<string>();
  let most = 0;
  const take = ({ kind, rollout, cluster = "" }: Event, nowMs: number): void => {
    const name = `${rollout}/${cluster}`;
    if (kind === "step.failed" && !failedAtMs.has(rollout)) failedAtMs.set(rollout, nowMs);
    if (kind === "rollout.held" && !heldAtMs.has(rollout)) heldAtMs.set(rollout, nowMs);
    if (kind === "cluster.starts" && heldAtMs.has(rollout)) lateStarts.push(name);
    if (kind === "upgrade.leased") running.add(name);
    if (kind === "upgrade.ended") running.delete(name);
    most = Math.max(most, running.size);
  };
  return {
    records: {
      ...records,
      append: async (events) => {
        await records.append(events);
        const nowMs = systemClock.nowMs();
        for (const event of events) take(event, nowMs);
      },
    },
    latenciesMs: () =>
      [...failedAtMs].flatMap(([rollout, atMs]) => {
        const held = heldAtMs.get(rollout);
        return held === undefined ? [] : [held - atMs];
      }),
    failed: () => failedAtMs.size,
    lateStarts: () => lateStarts,
    running: () => running.size,
    mostRunning: () => most,
  };
}
