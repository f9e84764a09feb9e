import type { Event, EventKind } from "../model/event.ts";
import { elapsedTime } from "./time-words.ts";
import { visible } from "./visible.ts";

/** What happens all the time, and is told only to those who ask for everything. */
const DETAIL: ReadonlySet<EventKind> = new Set<EventKind>([
  "step.intends",
  "step.started",
  "step.progress",
  "upgrade.leased",
  "upgrade.started",
  "upgrade.ended",
  "notice.given",
]);

export function isDetail({ kind, result, rule }: Event): boolean {
  // The rollout tells of one that could not be reached when it has been asked for long enough.
  if (kind === "upgrade.waits" && rule === "unreachable") return true;
  // The step that failed has told why already.
  return DETAIL.has(kind) || (kind === "upgrade.ending" && result === "failed");
}

/** Who or what an event is about: a cluster, or the rollout itself. */
export function subjectOf(event: Event): string {
  return event.cluster ?? "rollout";
}

/** A line of a story: time since its start, who, and what in words. */
export function timelineLine(event: Event, startMs: number, subjectWidth: number): string {
  return `${elapsedTime(event.atMs - startMs)}  ${subjectOf(event).padEnd(subjectWidth)}  ${visible(event.reason)}`;
}
