import { Temporal } from "temporal-polyfill";
import type { Freeze } from "../../model/window.ts";

/** A freeze that holds, and when it is over. */
export interface Frozen {
  readonly freeze: Freeze;
  readonly untilMs: number;
}

/** Of the freezes that hold at an instant the one that ends last; undefined when none holds. */
export function frozenAt(freezes: readonly Freeze[], nowMs: number): Frozen | undefined {
  return freezes
    .map((freeze) => ({ freeze, ...freezeSpan(freeze) }))
    .filter(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs)
    .toSorted((a, b) => b.untilMs - a.untilMs)
    .map(({ freeze, untilMs }) => ({ freeze, untilMs }))[0];
}

/** The instants of a freeze: its beginning is inside, its end is outside. */
export function freezeSpan({ from, until, timeZone = "UTC" }: Freeze): {
  readonly fromMs: number;
  readonly untilMs: number;
} {
  return { fromMs: momentOf(from, timeZone), untilMs: momentOf(until, timeZone) };
}

/** A day is its first instant, which is not midnight everywhere. */
function momentOf(text: string, timeZone: string): number {
  if (!text.includes("T")) {
    return Temporal.PlainDate.from(text).toZonedDateTime(timeZone).epochMilliseconds;
  }
  if (/(Z|[+-]\d{2}:\d{2})$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
}
