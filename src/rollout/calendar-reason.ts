import { formatDuration } from "../model/duration.ts";
import type { Calendar, Plan, PlannedCluster } from "../model/plan.ts";
import {
  calendarTimes,
  type CalendarTimes,
  type NextStart,
} from "../plan/windows/calendar-times.ts";
import { freezeWords, momentWords, windowWords } from "../plan/windows/window-words.ts";
import type { StartReason } from "./start-reason.ts";

/** Calendars as they are at the instant of one decision, each looked up once. */
export type Calendars = (key: string) => CalendarTimes | undefined;

export function calendarsAt(plan: Plan, nowMs: number): Calendars {
  const known = new Map<string, CalendarTimes>();
  return (key) => {
    const calendar = plan.calendars?.[key];
    if (calendar === undefined) return undefined;
    const times = known.get(key) ?? calendarTimes(calendar, nowMs);
    known.set(key, times);
    return times;
  };
}

/**
 * How long an upgrade is reckoned with when its windows are asked: nine in ten end sooner. Nothing is
 * where the plan says that it need not fit, or a second cluster is made beside the one that serves.
 */
function workMs(plan: Plan, { shape, forecast }: PlannedCluster): number {
  const strategy = plan.shapes[shape]?.strategy;
  const besides = strategy === "blue-green" || strategy === "canary";
  return plan.windowFit === "Ignore" || besides ? 0 : (forecast?.p90Ms ?? 0);
}

/** Why a cluster's calendar does not let it start now (I6); undefined when it does. */
export function calendarReason(
  plan: Plan,
  cluster: PlannedCluster,
  calendars: Calendars,
): StartReason | undefined {
  const { calendar: key = "" } = cluster;
  const times = calendars(key);
  if (times === undefined) return undefined;
  const durationMs = workMs(plan, cluster);
  const verdict = times.verdict(durationMs);
  if (verdict.kind === "now") return undefined;
  const { calendar } = times;
  const next = nextWords(calendar, verdict.next, durationMs);
  const until = verdict.next.kind === "at" ? { untilMs: verdict.next.startMs } : {};
  const timeZone = zoneOf(calendar);
  const common = { needsPerson: verdict.next.kind === "never", timeZone, ...until };
  switch (verdict.kind) {
    case "frozen": {
      const words = freezeWords(verdict.freeze);
      return {
        ...common,
        key: `freeze:${key}`,
        rule: "freeze",
        words: `${words}; ${next.one}`,
        wordsOfMany: `${words}; ${next.many}`,
      };
    }
    case "closed": {
      const words = windowsWords(calendar);
      return {
        ...common,
        key: `window:${key}`,
        rule: "window",
        words: `its window: ${words}; ${next.one}`,
        wordsOfMany: `the window ${words}; ${next.many}`,
      };
    }
    case "late": {
      const { freeze, byMs } = verdict;
      const late = formatDuration(Math.ceil(byMs / 60_000) * 60_000);
      const what =
        freeze === undefined
          ? `the window (${windowsWords(calendar)})`
          : `the beginning of ${freezeWords(freeze)}`;
      const words = `its window: it would end ${late} after ${what}; ${next.one}`;
      return {
        ...common,
        key: `window-fit:${key}`,
        rule: "window-fit",
        words,
        wordsOfMany: `a window that is long enough: the first would end ${late} after ${what}; ${next.many}`,
      };
    }
  }
}

function windowsWords({ windows }: Calendar): string {
  return windows.map(windowWords).join(" or ");
}

/** When it may start at the earliest, in the calendar's own zone, or what would let it. */
function nextWords(
  calendar: Calendar,
  next: NextStart,
  durationMs: number,
): { readonly one: string; readonly many: string } {
  if (next.kind === "at") {
    const at = momentWords(next.startMs, zoneOf(calendar));
    if (calendar.windows.length === 0)
      return { one: `earliest start ${at}`, many: `earliest start ${at}` };
    const length = durationMs === 0 ? "" : ` that fits its ${rounded(durationMs)}`;
    return {
      one: `the next${length} opens ${at}`,
      many: `the next${durationMs === 0 ? "" : " that fits"} opens ${at}`,
    };
  }
  const help =
    "what helps: a longer window in the fleet, or windowFit: Ignore in the rollout, then plan again";
  const none =
    next.longestMs === 0
      ? "no window ever opens"
      : `none is long enough: it takes up to ${rounded(durationMs)}, and the longest is ${rounded(next.longestMs)}`;
  return { one: `${none}; ${help}`, many: `${none}; ${help}` };
}

/** The zone that people wrote it in. */
export function zoneOf({ windows, freezes }: Calendar): string {
  return windows[0]?.timeZone ?? freezes[0]?.timeZone ?? "UTC";
}

/** Whole minutes, rounded up. */
function rounded(ms: number): string {
  return formatDuration(Math.ceil(ms / 60_000) * 60_000);
}
