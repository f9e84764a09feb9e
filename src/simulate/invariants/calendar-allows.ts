/**
 * Whether a calendar lets something start at an instant, reckoned the plain way: what a clock on the
 * wall shows in the window's zone, and nothing else. Made apart from production's, to be held
 * against it; the nights on which clocks are set are for the stories.
 */
import type { Calendar } from "../../model/plan.ts";
import { DAYS, type Day, type Freeze, type Window } from "../../model/window.ts";

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What stands in the way, in words; undefined when nothing does. */
export function whyNotNow({ windows, freezes }: Calendar, atMs: number): string | undefined {
  const frozen = freezes.find((freeze) => isFrozen(freeze, atMs));
  if (frozen !== undefined) return `the freeze ${frozen.name} is in force`;
  return windows.length === 0 || windows.some((window) => isOpen(window, atMs))
    ? undefined
    : "no window is open";
}

/** Only freezes that say their instants whole: those of small fleets do. */
function isFrozen({ from, until }: Freeze, atMs: number): boolean {
  return Date.parse(from) <= atMs && atMs < Date.parse(until);
}

/** A window belongs to the day on which it opens (semantics 6). */
function isOpen({ days, start, end, timeZone }: Window, atMs: number): boolean {
  const { day, time } = wallClock(atMs, timeZone);
  const yesterday = DAYS[(DAYS.indexOf(day) + 6) % 7];
  if (start < end) return days.includes(day) && start <= time && time < end;
  const sinceToday = days.includes(day) && time >= start;
  return sinceToday || (yesterday !== undefined && days.includes(yesterday) && time < end);
}

function wallClock(atMs: number, timeZone: string): { readonly day: Day; readonly time: string } {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  clocks.set(timeZone, clock);
  const parts = new Map(clock.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const day = DAYS.find((one) => one === parts.get("weekday")) ?? "Mon";
  return { day, time: `${parts.get("hour")}:${parts.get("minute")}` };
}
