import * as z from "zod";
import type { Json } from "../model/data.ts";
import { API_VERSION } from "../model/names.ts";
import type { DocumentKind, DocumentKinds, DocumentOf } from "./document-kinds.ts";
import { nearest } from "./nearest.ts";
import { inOrder, type Complaint, type Problem } from "./problem.ts";
import { parseData, problemsOf, type ReadDocument } from "./read-source.ts";
import { fieldOf, fieldsOf } from "./rough-data.ts";
import { readStream, type YamlSource } from "./yaml-source.ts";

/** All of a file, or all that is wrong with it; `problems` is never empty. */
export type Reading<Document> =
  | { readonly kind: "read"; readonly documents: readonly ReadDocument<Document>[] }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Reads a file of documents (YAML or JSON, several divided by `---`), each of the kind that it
 * names. Never throws; tells everything that is wrong at once. `file` is the name to show.
 */
export function readDocuments<Kinds extends DocumentKinds>(
  text: string,
  file: string,
  kinds: Kinds,
): Reading<DocumentOf<Kinds>> {
  const stream = readStream(text, file);
  const documents: ReadDocument<DocumentOf<Kinds>>[] = [];
  const problems = [...stream.problems];
  for (const source of stream.sources) {
    const { document, complaints } = readByKind(source, kinds);
    const found = problemsOf(source, complaints);
    problems.push(...found);
    if (found.length > 0) continue;
    documents.push({
      // Its kind's schema accepted it, and that schema gives its type.
      document: document as DocumentOf<Kinds>,
      written: source.data,
      problem: source.problem,
    });
  }
  if (problems.length > 0) return { kind: "refused", problems: inOrder(problems) };
  return { kind: "read", documents };
}

interface Checked {
  readonly document: unknown;
  readonly complaints: readonly Complaint[];
}

function readByKind(source: YamlSource, kinds: DocumentKinds): Checked {
  const names = Object.keys(kinds);
  const head = parseData(headSchema(names), source.data, source);
  if (head.kind === "parsed") return readAs(kinds[head.document.kind], source.data, source);
  const word = fieldOf(source.data, "kind");
  const likely = typeof word === "string" ? (nearest(word, names) ?? "") : "";
  // Read on as if the kind were spelt right, so that the rest is told as well.
  const rest = readAs(kinds[likely], { ...fieldsOf(source.data), kind: likely }, source);
  return { document: undefined, complaints: [...head.complaints, ...rest.complaints] };
}

/** What all documents have in common, so that wrong words there are told for unknown kinds too. */
function headSchema(names: readonly string[]) {
  return z.looseObject({ apiVersion: z.literal(API_VERSION), kind: z.enum(names) });
}

function readAs(kind: DocumentKind | undefined, data: Json, source: YamlSource): Checked {
  if (kind === undefined) return { document: undefined, complaints: [] };
  const parsed = parseData(kind.schema, data, source);
  const beyond = kind.check(data);
  return parsed.kind === "parsed"
    ? { document: parsed.document, complaints: beyond }
    : { document: undefined, complaints: [...parsed.complaints, ...beyond] };
}
