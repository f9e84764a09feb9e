import type { Applied } from "../server/apply.ts";
import { inOrder, parsePath } from "../spec/problem.ts";
import { renderProblems } from "../spec/render-problems.ts";
import { Refused, type ApiClient } from "./api-client.ts";
import { readFiles, type FileDocument } from "./read-files.ts";
import { RefusedFiles } from "./user-error.ts";

export interface ApplyOptions {
  readonly filename: readonly string[];
  readonly dataDir?: string;
}

/** Checks the files here, where their lines are known, and hands the documents to the server. */
export async function applyFiles(
  api: ApiClient,
  options: ApplyOptions,
  planOnly: boolean,
): Promise<readonly Applied[]> {
  return await applyDocuments(api, readFiles(options.filename), planOnly);
}

export async function applyDocuments(
  api: ApiClient,
  documents: readonly FileDocument[],
  planOnly: boolean,
): Promise<readonly Applied[]> {
  const body = { documents: documents.map(({ written }) => written), planOnly };
  try {
    const { items } = await api.send<{ readonly items: readonly Applied[] }>(
      "POST",
      "/apply",
      body,
    );
    return items;
  } catch (error) {
    throw inTheFiles(error, documents) ?? error;
  }
}

/** What the server refused, at the lines of the files; undefined when it is not all about these documents. */
function inTheFiles(error: unknown, documents: readonly FileDocument[]): RefusedFiles | undefined {
  if (!(error instanceof Refused)) return undefined;
  const problems = error.fields.flatMap(({ document = "", path, detail }) => {
    const at = documents.find(
      (one, index) => document === `documents[${index}]` || document === titleOf(one),
    );
    return at === undefined
      ? []
      : [at.problem({ path: parsePath(path), on: "value", message: detail })];
  });
  return problems.length === 0 || problems.length < error.fields.length
    ? undefined
    : new RefusedFiles(renderProblems(inOrder(problems)));
}

function titleOf({ document }: FileDocument): string {
  return `${document.kind} ${document.metadata.name}`;
}
