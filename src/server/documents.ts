import { canonicalJson } from "../model/hash.ts";
import type { RecordPort, StoredDocument } from "../ports/record-port.ts";
import { documentKinds, type DocumentOf } from "../spec/document-kinds.ts";
import { readDocuments } from "../spec/read-documents.ts";
import { Refusal } from "./problem.ts";

type Kinds = typeof documentKinds;

/**
 * A document as somebody sent it, checked by all the rules of its kind and read. `name` is the one
 * in the address. What was sent is kept beside it: documents are stored as they were written.
 */
export function parseDocument<Kind extends keyof Kinds>(
  kind: Kind,
  name: string,
  sent: unknown,
): DocumentOf<Pick<Kinds, Kind>> {
  const reading = readDocuments(JSON.stringify(sent), name, {
    [kind]: documentKinds[kind],
  } as unknown as Pick<Kinds, Kind>);
  if (reading.kind === "refused") {
    const errors = reading.problems.map(({ path, message }) => ({ path, detail: message }));
    throw new Refusal(400, `${kind} ${name} has ${count(errors.length)}`, "", errors);
  }
  const document = reading.documents[0]?.document;
  if (document === undefined) throw new Refusal(400, `the body holds no ${kind}`, "");
  const written = document.metadata.name;
  if (written === name) return document;
  throw new Refusal(400, `the document is named ${written}, the address says ${name}`, "");
}

const count = (errors: number): string => (errors === 1 ? "1 error" : `${errors} errors`);

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
