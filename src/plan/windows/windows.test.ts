import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAYS, type Day, type Freeze, type Window } from "../../model/window.ts";
import { frozenAt } from "./freezes.ts";
import { freezeWords, windowWords } from "./window-words.ts";
import { closingOf, fitOf, fitWords, isOpen, nextOpening, nextThatFits } from "./windows.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const at = (text: string): number => Date.parse(text);
const iso = (ms: number | undefined): string | undefined =>
  ms === undefined || ms === Number.POSITIVE_INFINITY
    ? String(ms)
    : new Date(ms).toISOString().slice(0, 16);

const window = (days: string, start: string, end: string, timeZone: string): Window => ({
  days: days.split(" ").map((day) => DAYS.find((name) => name === day) ?? "Mon"),
  start,
  end,
  timeZone,
});
const ALL = DAYS.join(" ");
const WORK = [window("Tue Wed Thu", "09:00", "16:00", "Europe/Paris")];
const NIGHT = [window("Fri", "22:00", "02:00", "Europe/Paris")];

describe("whether a window is open", () => {
  it.each<[string, readonly Window[], string, boolean]>([
    ["its start is inside", WORK, "2026-11-24T08:00Z", true],
    ["before it", WORK, "2026-11-24T07:59Z", false],
    ["its last minute", WORK, "2026-11-24T14:59Z", true],
    ["its end is outside", WORK, "2026-11-24T15:00Z", false],
    ["another day", WORK, "2026-11-23T10:00Z", false],
    ["Friday's night on Saturday", NIGHT, "2026-11-28T00:30Z", true],
    ["not Thursday's night on Friday", NIGHT, "2026-11-27T00:30Z", false],
    ["no windows at all", [], "2026-11-27T00:30Z", true],
  ])("%s", (_, windows, now, open) => {
    expect(isOpen(windows, at(now))).toBe(open);
  });
});

it.each<[string, readonly Window[], string, string | undefined, string | undefined]>([
  ["an ordinary week", WORK, "2026-11-20T12:00Z", "2026-11-24T08:00", "2026-11-24T15:00"],
  [
    "Paris: a start in the gap",
    [window("Sun", "02:30", "05:00", "Europe/Paris")],
    "2026-03-28T12:00Z",
    "2026-03-29T01:00",
    "2026-03-29T03:00",
  ],
  [
    "Paris: all of it in the gap",
    [window("Sun", "02:10", "02:50", "Europe/Paris")],
    "2026-03-28T12:00Z",
    "2026-04-05T00:10",
    "2026-04-05T00:50",
  ],
  [
    "Paris: an end in the gap",
    [window("Sun", "01:00", "02:30", "Europe/Paris")],
    "2026-03-28T12:00Z",
    "2026-03-29T00:00",
    "2026-03-29T01:00",
  ],
  [
    "Paris: both of them twice",
    [window("Sun", "02:15", "02:45", "Europe/Paris")],
    "2026-10-24T12:00Z",
    "2026-10-25T00:15",
    "2026-10-25T01:45",
  ],
  [
    "New York: a start in the gap",
    [window("Sun", "02:30", "04:00", "America/New_York")],
    "2026-03-07T12:00Z",
    "2026-03-08T07:00",
    "2026-03-08T08:00",
  ],
  [
    "New York: an end that comes twice",
    [window("Sat", "23:00", "01:30", "America/New_York")],
    "2026-10-31T12:00Z",
    "2026-11-01T03:00",
    "2026-11-01T06:30",
  ],
  [
    "Lord Howe: half an hour is skipped",
    [window("Sun", "02:15", "03:00", "Australia/Lord_Howe")],
    "2026-10-03T00:00Z",
    "2026-10-03T15:30",
    "2026-10-03T16:00",
  ],
  [
    "Lord Howe: half an hour comes twice",
    [window("Sun", "01:45", "03:00", "Australia/Lord_Howe")],
    "2026-04-04T00:00Z",
    "2026-04-04T14:45",
    "2026-04-04T16:30",
  ],
  [
    "Kathmandu: a quarter of an hour",
    [window("Mon", "09:00", "10:00", "Asia/Kathmandu")],
    "2026-11-21T00:00Z",
    "2026-11-23T03:15",
    "2026-11-23T04:15",
  ],
  [
    "Apia: the Friday that was left out",
    [window("Fri", "09:00", "17:00", "Pacific/Apia")],
    "2011-12-28T00:00Z",
    "2012-01-05T19:00",
    "2012-01-06T03:00",
  ],
  [
    "Apia: Thursday's night ends with it",
    [window("Thu", "22:00", "02:00", "Pacific/Apia")],
    "2011-12-28T00:00Z",
    "2011-12-30T08:00",
    "2011-12-30T10:00",
  ],
  [
    "days that follow each other are one",
    [window("Sat Sun", "00:00", "24:00", "UTC")],
    "2026-11-20T12:00Z",
    "2026-11-21T00:00",
    "2026-11-23T00:00",
  ],
  [
    "windows that overlap are one",
    [...WORK, window("Tue", "12:00", "18:00", "UTC")],
    "2026-11-20T12:00Z",
    "2026-11-24T08:00",
    "2026-11-24T18:00",
  ],
  [
    "one inside another changes nothing",
    [window("Tue", "08:00", "18:00", "UTC"), window("Tue", "09:00", "10:00", "UTC")],
    "2026-11-20T12:00Z",
    "2026-11-24T08:00",
    "2026-11-24T18:00",
  ],
  [
    "always open: none opens",
    [window(ALL, "00:00", "24:00", "UTC")],
    "2026-11-20T12:00Z",
    undefined,
    undefined,
  ],
  ["no windows: none opens", [], "2026-11-20T12:00Z", undefined, undefined],
])("the next opening, where clocks change: %s", (_, windows, from, opens, closes) => {
  const next = nextOpening(windows, at(from));
  expect([next && iso(next.opensAtMs), next && iso(next.closesAtMs)]).toEqual([opens, closes]);
});

