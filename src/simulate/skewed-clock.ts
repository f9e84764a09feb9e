/**
 * The clock of the process that is simulated: the world's time, off by as much as it was set wrong.
 * Owns that difference. Timers count from when they were set, as real ones do: a clock that is set
 * forward makes none of them come earlier, and one that is set back lets them come early.
 */
import type { VirtualClock } from "./virtual-clock.ts";

export interface SkewedClock extends VirtualClock {
  /** Sets it forward, or back, from now on. */
  jump(byMs: number): void;
  readonly skewMs: number;
}

export function skewedClock(world: VirtualClock): SkewedClock {
  let skewMs = 0;
  return {
    speed: world.speed,
    nowMs: () => world.nowMs() + skewMs,
    at: (ms, run) => world.at(ms - skewMs, run),
    nextDueMs: () => {
      const nextMs = world.nextDueMs();
      return nextMs === undefined ? undefined : nextMs + skewMs;
    },
    fireNext: () => world.fireNext(),
    moveTo: (ms) => world.moveTo(ms - skewMs),
    sleep: (ms, signal) => world.sleep(ms, signal),
    get sleepers() {
      return world.sleepers;
    },
    jump: (byMs) => {
      skewMs += byMs;
    },
    get skewMs() {
      return skewMs;
    },
  };
}
