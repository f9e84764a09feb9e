/**
 * Time that moves only when somebody moves it. Owns the list of what is due when; whoever drives
 * (the in-process host, a test) jumps from one due moment to the next, so that a week passes in
 * milliseconds and the same seed gives the same order.
 */
import type { Clock } from "../platform/clock.ts";
import { DueQueue } from "./due-queue.ts";

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

/** A clock that stands at `startMs` until it is driven. */
export function virtualClock({ startMs, random }: VirtualClockOptions): VirtualClock {
  const due = new DueQueue();
  let nowMs = startMs;
  let asked = 0;
  let sleepers = 0;

  const at = (ms: number, run: () => void): (() => void) => {
    asked += 1;
    return due.put({ ms: Math.max(ms, nowMs), tie: random?.() ?? asked, run });
  };

  return {
    speed: 1,
    nowMs: () => nowMs,
    at,
    nextDueMs: () => due.next()?.ms,
    fireNext: () => {
      const next = due.take();
      if (next === undefined) return false;
      nowMs = next.ms;
      next.run();
      return true;
    },
    moveTo: (ms) => {
      nowMs = Math.max(nowMs, Math.min(ms, due.next()?.ms ?? ms));
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
