import { Temporal } from "temporal-polyfill";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** `Thu 2026-11-26 10:00 Europe/Paris` of an instant in epoch milliseconds. */
export function zonedWords(atMs: number, timeZone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs)).toZonedDateTimeISO(timeZone);
  const time = at.toPlainTime().toString({ smallestUnit: "minute" });
  return `${DAYS[at.dayOfWeek - 1]} ${at.toPlainDate().toString()} ${time} ${timeZone}`;
}
