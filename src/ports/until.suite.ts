import type { Clock } from "../platform/clock.ts";

/** How a suite waits for the outside: by looking again and again, on whatever clock it goes by. */
export interface Patience {
  readonly clock: Clock;
  /** Between two looks, in the clock's own time. */
  readonly lookEveryMs: number;
  /** When it gives up, in the clock's own time; realistic upgrades take minutes. */
  readonly patienceMs: number;
}

/** Looks until what is seen holds, and returns that. Throws with what was seen last when patience ends. */
export async function until<Seen>(
  { clock, lookEveryMs, patienceMs }: Patience,
  look: () => Promise<Seen>,
  holds: (seen: Seen) => boolean,
): Promise<Seen> {
  const endMs = clock.nowMs() + patienceMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (clock.nowMs() >= endMs) {
      throw new Error(`not within ${patienceMs} ms; seen last: ${JSON.stringify(seen)}`);
    }
    await clock.sleep(lookEveryMs);
  }
}
