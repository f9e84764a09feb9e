import type { Json } from "../model/data.ts";
import { repeatedNames } from "./check-names.ts";
import { checkTimeZone } from "./check-time-zone.ts";
import { nearest } from "./nearest.ts";
import type { Complaint, FieldPath } from "./problem.ts";
import { fieldOf, fieldsOf, itemsOf } from "./rough-data.ts";

const FREEZES = ["spec", "freezes"] as const;

/** What the schema of freezes cannot say: times that make no span, and clusters that there are not. */
export function checkFreezes(
  freezes: Json | undefined,
  clusters: readonly Json[],
): readonly Complaint[] {
  const names = clusters
    .map((cluster) => fieldOf(cluster, "name"))
    .filter((name) => typeof name === "string");
  return [
    ...repeatedNames(itemsOf(freezes), FREEZES, "freeze"),
    ...itemsOf(freezes).flatMap((freeze, index) => [
      ...checkTimeZone(fieldOf(freeze, "timeZone"), [...FREEZES, index, "timeZone"]),
      ...checkSpan(freeze, [...FREEZES, index]),
      ...checkChoice(freeze, [...FREEZES, index]),
      ...unknownClusters(freeze, names, [...FREEZES, index, "clusters"]),
    ]),
  ];
}

/** A moment in parts: its clock time as if it were of UTC, and whether it says its own offset. */
interface Moment {
  readonly clockMs: number;
  readonly fixed: boolean;
}

function checkSpan(freeze: Json, path: FieldPath): readonly Complaint[] {
  const wrong = (["from", "until"] as const).flatMap((field) => {
    const text = fieldOf(freeze, field);
    if (typeof text !== "string" || !LOOKS_RIGHT.test(text) || momentOf(text)) return [];
    return [at(path, field, `${JSON.stringify(text)}: the calendar has no such day or time`)];
  });
  const [from, until] = [momentOf(fieldOf(freeze, "from")), momentOf(fieldOf(freeze, "until"))];
  if (from === undefined || until === undefined) return wrong;
  if (from.fixed !== until.fixed) {
    return [at(path, "until", "from and until are written alike: both with an offset, or none")];
  }
  if (!from.fixed && fieldOf(freeze, "timeZone") === undefined) {
    const message =
      "missing: days and times without an offset are of a time zone, like Europe/Paris or UTC";
    return [at(path, "timeZone", message)];
  }
  if (until.clockMs > from.clockMs) return [];
  const shown = JSON.stringify(fieldOf(freeze, "until"));
  return [
    at(path, "until", `${shown}: expected a time after from; until is outside of the freeze`),
  ];
}

const LOOKS_RIGHT =
  /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Undefined for what is no moment: the schema, or `checkSpan`, says so. */
function momentOf(text: Json | undefined): Moment | undefined {
  const parts = typeof text === "string" ? LOOKS_RIGHT.exec(text) : null;
  if (parts === null) return undefined;
  const [, day = "", minutes = "00:00", seconds = ":00", offset] = parts;
  const clockMs = Date.parse(`${day}T${minutes}${seconds}Z`);
  // Of 30 February some parsers make 2 March.
  if (Number.isNaN(clockMs) || !new Date(clockMs).toISOString().startsWith(`${day}T${minutes}`)) {
    return undefined;
  }
  if (offset === undefined) return { clockMs, fixed: false };
  const fixedMs = Date.parse(`${day}T${minutes}${seconds}${offset}`);
  return Number.isNaN(fixedMs) ? undefined : { clockMs: fixedMs, fixed: true };
}

function checkChoice(freeze: Json, path: FieldPath): readonly Complaint[] {
  const { selector, clusters } = fieldsOf(freeze);
  if (selector === undefined || clusters === undefined) return [];
  return [at(path, "clusters", "name the clusters, or select them by labels, not both", "key")];
}

function unknownClusters(
  freeze: Json,
  names: readonly string[],
  path: FieldPath,
): readonly Complaint[] {
  return itemsOf(fieldOf(freeze, "clusters")).flatMap((name, index): readonly Complaint[] => {
    if (typeof name !== "string" || names.includes(name)) return [];
    const near = nearest(name, names);
    const hint = near === undefined ? "" : `. Did you mean ${near}?`;
    const message = `${JSON.stringify(name)}: the fleet has no cluster of this name${hint}`;
    return [{ path: [...path, index], on: "value", message }];
  });
}

function at(path: FieldPath, field: string, message: string, on: Complaint["on"] = "value") {
  return { path: [...path, field], on, message };
}
