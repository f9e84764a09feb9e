import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { checkKnowledgeTogether } from "../knowledge/check-knowledge-together.ts";
import { knowledgeDocumentKind, type KnowledgeDocument } from "../knowledge/knowledge-document.ts";
import { readStandardInput } from "../platform/read-standard-input.ts";
import { checkTogether } from "../spec/check-together.ts";
import { documentKinds, type DocumentOf } from "../spec/document-kinds.ts";
import type { Problem } from "../spec/problem.ts";
import { readDocuments } from "../spec/read-documents.ts";
import type { ReadDocument } from "../spec/read-source.ts";
import { renderProblems } from "../spec/render-problems.ts";
import { worldDocumentKind } from "../world/world-document-kind.ts";
import type { WorldDocument } from "../world/world-document.ts";
import { exitCodes } from "./exit-codes.ts";
import { RefusedFiles, UserError } from "./user-error.ts";

/** A world, and what is known besides, stand beside what is upgraded with them, in the same folders. */
const allKinds = {
  ...documentKinds,
  Knowledge: knowledgeDocumentKind,
  World: worldDocumentKind,
};

export type AnyDocument = DocumentOf<typeof allKinds>;
export type OurDocument = Exclude<AnyDocument, WorldDocument | KnowledgeDocument>;

/** A document of a file that was named on the command line. */
export interface FileDocument<Document = OurDocument> extends ReadDocument<Document> {
  readonly file: string;
}

/**
 * The documents of the files that fleetlift keeps, worlds left out: they are not ours to keep. Facts
 * among them are refused: the server plans from its own (`readWithFacts` reads both).
 */
export function readFiles(names: readonly string[]): readonly FileDocument[] {
  const all = readAllFiles(names);
  const facts = all.find(isKnowledge);
  if (facts === undefined) return all.filter(isOurs);
  throw factsNotKept(facts.file);
}

/** A server plans from the facts that it came with, so that all who use it have the same. */
export function factsNotKept(file: string): UserError {
  return new UserError(
    `${file}: facts of one's own (kind Knowledge) are not kept by the server`,
    "plan from them in this process: fleetlift plan --offline; or leave that file out",
    exitCodes.wrongInput,
  );
}

/**
 * All documents of the files; a folder stands for the YAML and JSON files in it, `-` for stdin.
 * Everything that is wrong in any of them is told at once, as `RefusedFiles`.
 */
export function readAllFiles(names: readonly string[]): readonly FileDocument<AnyDocument>[] {
  const documents: FileDocument<AnyDocument>[] = [];
  const problems: Problem[] = [];
  for (const file of names.flatMap((name) => filesIn(name))) {
    const reading = readDocuments(contentOf(file), file, allKinds);
    if (reading.kind === "refused") problems.push(...reading.problems);
    else documents.push(...reading.documents.map((document) => ({ ...document, file })));
  }
  problems.push(
    ...checkTogether(documents),
    ...checkKnowledgeTogether(documents.filter(isKnowledge)),
  );
  if (problems.length > 0) throw new RefusedFiles(renderProblems(problems));
  return documents;
}

export function isOurs(one: FileDocument<AnyDocument>): one is FileDocument {
  return one.document.kind !== "World" && one.document.kind !== "Knowledge";
}

export function isKnowledge(
  one: FileDocument<AnyDocument>,
): one is FileDocument<KnowledgeDocument> {
  return one.document.kind === "Knowledge";
}

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
    return file === "-" ? readStandardInput() : readFileSync(file, "utf8");
  } catch (error) {
    const why =
      error instanceof Error && "code" in error && error.code === "ENOENT"
        ? "there is no such file"
        : String(error);
    throw new UserError(`${file} cannot be read: ${why}`, "", exitCodes.wrongInput);
  }
}
