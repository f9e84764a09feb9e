import type { AddedRecord } from "../model/plan.ts";
import { kindOf, withId } from "./check-knowledge.ts";
import type { KnowledgeDocument } from "./knowledge-document.ts";
import { allRecords, once, recordKinds, sourceOf, type Facts } from "./knowledge.ts";
import {
  recordSchemas,
  type AnyRecord,
  type Origin,
  type RecordKind,
  type Records,
  type Source,
} from "./records.ts";

/** A Knowledge document, and who brings it: a file, or a pack. */
export interface BroughtKnowledge {
  readonly from: string;
  readonly document: KnowledgeDocument;
}

/**
 * The facts with what documents add to them, and put in their place. The documents were read by
 * `knowledgeDocumentKind`, and say nothing against each other (`checkKnowledgeTogether`).
 */
export function withRecords(base: Facts, documents: readonly BroughtKnowledge[]): Facts {
  if (documents.length === 0) return base;
  const entries = recordKinds.map((kind) => [kind, once(() => merged(base, documents, kind))]);
  // One entry for each kind, and each makes the records of its kind.
  return { ...base, ...Object.fromEntries(entries) } as Facts;
}

function merged(
  base: Facts,
  documents: readonly BroughtKnowledge[],
  kind: RecordKind,
): readonly AnyRecord[] {
  const overrides = new Map(
    documents.flatMap((brought) =>
      (brought.document.spec.overrides ?? [])
        .filter(({ id }) => kindOf(id) === kind)
        .map((override) => [override.id, replacement(brought, override, kind)] as const),
    ),
  );
  const own: readonly AnyRecord[] = base[kind]();
  return [
    ...own.map((record) => overrides.get(record.id) ?? record),
    ...documents.flatMap((brought) =>
      (brought.document.spec.records?.[kind] ?? []).map((record) =>
        finished(brought, record, { from: brought.from }),
      ),
    ),
  ];
}

type Override = NonNullable<KnowledgeDocument["spec"]["overrides"]>[number];

function replacement(brought: BroughtKnowledge, override: Override, kind: RecordKind): AnyRecord {
  const { reason, by } = override;
  // Read before, when the document was checked; read again, because it was kept as it was written.
  const record = recordSchemas[kind].parse(withId(override));
  return finished(brought, record, { from: brought.from, reason, by });
}

/** A record with its sources in place of their ids, and who brings it. */
function finished(
  { document }: BroughtKnowledge,
  written: { readonly sources: readonly string[] },
  origin: Origin,
): AnyRecord {
  const own = new Map(document.spec.sources?.map((source) => [source.id, source]));
  const sources: readonly Source[] = written.sources.map((id) => own.get(id) ?? sourceOf(id));
  // A record of its kind's schema, of which only the sources are put in another form.
  return { ...written, sources, origin } as Records[RecordKind];
}

/** Of these ids, those of records that are not fleetlift's own: what a plan shows of them. */
export function addedRecords(facts: Facts, ids: readonly string[]): readonly AddedRecord[] {
  const used = new Set(ids);
  const records = allRecords(facts).flatMap(({ id, origin }) => {
    if (origin === undefined || !used.has(id)) return [];
    const { from, reason } = origin;
    return [{ id, from, ...(reason === undefined ? {} : { reason }) }];
  });
  const checks = (facts.checks?.() ?? []).filter(({ id }) => used.has(id));
  return [...records, ...checks.map(({ id, from }) => ({ id, from }))];
}
