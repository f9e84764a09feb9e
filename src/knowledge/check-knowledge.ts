import type { Json } from "../model/data.ts";
import { repeatedNames } from "../spec/check-names.ts";
import { expectedWords } from "../spec/expected-words.ts";
import { explainIssues } from "../spec/explain-issues.ts";
import { nearest } from "../spec/nearest.ts";
import type { Complaint, FieldPath } from "../spec/problem.ts";
import { fieldOf, fieldsOf, itemsOf } from "../spec/rough-data.ts";
import { checkRisk } from "./check-risk.ts";
import { allRecords, isSource, knowledge, once, recordKinds } from "./knowledge.ts";
import { recordSchemas, type RecordKind } from "./records.ts";

const SOURCES = ["spec", "sources"] as const;
const OVERRIDES = ["spec", "overrides"] as const;

/** A record as it was written, where it stands, and the kind that it is of. */
interface Written {
  readonly kind: RecordKind;
  readonly record: Json;
  readonly path: FieldPath;
}

/**
 * What the schema of a Knowledge document cannot say: ids that must be new, or must be there, sources
 * that must be named, and rules of risks that can be evaluated.
 */
export function checkKnowledge(document: Json): readonly Complaint[] {
  const sources = itemsOf(fieldOf(document, ...SOURCES));
  const overrides = itemsOf(fieldOf(document, ...OVERRIDES));
  const added = recordKinds.flatMap((kind) => recordsOf(document, kind));
  const replaced = overrides.flatMap((override, index) => recordIn(override, index));
  const sourceIds = sources.map((source) => textOf(source, "id"));
  const behaviours = added.flatMap(({ kind, record }) =>
    kind === "behaviours" ? [textOf(record, "id")] : [],
  );
  return [
    ...repeatedNames(sources, SOURCES, "source", "id"),
    ...sources.flatMap((source, index) => knownSource(source, [...SOURCES, index])),
    ...recordKinds.flatMap((kind) =>
      repeatedNames(recordsIn(document, kind), ["spec", "records", kind], "record", "id"),
    ),
    ...added.flatMap(alreadyThere),
    ...repeatedNames(overrides, OVERRIDES, "override", "id"),
    ...overrides.flatMap((override, index) => checkOverride(override, [...OVERRIDES, index])),
    ...[...added, ...replaced].flatMap((each) => unknownSources(each, sourceIds)),
    ...[...added, ...replaced].flatMap(({ kind, record, path }) =>
      kind === "risks" ? checkRisk(record, path, behaviours) : [],
    ),
  ];
}

function recordsIn(document: Json, kind: RecordKind): readonly Json[] {
  return itemsOf(fieldOf(document, "spec", "records", kind));
}

function recordsOf(document: Json, kind: RecordKind): readonly Written[] {
  return recordsIn(document, kind).map((record, index) => ({
    kind,
    record,
    path: ["spec", "records", kind, index],
  }));
}

function recordIn(override: Json, index: number): readonly Written[] {
  const kind = kindOf(textOf(override, "id"));
  const record = fieldOf(override, "record");
  if (kind === undefined || record === undefined) return [];
  return [{ kind, record: withId(override), path: [...OVERRIDES, index, "record"] }];
}

/** The record of an override with its id, which need not be written twice. */
export function withId(override: Json): Json {
  return { ...fieldsOf(fieldOf(override, "record")), id: textOf(override, "id") };
}

/** The kind that an id begins with. */
export function kindOf(id: string): RecordKind | undefined {
  return recordKinds.find((kind) => id.startsWith(`${kind}/`));
}

function knownSource(source: Json, path: FieldPath): readonly Complaint[] {
  const id = textOf(source, "id");
  if (!isSource(id)) return [];
  const message = `"${id}": fleetlift has a source of this id already. Name yours otherwise, or leave it out and name that one.`;
  return [{ path: [...path, "id"], on: "value", message }];
}

function alreadyThere({ record, path }: Written): readonly Complaint[] {
  const id = textOf(record, "id");
  if (!ownIds().has(id)) return [];
  const message = `"${id}": fleetlift brings a record of this id. To put yours in its place, write it under spec.overrides with a reason and who says so.`;
  return [{ path: [...path, "id"], on: "value", message }];
}

function checkOverride(override: Json, path: FieldPath): readonly Complaint[] {
  const id = textOf(override, "id");
  if (id === "") return [];
  const kind = kindOf(id);
  if (kind === undefined || !ownIds().has(id)) return [notThere(id, [...path, "id"])];
  const record = fieldOf(override, "record");
  if (record === undefined) return [];
  const inside = [...path, "record"];
  return [
    ...otherId(fieldOf(record, "id"), id, inside),
    ...wrongFields(kind, withId(override), inside),
  ];
}

function otherId(own: Json | undefined, id: string, path: FieldPath): readonly Complaint[] {
  if (own === undefined || own === id) return [];
  const message = `${JSON.stringify(own)}: expected ${id}, the id that is overridden. Leave it out.`;
  return [{ path: [...path, "id"], on: "value", message }];
}

function notThere(id: string, path: FieldPath): Complaint {
  const near = nearest(id, [...ownIds()]);
  const help =
    near === undefined
      ? "A record that fleetlift does not bring stands under spec.records."
      : `Did you mean ${near}?`;
  return { path, on: "value", message: `"${id}": there is no such record to override. ${help}` };
}

function wrongFields(kind: RecordKind, data: Json, base: FieldPath): readonly Complaint[] {
  const schema = recordSchemas[kind];
  const { error } = schema.safeParse(data, { error: expectedWords });
  if (error === undefined) return [];
  // What numbers looked like in the file is not known down here; they are shown as they were read.
  const written = (): undefined => undefined;
  return explainIssues(error.issues, { schema, data, written }).map((complaint) => ({
    ...complaint,
    path: [...base, ...complaint.path],
  }));
}

function unknownSources(
  { record, path }: Written,
  sources: readonly string[],
): readonly Complaint[] {
  return itemsOf(fieldOf(record, "sources")).flatMap((id, index): readonly Complaint[] => {
    if (typeof id !== "string" || sources.includes(id) || isSource(id)) return [];
    const near = nearest(id, sources);
    const help = near === undefined ? "Write it under spec.sources." : `Did you mean ${near}?`;
    const message = `"${id}": there is no such source, in spec.sources or of fleetlift's own. ${help}`;
    return [{ path: [...path, "sources", index], on: "value", message }];
  });
}

/** The ids of what fleetlift brings. */
const ownIds = once((): ReadonlySet<string> => new Set(allRecords(knowledge).map(({ id }) => id)));

/** Empty when it is missing or no text, which the schema complains about. */
function textOf(item: Json, field: string): string {
  const text = fieldOf(item, field);
  return typeof text === "string" ? text : "";
}
