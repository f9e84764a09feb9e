import type { Temporal } from "temporal-polyfill";
import { DAYS, type Window } from "../../model/window.ts";
import { dayAt, instantOf } from "./zone-time.ts";

/** A span in which upgrades may start: the opening is inside, the closing is outside. */
export interface Opening {
  readonly opensAtMs: number;
  readonly closesAtMs: number;
}

/** A window of yesterday may still be open, and one day more where a zone left a day out. */
const DAYS_BACK = 2;

/**
 * The openings that touch a span of time, in order; those that overlap or follow each other without
 * a pause are one. At both ends they are as they are, and not cut; but windows that do not touch the
 * span are not looked at, so that an opening that reaches beyond it may really be longer.
 */
export function openingsWithin(
  windows: readonly Window[],
  fromMs: number,
  untilMs: number,
): readonly Opening[] {
  const single = windows
    .flatMap((window) => ofWindow(window, fromMs, untilMs))
    .filter(({ opensAtMs, closesAtMs }) => opensAtMs <= untilMs && closesAtMs > fromMs)
    .toSorted((a, b) => a.opensAtMs - b.opensAtMs);
  const merged: Opening[] = [];
  for (const next of single) {
    const last = merged.at(-1);
    if (last === undefined || next.opensAtMs > last.closesAtMs) merged.push(next);
    else {
      const closesAtMs = Math.max(last.closesAtMs, next.closesAtMs);
      merged.splice(-1, 1, { ...last, closesAtMs });
    }
  }
  return merged;
}

function ofWindow(window: Window, fromMs: number, untilMs: number): readonly Opening[] {
  const { timeZone } = window;
  const openings: Opening[] = [];
  const lastDay = dayAt(untilMs, timeZone).toString();
  let day = dayAt(fromMs, timeZone).subtract({ days: DAYS_BACK });
  // Days in their ISO form are in the order of their letters.
  for (; day.toString() <= lastDay; day = day.add({ days: 1 })) {
    if (window.days.some((name) => DAYS.indexOf(name) + 1 === day.dayOfWeek)) {
      openings.push(onDay(window, day));
    }
  }
  // Where the clocks skip the whole of a window, it does not open.
  return openings.filter(({ opensAtMs, closesAtMs }) => opensAtMs < closesAtMs);
}

/** It belongs to the day on which it opens; an end that is not after its start is of the day after. */
function onDay({ start, end, timeZone }: Window, day: Temporal.PlainDate): Opening {
  const lastDay = end > start ? day : day.add({ days: 1 });
  return {
    opensAtMs: instantOf(day, start, timeZone, "first"),
    closesAtMs: instantOf(lastDay, end, timeZone, "last"),
  };
}