describe("whether work fits", () => {
  it.each<[string, readonly Window[], number, string, string]>([
    ["with time to spare", WORK, 5 * HOUR_MS, "2026-11-24T08:30Z", "fits, with 1h30m to spare"],
    ["to the minute", WORK, 7 * HOUR_MS, "2026-11-24T08:00Z", "fits, with 0s to spare"],
    ["too long", WORK, 2 * HOUR_MS, "2026-11-24T13:40Z", "would end 40m after the window"],
    [
      "too long by a second",
      WORK,
      7 * HOUR_MS + 1000,
      "2026-11-24T08:00Z",
      "would end 1m after the window",
    ],
    ["closed", WORK, HOUR_MS, "2026-11-24T15:00Z", "the window is closed"],
    ["always open", [window(ALL, "00:00", "24:00", "UTC")], HOUR_MS, "2026-11-24T15:00Z", "fits"],
    ["never closed", [], HOUR_MS, "2026-11-24T15:00Z", "fits"],
  ])("%s", (_, windows, durationMs, start, words) => {
    expect(fitWords(fitOf(windows, durationMs, at(start)))).toBe(words);
  });

  it("windows that never open say so", () => {
    expect(fitWords({ kind: "closed", opensAtMs: undefined })).toBe("no window ever opens");
  });

  it.each<[string, readonly Window[], number, string, string]>([
    ["now", WORK, 3 * HOUR_MS, "2026-11-24T12:00Z", "2026-11-24T12:00"],
    ["tomorrow", WORK, 4 * HOUR_MS, "2026-11-24T12:00Z", "2026-11-25T08:00"],
    [
      "in the longer of two",
      [...WORK, window("Sat", "00:00", "12:00", "UTC")],
      8 * HOUR_MS,
      "2026-11-24T12:00Z",
      "2026-11-28T00:00",
    ],
    ["never, and the longest is told", WORK, 8 * HOUR_MS, "2026-11-24T12:00Z", "7 h"],
  ])("the next that fits: %s", (_, windows, durationMs, from, found) => {
    const next = nextThatFits(windows, durationMs, at(from));
    expect(next.kind === "at" ? iso(next.startMs) : `${next.longestMs / HOUR_MS} h`).toBe(found);
  });
});

describe("freezes", () => {
  const freeze = (name: string, from: string, until: string, timeZone?: string): Freeze => ({
    name,
    from,
    until,
    ...(timeZone !== undefined && { timeZone }),
    reason: "closing",
    by: "finance",
  });
  const YEAR_END = freeze("year-end", "2026-12-18", "2027-01-07", "Europe/Paris");

  it.each([
    ["2026-12-17T22:59:59Z", undefined],
    ["2026-12-17T23:00:00Z", "2027-01-06T23:00"],
    ["2027-01-06T22:59:59Z", "2027-01-06T23:00"],
    ["2027-01-06T23:00:00Z", undefined],
  ])("days of a zone: at %s frozen until %s", (now, until) => {
    const frozen = frozenAt([YEAR_END], at(now));
    expect(frozen && iso(frozen.untilMs)).toBe(until);
  });

  it.each([
    [
      "a day that has no midnight",
      freeze("a", "2026-09-06", "2026-09-07", "America/Santiago"),
      "2026-09-06T04:00:00Z",
    ],
    [
      "a clock time of a zone",
      freeze("a", "2026-12-18T18:00", "2026-12-19", "Asia/Kathmandu"),
      "2026-12-18T12:15:00Z",
    ],
    [
      "a time with an offset",
      freeze("a", "2026-12-18T18:00:00+02:00", "2026-12-18T18:00Z"),
      "2026-12-18T16:00:00Z",
    ],
  ])("begins at its first instant: %s", (_, one, begins) => {
    expect(frozenAt([one], at(begins) - 1)).toBeUndefined();
    expect(frozenAt([one], at(begins))?.freeze).toBe(one);
  });

  it("of several the one that ends last counts", () => {
    const longer = freeze("longer", "2026-12-20", "2027-02-01", "UTC");
    expect(frozenAt([YEAR_END, longer], at("2026-12-24T00:00Z"))?.freeze.name).toBe("longer");
  });

  it("in words", () => {
    expect(freezeWords(YEAR_END)).toBe(
      'freeze "year-end" until 2027-01-07 (closing; set by finance)',
    );
    expect(WORK.map(windowWords)).toEqual(["Tue-Thu 09:00-16:00 Europe/Paris"]);
  });
});

