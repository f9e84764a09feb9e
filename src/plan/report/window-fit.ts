import { formatDuration } from "../../model/duration.ts";
import type { PlannedCluster } from "../../model/plan.ts";
import type { Window } from "../../model/window.ts";
import { openingsWithin } from "../windows/openings.ts";
import { closingOf } from "../windows/windows.ts";
import { listed, minutesUp } from "./plan-words.ts";

const DAY_MS = 86_400_000;

/** A Monday from which on no clocks change for weeks, anywhere: a fit is of windows, not of the day on which it is asked. */
const REFERENCE_MS = Date.UTC(2026, 0, 5);

/**
 * Whether nine in ten upgrades, begun as a window opens, end before it closes: for all openings of a
 * week. Nothing where windows never close, or no cluster has a forecast. Windows say when an upgrade
 * may start: one that has begun goes on.
 */
export function windowFit(
  windows: readonly Window[],
  clusters: readonly Pick<PlannedCluster, "name" | "forecast">[],
): readonly string[] {
  const needs = clusters.flatMap(({ name, forecast }) =>
    forecast === undefined ? [] : [{ name, needMs: forecast.p90Ms }],
  );
  const opensMs = openingsWithin(windows, REFERENCE_MS, REFERENCE_MS + 7 * DAY_MS)
    .map(({ opensAtMs }) => closingOf(windows, opensAtMs) - opensAtMs)
    .toSorted((a, b) => a - b);
  const [shortestMs, longestMs] = [opensMs[0], opensMs.at(-1)];
  if (shortestMs === undefined || longestMs === undefined) return [];
  if (needs.length === 0 || longestMs === Number.POSITIVE_INFINITY) return [];
  const never = needs.filter(({ needMs }) => needMs > longestMs);
  const some = needs.filter(({ needMs }) => needMs > shortestMs && needMs <= longestMs);
  const always = needs.filter(({ needMs }) => needMs <= shortestMs);
  const [shortest, longest] = [shortestMs, longestMs].map(formatDuration);
  const said = (list: readonly Need[], words: (who: string, slowestMs: number) => string) =>
    list.length === 0 ? [] : [words(whoOf(list, needs.length), slowestOf(list))];
  return [
    ...said(
      never,
      (who, ms) =>
        `never fits: ${who} would end ${minutesUp(ms - longestMs)} after the longest opening, which is ${longest}`,
    ),
    ...said(
      some,
      (who, ms) =>
        `fits an opening of ${longest}, and not every other: ${who} would end ${minutesUp(ms - shortestMs)} after one of ${shortest}`,
    ),
    ...said(always, (who, ms) => `fits: ${who}, in ${minutesUp(ms)} of an opening of ${shortest}`),
  ];
}

interface Need {
  readonly name: string;
  readonly needMs: number;
}

function whoOf(list: readonly Need[], all: number): string {
  return list.length === all ? "all" : listed(list.map(({ name }) => name));
}

function slowestOf(list: readonly Need[]): number {
  return Math.max(...list.map(({ needMs }) => needMs));
}
