import type { Event } from "../model/event.ts";
import { visible } from "../report/visible.ts";
import { isoTime } from "../report/time-words.ts";

const SUBJECT_WIDTH = 24;
const WORD_WIDTH = 16;

/** An event on one line, for reading and for `grep`: time, object, what, and why in words. */
export function eventLine({ atMs, kind, reason, rollout, cluster }: Event): string {
  return `${lineOf(atMs, cluster ?? rollout, kind, reason)}\n`;
}

export function lineOf(atMs: number, subject: string, word: string, reason: string): string {
  return `${isoTime(atMs)}  ${subject.padEnd(SUBJECT_WIDTH)}  ${word.padEnd(WORD_WIDTH)}  ${visible(reason)}`;
}
