import { Temporal } from "temporal-polyfill";

/** The day that a time zone's calendars show at an instant. */
export function dayAt(atMs: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();
}

/**
 * The instant at which clocks of a zone show a time of a day (semantics 6). A time that they skip is
 * the first instant after the gap; of one that they show twice, `which` says the first or the last.
 * `time` is `HH:MM`, and `24:00` is the midnight at the day's end.
 */
export function instantOf(
  day: Temporal.PlainDate,
  time: string,
  timeZone: string,
  which: "first" | "last",
): number {
  const wall =
    time === "24:00"
      ? day.add({ days: 1 }).toPlainDateTime()
      : day.toPlainDateTime(Temporal.PlainTime.from(time));
  // In a gap, "earlier" is as long before it as the wall time is behind its beginning.
  const first = wall.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  if (!first.toPlainDateTime().equals(wall)) {
    // Clocks that are about to skip a time have a next change: never null here.
    const change = first.getTimeZoneTransition("next") as Temporal.ZonedDateTime;
    return change.epochMilliseconds;
  }
  if (which === "first") return first.epochMilliseconds;
  return wall.toZonedDateTime(timeZone, { disambiguation: "later" }).epochMilliseconds;
}
