import { knowledge } from "../../knowledge/knowledge.ts";
import { ageDaysOf } from "../../knowledge/record-age.ts";
import type { AddonRecord, AnyRecord, RecordKind, Records } from "../../knowledge/records.ts";
import { sourceWords } from "./knowledge-record.ts";
import type { Look } from "./output.ts";

/** A record with what it says in one line. */
export interface KnowledgeRow {
  readonly record: AnyRecord;
  readonly says: string;
}

/** How `knowledge list` shows records. `nowMs` is for their age. */
export const knowledgeLook = (nowMs: number): Look<KnowledgeRow> => ({
  kind: "records",
  name: ({ record }) => record.id,
  columns: [
    { title: "id", value: ({ record }) => record.id },
    { title: "age", value: ({ record }) => `${ageDaysOf(record, nowMs)} d` },
    { title: "says", value: ({ says }) => says },
    {
      title: "source",
      value: ({ record }) => record.sources.map(sourceWords).join("; "),
      wide: true,
    },
  ],
});

/** The rows of each kind, in the order of the data. */
export const knowledgeRows: { readonly [Kind in RecordKind]: () => readonly KnowledgeRow[] } = {
  releases: rowsBy(knowledge.releases, ({ releasedOn, plannedOn, endOfLife }) =>
    parts([
      ["released", releasedOn],
      ["planned", plannedOn],
      ["supported until", endOfLife],
    ]),
  ),
  support: rowsBy(knowledge.support, ({ standardEndsOn, extendedEndsOn }) =>
    parts([
      ["until", standardEndsOn],
      ["extended", extendedEndsOn],
    ]),
  ),
  skew: rowsBy(knowledge.skew, (rule) => rule.says),
  apis: rowsBy(knowledge.apis, ({ stability, deprecated, removed, replacement }) =>
    parts([
      [stability, ""],
      ["deprecated in", deprecated],
      ["gone in", removed],
      ["use", replacement && typeWords(replacement)],
    ]),
  ),
  "config-apis": rowsBy(knowledge["config-apis"], ({ usedIn, removed, replacement }) =>
    parts([
      [usedIn, ""],
      ["gone in", removed],
      ["use", replacement],
    ]),
  ),
  behaviours: rowsBy(
    knowledge.behaviours,
    ({ minor, impact, says: words }) => `${minor} ${impact}: ${words}`,
  ),
  addons: rowsBy(
    knowledge.addons,
    ({ kubernetes, basis }) => `Kubernetes ${rangeWords(kubernetes)}, ${basis}`,
  ),
  "addon-apis": rowsBy(knowledge["addon-apis"], ({ addon, removedInAddon, replacement }) =>
    parts([
      [`of ${addon}`, ""],
      [`gone in ${addon}`, removedInAddon],
      ["use", replacement],
    ]),
  ),
  "addon-rules": rowsBy(
    knowledge["addon-rules"],
    ({ strength, says: words }) => `${strength}: ${words}`,
  ),
  abilities: rowsBy(knowledge.abilities, (ability) => ability.says),
};

function rowsBy<One extends AnyRecord>(
  records: () => readonly One[],
  says: (record: One) => string,
): () => readonly KnowledgeRow[] {
  return () => records().map((record) => ({ record, says: says(record) }));
}

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
