import type { AnyRecord } from "./records.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The day on which a record was read: the earliest, when it was made from several sources. */
export function readOnOf({ sources }: AnyRecord): string {
  return sources.map(({ readOn }) => readOn).reduce((a, b) => (a < b ? a : b));
}

/** Whole days since a record was read; 0 on a clock that stands before that day. */
export function ageDaysOf(record: AnyRecord, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(readOnOf(record))) / DAY_MS));
}
