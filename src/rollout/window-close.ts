/**
 * Job: with `onWindowClose: Pause`, holds running upgrades while their windows are closed.
 * Owns: each cluster's `windowHold`, and the stage's `windowLookAtMs`.
 * 1. Only what was paused here is resumed here: a person's pause is the person's to end.
 * 2. A person who resumes one cluster lets it run until its window opens again.
 */
import type { Calendar, PlannedCluster } from "../model/plan.ts";
import type { ClusterState } from "../model/rollout-state.ts";
import type { StartVerdict } from "../plan/windows/calendar-times.ts";
import { freezeWords, momentWords, windowWords } from "../plan/windows/window-words.ts";
import { zoneOf } from "./calendar-reason.ts";
import type { Look } from "./look.ts";
import {
  ask,
  change,
  changeCluster,
  changeStage,
  knownStage,
  readCluster,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";

/** By this name the pauses of windows are told from those of people. */
export const WINDOW_ACTOR = "fleetlift";

/** An upgrade starts: notes when its window closes. */
export function windowBegins(
  turn: RolloutTurn,
  index: number,
  { calendar = "" }: PlannedCluster,
  look: Look,
): RolloutTurn {
  const verdict = follows(turn) ? look.calendars(calendar)?.verdict(0) : undefined;
  return verdict?.kind === "now" ? lookAt(turn, index, verdict.closesAtMs) : turn;
}

/** Pauses what runs outside of its window, and lets go on what was paused for it, where a time for that has come. */
export function* followWindows(start: RolloutTurn, look: Look): Reading<RolloutTurn> {
  let turn = start;
  for (const [index, { windowLookAtMs }] of start.state.stages.entries()) {
    if (windowLookAtMs === undefined || windowLookAtMs > turn.nowMs) continue;
    turn = yield* followStage(forget(turn, index), index, look);
  }
  return turn;
}

function* followStage(start: RolloutTurn, index: number, look: Look): Reading<RolloutTurn> {
  let turn = start;
  const { planned: stage, counts } = knownStage(turn, index);
  let left = counts.running;
  for (const planned of stage.clusters) {
    if (left === 0) break;
    const cluster = yield* readCluster(turn, planned.name);
    if (cluster.status !== "running") continue;
    left -= 1;
    turn = followCluster(turn, index, planned, cluster, look);
  }
  return turn;
}

function followCluster(
  turn: RolloutTurn,
  index: number,
  planned: PlannedCluster,
  cluster: ClusterState,
  look: Look,
): RolloutTurn {
  const { calendar: key = "", name } = planned;
  const times = look.calendars(key);
  if (times === undefined) return turn;
  const verdict = times.verdict(0);
  const { windowHold, ...free } = cluster;
  if (verdict.kind === "now") {
    const open = lookAt(turn, index, verdict.closesAtMs);
    if (windowHold === undefined) return open;
    const released = changeCluster(open, name, free);
    return windowHold.paused
      ? order(released, planned, cluster, "resume", "its window is open again")
      : released;
  }
  const untilMs = verdict.next.kind === "at" ? verdict.next.startMs : Number.POSITIVE_INFINITY;
  const closed = lookAt(turn, index, untilMs);
  if (windowHold !== undefined || !follows(turn)) return closed;
  const held = changeCluster(closed, name, {
    ...cluster,
    windowHold: { paused: true, untilMs: Number.isFinite(untilMs) ? untilMs : 0 },
  });
  return order(held, planned, cluster, "pause", closedWords(times.calendar, verdict, untilMs));
}

function follows({ plan, state }: RolloutTurn): boolean {
  return plan.onWindowClose === "Pause" && state.phase !== "cancelling";
}

function closedWords(calendar: Calendar, verdict: StartVerdict, untilMs: number): string {
  const what =
    verdict.kind === "frozen"
      ? freezeWords(verdict.freeze)
      : `its window closed (${calendar.windows.map(windowWords).join(" or ")})`;
  const zone = zoneOf(calendar);
  const next = Number.isFinite(untilMs) ? `; it goes on ${momentWords(untilMs, zone)}` : "";
  return `${what}${next}`;
}

function order(
  turn: RolloutTurn,
  { name }: PlannedCluster,
  { attempt }: ClusterState,
  kind: "pause" | "resume",
  reason: string,
): RolloutTurn {
  const given = { kind, actor: WINDOW_ACTOR, reason } as const;
  return ask(turn, { kind: "orderUpgrade", cluster: name, attempt, order: given });
}

function lookAt(turn: RolloutTurn, index: number, atMs: number): RolloutTurn {
  const before = turn.state.stages[index]?.windowLookAtMs ?? Number.POSITIVE_INFINITY;
  return Number.isFinite(atMs) && atMs < before
    ? changeStage(turn, index, { windowLookAtMs: atMs })
    : turn;
}

function forget(turn: RolloutTurn, index: number): RolloutTurn {
  const { windowLookAtMs: _, ...rest } = knownStage(turn, index).counts;
  const stages = turn.state.stages.with(index, rest);
  return change(turn, { stages });
}
