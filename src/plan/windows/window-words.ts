import type { Freeze, Window } from "../../model/window.ts";

/** `Tue, Wed, Thu 09:00-16:00 Europe/Paris`. */
export function windowWords({ days, start, end, timeZone }: Window): string {
  return `${days.join(", ")} ${start}-${end} ${timeZone}`;
}

/** `freeze "year-end" until 2027-01-07 (closing of the books; set by finance@shop.example)`. */
export function freezeWords({ name, until, reason, by }: Freeze): string {
  return `freeze "${name}" until ${until} (${reason}; set by ${by})`;
}
