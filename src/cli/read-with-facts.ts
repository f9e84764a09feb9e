import { knowledge, type Facts } from "../knowledge/knowledge.ts";
import { withRecords } from "../knowledge/with-records.ts";
import { isKnowledge, isOurs, readAllFiles, type FileDocument } from "./read-files.ts";

export interface FilesAndFacts {
  readonly documents: readonly FileDocument[];
  /** What fleetlift brings, with what the files' Knowledge documents add and replace. */
  readonly facts: Facts;
  /** The files that bring facts of their own. */
  readonly bringing: readonly string[];
}

/** The documents of the files, and the facts to decide by. Everything that is wrong is told at once, as `RefusedFiles`. */
export function readWithFacts(names: readonly string[], base: Facts = knowledge): FilesAndFacts {
  const all = readAllFiles(names);
  const brought = all.filter(isKnowledge).map(({ file, document }) => ({ from: file, document }));
  return {
    documents: all.filter(isOurs),
    facts: withRecords(base, brought),
    bringing: brought.map(({ from }) => from),
  };
}
