import { formatDuration } from "../../model/duration.ts";
import type { Window } from "../../model/window.ts";
import { type Opening, openingsWithin } from "./openings.ts";

const DAY_MS = 86_400_000;

/**
 * Every window opens once in a week, and once in two where the clocks skip it: what did not come in
 * these days never comes. Near days are looked at first, because they mostly have the answer.
 */
const LOOK_AHEAD_DAYS = [2, 8, 16] as const;
const HORIZON_MS = 16 * DAY_MS;

/** Whether upgrades may start at an instant; without windows they always may. */
export function isOpen(windows: readonly Window[], nowMs: number): boolean {
  return windows.length === 0 || openingsWithin(windows, nowMs, nowMs).some(holds(nowMs));
}

/** When the opening of an instant closes: that instant where none is open, Infinity where it never does. */
export function closingOf(windows: readonly Window[], nowMs: number): number {
  if (windows.length === 0) return Number.POSITIVE_INFINITY;
  for (const days of LOOK_AHEAD_DAYS) {
    const untilMs = nowMs + days * DAY_MS;
    const opening = openingsWithin(windows, nowMs, untilMs).find(holds(nowMs));
    if (opening === undefined) return nowMs;
    if (opening.closesAtMs < untilMs) return opening.closesAtMs;
  }
  return Number.POSITIVE_INFINITY;
}

/** The first opening that begins after an instant; undefined when there is none, or no end of the one now. */
export function nextOpening(windows: readonly Window[], fromMs: number): Opening | undefined {
  for (const days of LOOK_AHEAD_DAYS) {
    const untilMs = fromMs + days * DAY_MS;
    const next = openingsWithin(windows, fromMs, untilMs).find(
      ({ opensAtMs }) => opensAtMs > fromMs,
    );
    if (next === undefined) continue;
    // It may go on in a window that opens later than was looked.
    return { opensAtMs: next.opensAtMs, closesAtMs: closingOf(windows, next.opensAtMs) };
  }
  return undefined;
}

/** Whether work of some length fits, when it starts at an instant. */
export type Fit =
  /** `spareMs` is Infinity where the windows never close. */
  | { readonly kind: "fits"; readonly spareMs: number }
  | { readonly kind: "late"; readonly byMs: number }
  | { readonly kind: "closed"; readonly opensAtMs: number | undefined };

/** What comes of starting work of `durationMs` at `startMs`; to end as the window closes is to fit. */
export function fitOf(windows: readonly Window[], durationMs: number, startMs: number): Fit {
  if (!isOpen(windows, startMs)) {
    return { kind: "closed", opensAtMs: nextOpening(windows, startMs)?.opensAtMs };
  }
  const spareMs = closingOf(windows, startMs) - startMs - durationMs;
  return spareMs >= 0 ? { kind: "fits", spareMs } : { kind: "late", byMs: -spareMs };
}

/** `would end 40m after the window`; whole minutes, rounded up. */
export function fitWords(fit: Fit): string {
  switch (fit.kind) {
    case "fits":
      return Number.isFinite(fit.spareMs) ? `fits, with ${minutes(fit.spareMs)} to spare` : "fits";
    case "late":
      return `would end ${minutes(Math.ceil(fit.byMs / 60_000) * 60_000)} after the window`;
    case "closed":
      return fit.opensAtMs === undefined ? "no window ever opens" : "the window is closed";
  }
}

function minutes(ms: number): string {
  return formatDuration(Math.floor(ms / 60_000) * 60_000);
}

/** The earliest start from which work of some length fits, or how long the longest opening is. */
export type NextFit =
  | { readonly kind: "at"; readonly startMs: number }
  | { readonly kind: "never"; readonly longestMs: number };

/** When work of `durationMs` may start at the earliest, now included. */
export function nextThatFits(
  windows: readonly Window[],
  durationMs: number,
  fromMs: number,
): NextFit {
  if (fitOf(windows, durationMs, fromMs).kind === "fits") return { kind: "at", startMs: fromMs };
  let longestMs = 0;
  let opening = nextOpening(windows, fromMs);
  while (opening !== undefined && opening.opensAtMs <= fromMs + HORIZON_MS) {
    const lengthMs = opening.closesAtMs - opening.opensAtMs;
    if (lengthMs >= durationMs) return { kind: "at", startMs: opening.opensAtMs };
    longestMs = Math.max(longestMs, lengthMs);
    opening = nextOpening(windows, opening.opensAtMs);
  }
  return { kind: "never", longestMs };
}

function holds(atMs: number): (opening: Opening) => boolean {
  return ({ opensAtMs, closesAtMs }) => opensAtMs <= atMs && atMs < closesAtMs;
}
