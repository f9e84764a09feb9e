/**
 * Time that moves only when somebody moves it. Owns the list of what is due when; whoever drives
 * (the in-process host, a test) jumps from one due moment to the next, so that a week passes in
 * milliseconds and the same seed gives the same order.
 */
import type { Clock } from "../platform/clock.ts";

export interface VirtualClock extends Clock {
  /** Runs `run` when `ms` is reached; a moment that has passed is due at once. Returns how to take it back. */
  at(ms: number, run: () => void): () => void;
  /** When the next thing is due, in epoch milliseconds; undefined when nothing is. */
  nextDueMs(): number | undefined;
  /** Jumps to the next due moment and runs one thing that is due then. False when nothing is due. */
  fireNext(): boolean;
  /** Moves to `ms` without running anything; never back, and never past what is due. */
  moveTo(ms: number): void;
  /** How many are in `sleep` now. */
  readonly sleepers: number;
}

export interface VirtualClockOptions {
  readonly startMs: number;
  /** Order among things due at the same moment; without it, the order in which they were asked for. */
  readonly random?: () => number;
}

interface Due {
  readonly ms: number;
  readonly tie: number;
  readonly run: () => void;
}

/** A clock that stands at `startMs` until it is driven. */
export function virtualClock({ startMs, random }: VirtualClockOptions): VirtualClock {
  /** Latest first, so that the next one is taken from the end. */
  const due: Due[] = [];
  let nowMs = startMs;
  let asked = 0;
  let sleepers = 0;

  const at = (ms: number, run: () => void): (() => void) => {
    asked += 1;
    const entry = { ms: Math.max(ms, nowMs), tie: random?.() ?? asked, run };
    due.splice(placeOf(due, entry), 0, entry);
    return () => {
      const index = due.indexOf(entry);
      if (index >= 0) due.splice(index, 1);
    };
  };

  return {
    speed: 1,
    nowMs: () => nowMs,
    at,
    nextDueMs: () => due.at(-1)?.ms,
    fireNext: () => {
      const next = due.pop();
      if (next === undefined) return false;
      nowMs = next.ms;
      next.run();
      return true;
    },
    moveTo: (ms) => {
      nowMs = Math.max(nowMs, Math.min(ms, due.at(-1)?.ms ?? ms));
    },
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.resolve();
      sleepers += 1;
      return new Promise((resolve) => {
        const awake = (): void => {
          takeBack();
          signal?.removeEventListener("abort", awake);
          sleepers -= 1;
          resolve();
        };
        const takeBack = at(nowMs + ms, awake);
        signal?.addEventListener("abort", awake, { once: true });
      });
    },
    get sleepers() {
      return sleepers;
    },
  };
}

/** Where `entry` belongs in a list ordered from the latest to the next. */
function placeOf(due: readonly Due[], entry: Due): number {
  let low = 0;
  let high = due.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = due[middle];
    if (other !== undefined && isLater(other, entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isLater(one: Due, other: Due): boolean {
  return one.ms === other.ms ? one.tie > other.tie : one.ms > other.ms;
}
