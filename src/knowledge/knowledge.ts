import * as z from "zod";
import abilities from "./data/abilities.json" with { type: "json" };
import addonApis from "./data/addon-apis.json" with { type: "json" };
import addonRules from "./data/addon-rules.json" with { type: "json" };
import addons from "./data/addons.json" with { type: "json" };
import apis from "./data/apis.json" with { type: "json" };
import behaviours from "./data/behaviours.json" with { type: "json" };
import configApis from "./data/config-apis.json" with { type: "json" };
import etcdDefaults from "./data/etcd-defaults.json" with { type: "json" };
import etcdReleases from "./data/etcd-releases.json" with { type: "json" };
import releases from "./data/releases.json" with { type: "json" };
import risks from "./data/risks.json" with { type: "json" };
import skewRows from "./data/skew-rows.json" with { type: "json" };
import skew from "./data/skew.json" with { type: "json" };
import sources from "./data/sources.json" with { type: "json" };
import support from "./data/support.json" with { type: "json" };
import type { AddedCheck } from "./added-check.ts";
import { sourceSchema } from "./record-parts.ts";
import {
  recordSchemas,
  type AnyRecord,
  type RecordKind,
  type Records,
  type Source,
} from "./records.ts";

/** Records by kind. */
export type RecordsByKind = { readonly [Kind in RecordKind]: () => readonly Records[Kind][] };

/** What is known: what fleetlift brings, with or without what users and packs add. */
export interface Facts extends RecordsByKind {
  /** Questions of packs; fleetlift's own are code. */
  readonly checks?: () => readonly AddedCheck[];
}

/**
 * The records that fleetlift brings, by kind, each kind parsed when it is first asked for and once.
 * They throw when the data that was installed is broken: a fault of ours, not of the user.
 */
export const knowledge: Facts = {
  releases: records(recordSchemas.releases, releases),
  support: records(recordSchemas.support, support),
  skew: records(recordSchemas.skew, skew),
  apis: records(recordSchemas.apis, apis),
  "config-apis": records(recordSchemas["config-apis"], configApis),
  behaviours: records(recordSchemas.behaviours, behaviours),
  addons: records(recordSchemas.addons, addons),
  "addon-apis": records(recordSchemas["addon-apis"], addonApis),
  "addon-rules": records(recordSchemas["addon-rules"], addonRules),
  abilities: records(recordSchemas.abilities, abilities),
  risks: records(recordSchemas.risks, risks),
  "skew-rows": records(recordSchemas["skew-rows"], skewRows),
  "etcd-releases": records(recordSchemas["etcd-releases"], etcdReleases),
  "etcd-defaults": records(recordSchemas["etcd-defaults"], etcdDefaults),
};

/** The kinds of records, in the order in which they are listed. */
export const recordKinds: readonly RecordKind[] = [
  "releases",
  "support",
  "skew",
  "apis",
  "config-apis",
  "behaviours",
  "addons",
  "addon-apis",
  "addon-rules",
  "abilities",
  "risks",
  "skew-rows",
  "etcd-releases",
  "etcd-defaults",
];

/** All records of these kinds, of all kinds when none is named. */
export function allRecords(
  facts: Facts,
  kinds: readonly RecordKind[] = recordKinds,
): readonly AnyRecord[] {
  return kinds.flatMap((kind): readonly AnyRecord[] => facts[kind]());
}

const sourcesById = once(
  () =>
    new Map(
      z
        .array(sourceSchema)
        .parse(sources)
        .map((source) => [source.id, source]),
    ),
);

/** Whether fleetlift brings a source of this id: records of others may rest on it too. */
export function isSource(id: string): boolean {
  return sourcesById().has(id);
}

/** A source by its id; the data names none that is not there. */
export function sourceOf(id: string): Source {
  const source = sourcesById().get(id);
  if (source === undefined) throw new Error(`the knowledge names a source ${id} that it lacks`);
  return source;
}

function records<Written extends { sources: string[] }>(
  schema: z.ZodType<Written>,
  data: unknown,
): () => readonly (Omit<Written, "sources"> & { readonly sources: readonly Source[] })[] {
  return once(() =>
    z
      .array(schema)
      .parse(data)
      .map(({ sources: ids, ...facts }) => ({ ...facts, sources: ids.map(sourceOf) })),
  );
}

/** The value, made when it is first asked for. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
