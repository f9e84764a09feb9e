import { canonicalJson } from "../model/hash.ts";
import type { RecordPort, StoredDocument } from "../ports/record-port.ts";
import { checkTogether } from "../spec/check-together.ts";
import { documentKinds, type DocumentOf } from "../spec/document-kinds.ts";
import type { Problem } from "../spec/problem.ts";
import { readDocuments } from "../spec/read-documents.ts";
import type { ReadDocument } from "../spec/read-source.ts";
import { Refusal } from "./problem.ts";

/** Workflows are parts of packs, and not applied. */
const appliedKinds = {
  Fleet: documentKinds.Fleet,
  Rollout: documentKinds.Rollout,
  Messaging: documentKinds.Messaging,
} as const;

export type AppliedDocument = DocumentOf<typeof appliedKinds>;

/**
 * Documents as somebody sent them, checked by all the rules of their kinds and against each other,
 * and read. What was sent is kept beside each: documents are stored as they were written. Throws a
 * 400 with everything that is wrong.
 */
export async function readSent(
  records: RecordPort,
  sent: readonly unknown[],
): Promise<readonly ReadDocument<AppliedDocument>[]> {
  const documents: ReadDocument<AppliedDocument>[] = [];
  const problems: Problem[] = [];
  for (const [index, document] of sent.entries()) {
    // JSON is YAML: one reader, and the same words, for files and for requests.
    const reading = readDocuments(JSON.stringify(document), `documents[${index}]`, appliedKinds);
    if (reading.kind === "refused") problems.push(...reading.problems);
    else documents.push(...reading.documents);
  }
  const fleets = (await allDocuments(records, "Fleet")).map(({ name }) => name);
  problems.push(...checkTogether(documents, fleets));
  if (problems.length === 0) return documents;
  const errors = problems.map(({ file, path, message }) => ({
    document: file,
    path,
    detail: message,
  }));
  throw new Refusal(400, "the documents are not valid; nothing was changed", "", errors);
}

/** Stores a document as it was written; false when the same was stored already. */
export async function storeDocument(
  records: RecordPort,
  kind: string,
  name: string,
  written: unknown,
): Promise<boolean> {
  const json = canonicalJson(written);
  if ((await records.getDocument(kind, name))?.json === json) return false;
  await records.putDocument({ kind, name, json });
  return true;
}

const PAGE = 500;

/** Every document of a kind, by name. */
export async function allDocuments(
  records: RecordPort,
  kind: string,
): Promise<readonly StoredDocument[]> {
  const all: StoredDocument[] = [];
  for (let after = ""; ;) {
    const { documents, next } = await records.listDocuments({ kind, after, limit: PAGE });
    all.push(...documents);
    if (next === after || documents.length === 0) return all;
    after = next;
  }
}

/** Throws the refusal of a name that no document of this kind has. */
export async function mustExist(records: RecordPort, kind: string, name: string): Promise<void> {
  if ((await records.getDocument(kind, name)) !== undefined) return;
  throw await unknownName(records, kind, name);
}

const SHOWN = 5;

/** The refusal of a name that no document of this kind has; it names those that there are. */
export async function unknownName(
  records: RecordPort,
  kind: string,
  name: string,
): Promise<Refusal> {
  const { documents } = await records.listDocuments({ kind, after: "", limit: SHOWN + 1 });
  const names = documents.slice(0, SHOWN).map((document) => document.name);
  const more = documents.length > SHOWN ? " and others" : "";
  const word = kind.toLowerCase();
  return new Refusal(
    404,
    `there is no ${word} ${name}`,
    names.length === 0
      ? `there is no ${word} yet; make one with: fleetlift apply -f FILE`
      : `there are: ${names.join(", ")}${more}`,
  );
}
