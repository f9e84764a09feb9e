import type { Json } from "../model/data.ts";
import { checkTimeZone } from "./check-time-zone.ts";
import type { Complaint, FieldPath } from "./problem.ts";
import { fieldOf, itemsOf } from "./rough-data.ts";

/** What the schema of windows cannot say: zones that there are not, windows without a length, days twice. */
export function checkWindows(windows: Json | undefined, path: FieldPath): readonly Complaint[] {
  return itemsOf(windows).flatMap((window, index) => [
    ...checkTimeZone(fieldOf(window, "timeZone"), [...path, index, "timeZone"]),
    ...checkLength(window, [...path, index, "end"]),
    ...checkDays(itemsOf(fieldOf(window, "days")), [...path, index, "days"]),
  ]);
}

function checkLength(window: Json, path: FieldPath): readonly Complaint[] {
  const [start, end] = [fieldOf(window, "start"), fieldOf(window, "end")];
  if (typeof end !== "string" || start !== end) return [];
  const message = `${JSON.stringify(end)}: the window ends when it starts, and is never open. For whole days write start: "00:00" and end: "24:00".`;
  return [{ path, on: "value", message }];
}

function checkDays(days: readonly Json[], path: FieldPath): readonly Complaint[] {
  return days.flatMap((day, index): readonly Complaint[] => {
    const first = days.indexOf(day);
    if (first === index) return [];
    const message = `${JSON.stringify(day)}: stands in this list already. Leave one of them out.`;
    return [{ path: [...path, index], on: "value", message }];
  });
}
