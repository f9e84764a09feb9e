import type { Applied } from "../server/apply.ts";
import type { ApiClient } from "./api-client.ts";
import { actorOf } from "./order.ts";
import { readFiles, type FileDocument } from "./read-files.ts";

export interface ApplyOptions {
  readonly filename: readonly string[];
  readonly as?: string;
  readonly dataDir?: string;
}

/** Checks the files here, where their lines are known, and hands the documents to the server. */
export async function applyFiles(
  api: ApiClient,
  options: ApplyOptions,
  planOnly: boolean,
): Promise<readonly Applied[]> {
  return await applyDocuments(api, readFiles(options.filename), options, planOnly);
}

export async function applyDocuments(
  api: ApiClient,
  documents: readonly FileDocument[],
  options: { readonly as?: string },
  planOnly: boolean,
): Promise<readonly Applied[]> {
  const { items } = await api.send<{ readonly items: readonly Applied[] }>(
    "POST",
    "/apply",
    { documents: documents.map(({ written }) => written), planOnly },
    actorOf(options),
  );
  return items;
}
