import type { RecordsByKind } from "../../knowledge/knowledge.ts";
import { ageDaysOf } from "../../knowledge/record-age.ts";
import type { AddonRecord, AnyRecord, RecordKind, Records } from "../../knowledge/records.ts";
import { sourceWords } from "./knowledge-record.ts";
import type { Look } from "./output.ts";

/** A record with what it says in one line. */
export interface KnowledgeRow {
  readonly record: AnyRecord;
  readonly says: string;
}

/** How `knowledge list` shows records; `nowMs` is for their age. Who brings each is shown always, or only if wide. */
export const knowledgeLook = (nowMs: number, withOrigin: boolean): Look<KnowledgeRow> => ({
  kind: "records",
  name: ({ record }) => record.id,
  columns: [
    { title: "id", value: ({ record }) => record.id },
    { title: "age", value: ({ record }) => `${ageDaysOf(record, nowMs)} d` },
    {
      title: "from",
      value: ({ record: { origin } }) => origin?.from ?? "fleetlift",
      wide: !withOrigin,
    },
    { title: "says", value: ({ says }) => says },
    {
      title: "source",
      value: ({ record }) => record.sources.map(sourceWords).join("; "),
      wide: true,
    },
  ],
});

/** The records of a kind, each with what it says, in the order of the data. */
export function rowsOf<Kind extends RecordKind>(
  facts: RecordsByKind,
  kind: Kind,
): readonly { readonly record: Records[Kind]; readonly says: string }[] {
  const says: (record: Records[Kind]) => string = WORDS[kind];
  const records: readonly Records[Kind][] = facts[kind]();
  return records.map((record) => ({ record, says: says(record) }));
}

/** What a record says in one line, by its kind. */
const WORDS: { readonly [Kind in RecordKind]: (record: Records[Kind]) => string } = {
  releases: ({ releasedOn, plannedOn, endOfLife }) =>
    parts([
      ["released", releasedOn],
      ["planned", plannedOn],
      ["supported until", endOfLife],
    ]),
  support: ({ standardEndsOn, extendedEndsOn }) =>
    parts([
      ["until", standardEndsOn],
      ["extended", extendedEndsOn],
    ]),
  skew: (rule) => rule.says,
  apis: ({ stability, deprecated, removed, replacement }) =>
    parts([
      [stability, ""],
      ["deprecated in", deprecated],
      ["gone in", removed],
      ["use", replacement && typeWords(replacement)],
    ]),
  "config-apis": ({ usedIn, removed, replacement }) =>
    parts([
      [usedIn, ""],
      ["gone in", removed],
      ["use", replacement],
    ]),
  behaviours: ({ minor, impact, says: text }) => `${minor} ${impact}: ${text}`,
  addons: ({ kubernetes, basis }) => `Kubernetes ${rangeWords(kubernetes)}, ${basis}`,
  "addon-apis": ({ addon, removedInAddon, replacement }) =>
    parts([
      [`of ${addon}`, ""],
      [`gone in ${addon}`, removedInAddon],
      ["use", replacement],
    ]),
  "addon-rules": ({ strength, says: text }) => `${strength}: ${text}`,
  abilities: (ability) => ability.says,
  risks: ({ level, to, message }) => `${to} ${level}: ${message}`,
  "skew-rows": ({ kubelet, kubectl }) =>
    `kubelets ${rangeWords(kubelet)}, kubectl ${rangeWords(kubectl)}`,
  "etcd-releases": ({ releasedOn, endOfLife, latest }) =>
    parts([
      ["released", releasedOn],
      ["supported until", endOfLife],
      ["latest", latest.version],
    ]),
  "etcd-defaults": ({ versions }) => `kubeadm brings ${versions.join(", then ")}`,
};

/** The parts that are known, each its words and its value. */
function parts(all: readonly (readonly [words: string, value: string | undefined])[]): string {
  return all
    .flatMap(([words, value]) => (value === undefined ? [] : [`${words} ${value}`.trim()]))
    .join(", ");
}

function typeWords({ group, version, kind }: NonNullable<Records["apis"]["replacement"]>): string {
  return `${group === "" ? "" : `${group}/`}${version} ${kind}`;
}

function rangeWords({ from, to }: AddonRecord["kubernetes"]): string {
  if (from === to) return from ?? "";
  if (to === undefined) return `${from} and later`;
  return from === undefined ? `${to} and before` : `${from} to ${to}`;
}
