import { expect, it } from "vitest";
import type { Window } from "../../model/window.ts";
import { windowFit } from "./window-fit.ts";

const HOUR_MS = 3_600_000;

const window = (days: Window["days"], start: string, end: string): Window => ({
  days,
  start,
  end,
  timeZone: "Europe/Paris",
});

const seven = window(["Tue"], "09:00", "16:00");
const one = window(["Thu"], "09:00", "10:00");
const always = window(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "00:00", "24:00");

const needs = (...hours: readonly number[]) =>
  hours.map((hour, index) => ({
    name: `c${index}`,
    forecast: { p50Ms: 0, p90Ms: hour * HOUR_MS },
  }));

it.each<[string, readonly Window[], Parameters<typeof windowFit>[1], readonly string[]]>([
  ["all fit", [seven], needs(2, 7), ["fits: all, in 7h of an opening of 7h"]],
  [
    "none fits",
    [seven],
    needs(7.5),
    ["never fits: all would end 30m after the longest opening, which is 7h"],
  ],
  [
    "some fit, some only the longer one, some none",
    [one, seven],
    needs(0.5, 3, 9),
    [
      "never fits: c2 would end 2h after the longest opening, which is 7h",
      "fits an opening of 7h, and not every other: c1 would end 2h after one of 1h",
      "fits: c0, in 30m of an opening of 1h",
    ],
  ],
  ["no windows", [], needs(1), []],
  ["windows that never close", [always], needs(100), []],
  ["no forecast", [seven], [{ name: "a" }], []],
])("%s", (_, windows, clusters, words) => {
  expect(windowFit(windows, clusters)).toEqual(words);
});