/** What the clocks of a zone show, by Node's own tables, in minutes since 1970 as if of UTC. */
function clockIn(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  return (ms) => {
    const parts = Object.fromEntries(
      format.formatToParts(ms).map(({ type, value }) => [type, value]),
    );
    const { year, month, day, hour, minute } = parts;
    const wall = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
    );
    return wall / MINUTE_MS;
  };
}

const DAY_MINUTES = 24 * 60;

const scanned = new Map<string, readonly { readonly ms: number; readonly wall: number }[]>();

/** What the clocks show in each minute of a span and three days around it, read once for each zone and span. */
function shownIn(timeZone: string, fromMs: number, untilMs: number) {
  const key = `${timeZone} ${fromMs} ${untilMs}`;
  const known = scanned.get(key);
  if (known !== undefined) return known;
  const wall = clockIn(timeZone);
  const shown: { readonly ms: number; readonly wall: number }[] = [];
  const around = 3 * DAY_MINUTES * MINUTE_MS;
  for (let ms = fromMs - around; ms <= untilMs + around; ms += MINUTE_MS) {
    shown.push({ ms, wall: wall(ms) });
  }
  scanned.set(key, shown);
  return shown;
}

/**
 * Minute for minute, from what clocks show and nothing else: an opening begins at the first minute
 * whose clock is at or behind the start of a day, and ends behind the last that shows a time before the end.
 */
function scan({ days, start, end, timeZone }: Window, fromMs: number, untilMs: number) {
  const shown = shownIn(timeZone, fromMs, untilMs);
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const first = Math.floor((shown[0]?.wall ?? 0) / DAY_MINUTES) + 1;
  const last = Math.floor((shown.at(-1)?.wall ?? 0) / DAY_MINUTES) - 2;
  const openings: [number, number][] = [];
  for (let day = first; day <= last; day += 1) {
    // 1970 began on a Thursday.
    const name = DAYS[(day + 3) % 7];
    if (name === undefined || !days.includes(name)) continue;
    const opens = day * DAY_MINUTES + minutes(start);
    const closes = day * DAY_MINUTES + minutes(end) + (end > start ? 0 : DAY_MINUTES);
    const from = shown.find(({ wall }) => wall >= opens)?.ms ?? 0;
    const twice = shown.findLast(({ wall }) => wall === closes)?.ms;
    const until = twice ?? shown.find(({ wall }) => wall >= closes)?.ms ?? 0;
    if (from < until) openings.push([from, until]);
  }
  return (ms: number): boolean => openings.some(([from, until]) => from <= ms && ms < until);
}

describe("against a scan of every minute", () => {
  /** Shortly before clocks change, or before nothing happens. */
  const starts: readonly (readonly [string, string])[] = [
    ["Europe/Paris", "2026-03-28T00:00Z"],
    ["Europe/Paris", "2026-10-24T00:00Z"],
    ["America/New_York", "2026-03-07T12:00Z"],
    ["America/New_York", "2026-10-31T12:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T00:00Z"],
    ["Australia/Lord_Howe", "2026-10-03T00:00Z"],
    ["Asia/Kathmandu", "2026-11-21T00:00Z"],
    ["Pacific/Apia", "2011-12-29T00:00Z"],
  ];
  const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
    const two = (number: number) => String(number).padStart(2, "0");
    return `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
  });

  it("is open in the same minutes, and closes and opens when they say so", () => {
    const days = fc.subarray<Day>([...DAYS], { minLength: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...starts), days, time, time, (start, names, opens, closes) => {
        fc.pre(opens !== closes);
        const [timeZone, from] = start;
        const one: Window = { days: names, start: opens, end: closes, timeZone };
        const [fromMs, untilMs] = [at(from), at(from) + 2 * DAY_MINUTES * MINUTE_MS];
        const open = scan(one, fromMs, untilMs);
        for (let ms = fromMs; ms < untilMs; ms += 15 * MINUTE_MS) {
          if (isOpen([one], ms) !== open(ms)) throw new Error(`${iso(ms)}: ${open(ms)} expected`);
        }
        const closing = closingOf([one], fromMs);
        if (open(fromMs) && closing < untilMs) {
          expect([open(closing - MINUTE_MS), open(closing)]).toEqual([true, false]);
        }
        const next = nextOpening([one], fromMs);
        if (next !== undefined && next.opensAtMs < untilMs) {
          expect([open(next.opensAtMs - MINUTE_MS), open(next.opensAtMs)]).toEqual([false, true]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
