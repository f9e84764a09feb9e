import { DAYS, type Day, type Freeze, type Window } from "../../model/window.ts";
import { Temporal } from "temporal-polyfill";

/** `Tue-Thu 09:00-16:00 Europe/Paris`. */
export function windowWords({ days, start, end, timeZone }: Window): string {
  return `${daysWords(days)} ${start}-${end} ${timeZone}`;
}

/** `Mon, Wed-Fri`: three days or more that follow each other are said as one span. */
function daysWords(days: readonly Day[]): string {
  const runs: Day[][] = [];
  for (const day of DAYS.filter((each) => days.includes(each))) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last !== undefined && DAYS.indexOf(day) === DAYS.indexOf(last) + 1) run?.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => (run.length < 3 ? run.join(", ") : `${run[0]}-${run.at(-1)}`))
    .join(", ");
}

/** `freeze "year-end" until 2027-01-07 (closing of the books; set by finance@shop.example)`. */
export function freezeWords({ name, until, reason, by }: Freeze): string {
  return `freeze "${name}" until ${until} (${reason}; set by ${by})`;
}

/** `Thu 2026-11-26 09:00 Europe/Paris` of an instant; seconds only where there are some. */
export function momentWords(atMs: number, timeZone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
  const smallestUnit = at.second === 0 ? "minute" : "second";
  const time = at.toPlainTime().toString({ smallestUnit });
  return `${DAYS[at.dayOfWeek - 1]} ${at.toPlainDate().toString()} ${time} ${timeZone}`;
}
