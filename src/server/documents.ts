import type { RecordPort, StoredDocument } from "../ports/record-port.ts";
import { Refusal } from "./problem.ts";

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
