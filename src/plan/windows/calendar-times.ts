import type { Calendar } from "../../model/plan.ts";
import type { Freeze } from "../../model/window.ts";
import { freezeSpan, frozenAt } from "./freezes.ts";
import { openingsWithin } from "./openings.ts";

/** Every window opens within these days, wherever clocks change; what is open for all of them never closes. */
const HORIZON_MS = 16 * 86_400_000;

/** A span in which a calendar lets upgrades start: inside a window, and outside of every freeze. */
interface FreeSpan {
  readonly fromMs: number;
  /** Infinity where nothing ends it. */
  readonly untilMs: number;
  /** The freeze that ends it; left out, its window does. */
  readonly endedBy?: Freeze;
}

/** The earliest start that fits, or how long the longest span is. */
export type NextStart =
  | { readonly kind: "at"; readonly startMs: number }
  | { readonly kind: "never"; readonly longestMs: number };

/** Whether work of some length may start at the instant that was asked for. */
export type StartVerdict =
  /** `closesAtMs` is Infinity where nothing ever closes it. */
  | { readonly kind: "now"; readonly closesAtMs: number }
  | { readonly kind: "frozen"; readonly freeze: Freeze; readonly next: NextStart }
  | { readonly kind: "closed"; readonly next: NextStart }
  /** It would end so long after the window, or after the freeze has begun. */
  | {
      readonly kind: "late";
      readonly byMs: number;
      readonly freeze?: Freeze;
      readonly next: NextStart;
    };

/** One calendar as it is seen at one instant; what is slow to find out is found out once. */
export interface CalendarTimes {
  readonly calendar: Calendar;
  /** Whether work of `durationMs` may start now: that it is likely to end in time, freezes included. */
  verdict(durationMs: number): StartVerdict;
}

/** Looks a calendar up at an instant. */
export function calendarTimes(calendar: Calendar, nowMs: number): CalendarTimes {
  const { windows, freezes } = calendar;
  const frozen = frozenAt(freezes, nowMs);
  const points = [nowMs, ...freezes.map((freeze) => freezeSpan(freeze).untilMs)]
    .filter((atMs) => atMs >= nowMs)
    .toSorted((a, b) => a - b);
  const known = new Map<number, readonly FreeSpan[]>();
  const spansFrom = (fromMs: number): readonly FreeSpan[] => {
    const spans = known.get(fromMs) ?? freeSpans({ windows, freezes }, fromMs);
    known.set(fromMs, spans);
    return spans;
  };
  const nextFor = (durationMs: number): NextStart => {
    let longestMs = 0;
    // Behind a freeze that is longer than what is looked at, the calendar is looked at again.
    for (const point of points) {
      for (const { fromMs, untilMs } of spansFrom(point)) {
        const startMs = Math.max(fromMs, point);
        if (untilMs - startMs >= durationMs) return { kind: "at", startMs };
        // What is left of one that is open already says nothing of the others.
        if (fromMs >= point) longestMs = Math.max(longestMs, untilMs - fromMs);
      }
    }
    return { kind: "never", longestMs };
  };
  return {
    calendar,
    verdict: (durationMs) => {
      if (frozen !== undefined)
        return { kind: "frozen", freeze: frozen.freeze, next: nextFor(durationMs) };
      const open = spansFrom(nowMs).find(
        ({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs,
      );
      if (open === undefined) return { kind: "closed", next: nextFor(durationMs) };
      const byMs = nowMs + durationMs - open.untilMs;
      if (byMs <= 0) return { kind: "now", closesAtMs: open.untilMs };
      const { endedBy } = open;
      const next = nextFor(durationMs);
      return { kind: "late", byMs, ...(endedBy !== undefined && { freeze: endedBy }), next };
    },
  };
}

/** The spans that touch the days from an instant on, in order. */
function freeSpans({ windows, freezes }: Calendar, fromMs: number): readonly FreeSpan[] {
  const horizonMs = fromMs + HORIZON_MS;
  const openings =
    windows.length === 0
      ? [{ opensAtMs: fromMs, closesAtMs: Number.POSITIVE_INFINITY }]
      : openingsWithin(windows, fromMs, horizonMs);
  const cuts = freezes
    .map((freeze) => ({ freeze, ...freezeSpan(freeze) }))
    .toSorted((a, b) => a.fromMs - b.fromMs);
  return openings.flatMap(({ opensAtMs, closesAtMs }): readonly FreeSpan[] => {
    const spans: FreeSpan[] = [];
    // What is open for all of these days is never closed; what begins near their end may be longer.
    const isEndless = opensAtMs <= fromMs && closesAtMs >= horizonMs;
    const closesMs = isEndless ? Number.POSITIVE_INFINITY : closesAtMs;
    let startMs = opensAtMs;
    for (const { freeze, fromMs: frozenMs, untilMs } of cuts) {
      if (frozenMs >= closesMs || untilMs <= startMs) continue;
      if (frozenMs > startMs) spans.push({ fromMs: startMs, untilMs: frozenMs, endedBy: freeze });
      startMs = untilMs;
    }
    return startMs < closesMs ? [...spans, { fromMs: startMs, untilMs: closesMs }] : spans;
  });
}
