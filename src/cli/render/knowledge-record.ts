import { ageDaysOf } from "../../knowledge/record-age.ts";
import type { AnyRecord, Source } from "../../knowledge/records.ts";
import { alignColumns } from "./table.ts";

/** One record in lines: its fields by their names, then each source with the day on which it was read. */
export function renderRecord(record: AnyRecord, nowMs: number): string {
  const { id, sources, ...facts } = record;
  const rows = Object.entries(facts).map(([field, value]) => [`  ${field}`, valueWords(value)]);
  const days = ageDaysOf(record, nowMs);
  const age = `${days} ${days === 1 ? "day" : "days"} ago`;
  return `${id}\n${alignColumns(rows)}\nread ${age} from:\n${sources.map(sourceLines).join("")}`;
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
