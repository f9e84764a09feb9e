import type { Clock } from "../../platform/clock.ts";
import { anchorRecords, type AnchorWork } from "./anchor-records.ts";

export interface KeepAnchored extends AnchorWork {
  readonly everyMs: number;
  /** The fleet's clock dates anchors; the rounds go by real time, however fast that clock is. */
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Rounds of anchors until the signal is aborted, and one more then. A place that fails is said when it begins and when it ends. */
export async function keepAnchored(work: KeepAnchored, closing: AbortSignal): Promise<void> {
  const failing = new Set<string>();
  const round = async (): Promise<void> => {
    try {
      const { failed } = await anchorRecords(work, work.clock.nowMs());
      for (const place of failing) {
        if (failed.some((one) => one.place === place)) continue;
        failing.delete(place);
        work.log(`anchors: ${place} has them all again`);
      }
      for (const { place, why } of failed) {
        if (!failing.has(place)) work.log(`anchors: ${place} does not get them: ${why}`);
        failing.add(place);
      }
    } catch (error) {
      work.log(`anchors: none was made: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  while (!closing.aborted) {
    await round();
    await work.clock.sleep(work.everyMs * work.clock.speed, closing);
  }
  await round();
}
