import { ageDaysOf } from "../../knowledge/record-age.ts";
import type { AnyRecord, Origin, Source } from "../../knowledge/records.ts";
import { alignColumns } from "./table.ts";

/** One record in lines: its fields by their names, then each source with the day on which it was read. */
export function renderRecord(record: AnyRecord, nowMs: number): string {
  const { id, sources, origin, ...facts } = record;
  const rows = Object.entries(facts).map(([field, value]) => [`  ${field}`, valueWords(value)]);
  const days = ageDaysOf(record, nowMs);
  const age = `${days} ${days === 1 ? "day" : "days"} ago`;
  const from = origin === undefined ? "" : originLines(origin);
  return `${id}\n${from}${alignColumns(rows)}\nread ${age} from:\n${sources.map(sourceLines).join("")}`;
}

/** Who brings a record that is not fleetlift's own, and what it stands in place of. */
function originLines({ from, reason, by }: Origin): string {
  if (reason === undefined || by === undefined) return `brought by ${from}\n`;
  return `brought by ${from}, in place of fleetlift's own: ${reason} (${by})\n`;
}

/** A source in one line, as one would look for it. */
export function sourceWords(source: Source): string {
  switch (source.kind) {
    case "repository":
      return `${source.repository} ${source.path}${source.commit === undefined ? "" : ` at ${source.commit}`}`;
    case "page":
      return source.url;
    case "document":
      return source.title;
  }
}

function sourceLines(source: Source): string {
  const { readOn, asOf, secondHand, note } = source;
  const about = [
    `read ${readOn}`,
    ...(asOf === undefined ? [] : [`as of ${asOf}`]),
    ...(secondHand === true ? ["second hand"] : []),
    ...(note === undefined ? [] : [note]),
  ];
  return `  ${sourceWords(source)}\n    ${about.join("; ")}\n`;
}

/** Lists with semicolons, fields of fields by their names. */
function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(valueWords).join("; ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([field, inner]) => `${field} ${valueWords(inner)}`)
      .join(", ");
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === "" ? '""' : String(value);
}
