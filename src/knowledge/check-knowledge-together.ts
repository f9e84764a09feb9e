import type { Complaint, Problem } from "../spec/problem.ts";
import type { ReadDocument } from "../spec/read-source.ts";
import type { KnowledgeDocument } from "./knowledge-document.ts";
import { recordKinds } from "./knowledge.ts";

interface Place {
  readonly id: string;
  readonly complaint: (message: string) => Complaint;
}

/** What Knowledge documents say against each other: two records, or two overrides, of one id. */
export function checkKnowledgeTogether(
  documents: readonly ReadDocument<KnowledgeDocument>[],
): readonly Problem[] {
  const firsts = new Map<string, Problem>();
  return documents.flatMap((one) => {
    const problems: Problem[] = [];
    for (const { id, complaint } of placesIn(one.document)) {
      const first = firsts.get(id);
      if (first === undefined) firsts.set(id, one.problem(complaint("")));
      else {
        const where = `${first.file}:${first.line}`;
        problems.push(one.problem(complaint(`"${id}": ${where} has a record of this id already`)));
      }
    }
    return problems;
  });
}

function placesIn({ spec }: KnowledgeDocument): readonly Place[] {
  const at = (path: Complaint["path"]) => (message: string) =>
    ({ path: [...path, "id"], on: "value", message }) as const;
  return [
    ...recordKinds.flatMap((kind) =>
      (spec.records?.[kind] ?? []).map(({ id }, index) => ({
        id,
        complaint: at(["spec", "records", kind, index]),
      })),
    ),
    ...(spec.overrides ?? []).map(({ id }, index) => ({
      id,
      complaint: at(["spec", "overrides", index]),
    })),
  ];
}
