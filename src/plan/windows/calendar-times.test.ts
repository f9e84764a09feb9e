import { expect, it } from "vitest";
import type { Calendar } from "../../model/plan.ts";
import type { Day, Freeze, Window } from "../../model/window.ts";
import { calendarTimes, type StartVerdict } from "./calendar-times.ts";
import { momentWords, windowWords } from "./window-words.ts";

const HOUR_MS = 3_600_000;
const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string =>
  ms === Number.POSITIVE_INFINITY ? "never" : new Date(ms).toISOString().slice(0, 16);

const window = (days: readonly Day[], start: string, end: string): Window => ({
  days,
  start,
  end,
  timeZone: "Europe/Paris",
});
const freeze = (name: string, from: string, until: string): Freeze => ({
  name,
  from,
  until,
  timeZone: "Europe/Paris",
  reason: "r",
  by: "b",
});
const WORK = [window(["Tue", "Wed", "Thu"], "09:00", "16:00")];
const ALL: readonly Day[] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A verdict in a line: what, by how much, because of which freeze, and when instead. */
function told(verdict: StartVerdict): string {
  if (verdict.kind === "now") return `now, until ${iso(verdict.closesAtMs)}`;
  const { next } = verdict;
  const late = verdict.kind === "late" ? ` by ${verdict.byMs / HOUR_MS}h` : "";
  const name = verdict.kind === "closed" ? undefined : verdict.freeze?.name;
  const why = name === undefined ? "" : ` (${name})`;
  const instead = next.kind === "at" ? iso(next.startMs) : `never, ${next.longestMs / HOUR_MS}h`;
  return `${verdict.kind}${late}${why}, then ${instead}`;
}

it.each<[string, Partial<Calendar>, string, number, string]>([
  ["inside its window", { windows: WORK }, "2026-11-24T10:00Z", 4, "now, until 2026-11-24T15:00"],
  ["to the minute", { windows: WORK }, "2026-11-24T11:00Z", 4, "now, until 2026-11-24T15:00"],
  [
    "too late for its length",
    { windows: WORK },
    "2026-11-24T12:00Z",
    4,
    "late by 1h, then 2026-11-25T08:00",
  ],
  ["closed", { windows: WORK }, "2026-11-26T15:00Z", 4, "closed, then 2026-12-01T08:00"],
  ["longer than any", { windows: WORK }, "2026-11-26T15:00Z", 8, "closed, then never, 7h"],
  [
    "longer than any, while one is open",
    { windows: WORK },
    "2026-11-24T14:00Z",
    8,
    "late by 7h, then never, 7h",
  ],
  [
    "always open",
    { windows: [window(ALL, "00:00", "24:00")] },
    "2026-11-24T14:00Z",
    300,
    "now, until never",
  ],
  ["no windows at all", {}, "2026-11-24T14:00Z", 300, "now, until never"],
  [
    "frozen, without windows",
    { freezes: [freeze("f", "2026-11-24", "2026-11-26")] },
    "2026-11-24T14:00Z",
    4,
    "frozen (f), then 2026-11-25T23:00",
  ],
  [
    "frozen for longer than is looked at",
    { windows: WORK, freezes: [freeze("f", "2026-11-24", "2027-03-01")] },
    "2026-11-24T14:00Z",
    4,
    "frozen (f), then 2027-03-02T08:00",
  ],
  [
    "would run into a freeze",
    { windows: WORK, freezes: [freeze("f", "2026-11-24T14:00", "2026-11-25")] },
    "2026-11-24T12:00Z",
    2,
    "late by 1h (f), then 2026-11-25T08:00",
  ],
  [
    "between two freezes of a day",
    {
      windows: WORK,
      freezes: [
        freeze("late", "2026-11-24T15:00", "2026-11-25"),
        freeze("early", "2026-11-24", "2026-11-24T11:00"),
        freeze("long over", "2026-10-01", "2026-10-02"),
      ],
    },
    "2026-11-24T09:00Z",
    3,
    "frozen (early), then 2026-11-24T10:00",
  ],
  [
    "a freeze ends as the next begins",
    {
      freezes: [freeze("a", "2026-11-24", "2026-11-25"), freeze("b", "2026-11-25", "2026-11-26")],
    },
    "2026-11-24T09:00Z",
    3,
    "frozen (a), then 2026-11-25T23:00",
  ],
  [
    "a freeze inside another",
    {
      freezes: [
        freeze("outer", "2026-11-24", "2026-11-27"),
        freeze("inner", "2026-11-25", "2026-11-26"),
      ],
    },
    "2026-11-24T09:00Z",
    3,
    "frozen (outer), then 2026-11-26T23:00",
  ],
])("when work may start: %s", (_, { windows = [], freezes = [] }, now, hours, expected) => {
  const times = calendarTimes({ windows, freezes }, at(now));
  expect(told(times.verdict(hours * HOUR_MS))).toBe(expected);
  // Asked again it says the same.
  expect(told(times.verdict(hours * HOUR_MS))).toBe(expected);
});

it("says days that follow each other as a span", () => {
  expect(windowWords(window(["Thu", "Tue", "Wed"], "09:00", "16:00"))).toBe(
    "Tue-Thu 09:00-16:00 Europe/Paris",
  );
  expect(windowWords(window(["Mon", "Wed", "Thu", "Sun"], "09:00", "16:00"))).toBe(
    "Mon, Wed, Thu, Sun 09:00-16:00 Europe/Paris",
  );
});

it("says an instant in a zone, with seconds where there are some", () => {
  expect(momentWords(at("2026-11-26T08:00:00Z"), "Europe/Paris")).toBe(
    "Thu 2026-11-26 09:00 Europe/Paris",
  );
  expect(momentWords(at("2027-03-28T01:00:05Z"), "Europe/Paris")).toBe(
    "Sun 2027-03-28 03:00:05 Europe/Paris",
  );
});
