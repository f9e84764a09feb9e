import type { Json } from "../model/data.ts";
import { nearest } from "./nearest.ts";
import type { Complaint, FieldPath } from "./problem.ts";

/**
 * A zone that the tables of this machine know. Abbreviations (`CET`, `EST`) and offsets (`+02:00`)
 * are refused even where they are known: they do not say when the clocks change.
 */
export function checkTimeZone(zone: Json | undefined, path: FieldPath): readonly Complaint[] {
  if (typeof zone !== "string" || zone === "" || isPlace(zone)) return [];
  const near = nearest(zone, Intl.supportedValuesOf("timeZone"));
  const hint = near === undefined ? "" : `. Did you mean ${near}?`;
  const message = `${JSON.stringify(zone)}: expected an IANA time zone, like Europe/Paris or UTC${hint}`;
  return [{ path, on: "value", message }];
}

function isPlace(zone: string): boolean {
  if (!zone.includes("/") && zone !== "UTC") return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
