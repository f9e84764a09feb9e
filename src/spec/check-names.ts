import type { Json } from "../model/data.ts";
import { formatPath, type Complaint, type FieldPath } from "./problem.ts";
import { fieldOf } from "./rough-data.ts";

/** Entries of a list whose name (or other `field`) an entry before them has already. */
export function repeatedNames(
  entries: readonly Json[],
  path: FieldPath,
  what: string,
  field = "name",
): readonly Complaint[] {
  const firsts = new Map<string, number>();
  return entries.flatMap((entry, index): readonly Complaint[] => {
    const name = fieldOf(entry, field);
    if (typeof name !== "string") return [];
    const first = firsts.get(name);
    if (first === undefined) {
      firsts.set(name, index);
      return [];
    }
    const message = `${JSON.stringify(name)}: ${formatPath([...path, first])} has this ${field} already. Every ${what} has its own.`;
    return [{ path: [...path, index, field], on: "value", message }];
  });
}
