import { formatDuration } from "../../model/duration.ts";
import type { Calendar, Plan } from "../../model/plan.ts";
import { frozenAt } from "../windows/freezes.ts";
import { nextThatFits } from "../windows/windows.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import { isSecondCluster } from "./check-second-cluster.ts";

const DAY_MS = 86_400_000;
/** A rollout that cannot begin within this time was planned too early. */
const SOON_MS = 60 * DAY_MS;
/** More than any calendar has freezes and windows in that time. */
const MOST_LOOKS = 500;

/** P25. A second cluster is made beside the first, which serves: its windows need not hold the whole of it. */
export function checkWindows(plan: Plan, nowMs: number): readonly BrokenRule[] {
  const { stages, calendars = {}, shapes } = plan;
  const clusters = stages.flatMap((stage) => stage.clusters);
  // Looking a window up is slow, and thousands of clusters share a calendar.
  const known = new Map<string, readonly string[]>();
  return clusters.flatMap((cluster) => {
    const key = cluster.calendar ?? "";
    const calendar = calendars[key];
    if (calendar === undefined) return [];
    const isSecond = isSecondCluster(shapes[cluster.shape]?.strategy ?? "rolling");
    const durationMs = isSecond ? 0 : (cluster.forecast?.p90Ms ?? 0);
    const alike = `${key} ${durationMs}`;
    const found = known.get(alike) ?? problem(calendar, durationMs, nowMs);
    known.set(alike, found);
    return found.map((why) => broken("P25", { cluster: cluster.name }, why));
  });
}

/** Why no start is found from now on that leaves the slower of upgrades its time. */
function problem(
  { windows, freezes }: Calendar,
  durationMs: number,
  nowMs: number,
): readonly string[] {
  let atMs = nowMs;
  for (let looks = 0; looks < MOST_LOOKS && atMs <= nowMs + SOON_MS; looks += 1) {
    const fit = nextThatFits(windows, durationMs, atMs);
    if (fit.kind === "never") return [tooShort(durationMs, fit.longestMs)];
    const frozen = frozenAt(freezes, fit.startMs);
    if (frozen === undefined) return [];
    atMs = frozen.untilMs;
  }
  const first = new Date(atMs).toISOString().slice(0, 10);
  return [`freezes leave it no window before ${first}`];
}

function tooShort(durationMs: number, longestMs: number): string {
  const late = wholeMinutes(durationMs - longestMs);
  return `nine in ten upgrades take up to ${wholeMinutes(durationMs)}, and its longest window is ${wholeMinutes(longestMs)}: it would end ${late} after the window`;
}

function wholeMinutes(ms: number): string {
  return formatDuration(Math.ceil(ms / 60_000) * 60_000);
}
