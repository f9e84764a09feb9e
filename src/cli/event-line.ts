import type { Event } from "../model/event.ts";
import { subjectOf } from "../report/timeline.ts";
import { isoTime } from "../report/time-words.ts";

const SUBJECT_WIDTH = 24;
const KIND_WIDTH = 16;

/** An event on one line, for reading and for `grep`: time, object, what, and why in words. */
export function eventLine(event: Event): string {
  const { atMs, kind, reason, rollout } = event;
  const subject = event.cluster === undefined ? rollout : subjectOf(event);
  return `${isoTime(atMs)}  ${subject.padEnd(SUBJECT_WIDTH)}  ${kind.padEnd(KIND_WIDTH)}  ${reason}\n`;
}
