import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { checkTogether } from "../spec/check-together.ts";
import { documentKinds, type DocumentOf } from "../spec/document-kinds.ts";
import type { Problem } from "../spec/problem.ts";
import { readDocuments } from "../spec/read-documents.ts";
import type { ReadDocument } from "../spec/read-source.ts";
import { renderProblems } from "../spec/render-problems.ts";
import { exitCodes } from "./exit-codes.ts";
import { RefusedFiles, UserError } from "./user-error.ts";

export type OurDocument = DocumentOf<typeof documentKinds>;

/** A document of a file that was named on the command line. */
export interface FileDocument extends ReadDocument<OurDocument> {
  readonly file: string;
}

/**
 * All documents of the files; a folder stands for the YAML and JSON files in it, `-` for stdin.
 * Everything that is wrong in any of them is told at once, as `RefusedFiles`.
 */
export function readFiles(names: readonly string[]): readonly FileDocument[] {
  const documents: FileDocument[] = [];
  const problems: Problem[] = [];
  for (const file of names.flatMap((name) => filesIn(name))) {
    const reading = readDocuments(contentOf(file), file, documentKinds);
    if (reading.kind === "refused") problems.push(...reading.problems);
    else documents.push(...reading.documents.map((document) => ({ ...document, file })));
  }
  problems.push(...checkTogether(documents));
  if (problems.length > 0) throw new RefusedFiles(renderProblems(problems));
  return documents;
}

const STDIN = 0;

function filesIn(name: string): readonly string[] {
  if (name === "-" || !isFolder(name)) return [name];
  const files = readdirSync(name)
    .filter((file) => /\.(ya?ml|json)$/.test(file))
    .toSorted()
    .map((file) => path.join(name, file));
  if (files.length > 0) return files;
  throw new UserError(`${name} holds no YAML or JSON files`, "", exitCodes.wrongInput);
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file === "-" ? STDIN : file, "utf8");
  } catch (error) {
    const why =
      error instanceof Error && "code" in error && error.code === "ENOENT"
        ? "there is no such file"
        : String(error);
    throw new UserError(`${file} cannot be read: ${why}`, "", exitCodes.wrongInput);
  }
}
