import * as z from "zod";
import { PortError } from "../../ports/port-error.ts";
import { type Api, type ApiRequest, readAnswer, wordsFor } from "./api.ts";

/** As kubectl pages. */
const PAGE_SIZE = 500;
/** A server forgets a list after some minutes; one that does so this often will not get through. */
const MAX_STARTS = 4;

export type ListRequest = Omit<ApiRequest, "verb" | "object">;

/**
 * All objects of a list, read in pages. When the server has forgotten the list between two pages
 * (410) it is read again from the beginning, so that the result is never of two different times.
 */
export async function listAll<T>(
  api: Api,
  list: ListRequest,
  item: z.ZodType<T>,
): Promise<readonly T[]> {
  for (let start = 0; start < MAX_STARTS; start += 1) {
    const items = await readPages(api, list, item);
    if (items !== "forgotten") return items;
  }
  const request: ApiRequest = { ...list, verb: "list" };
  throw new PortError(
    "transient",
    `cannot ${wordsFor(request)}: the list went stale ${MAX_STARTS} times while it was read`,
  );
}

async function readPages<T>(
  api: Api,
  list: ListRequest,
  item: z.ZodType<T>,
): Promise<readonly T[] | "forgotten"> {
  const page = z.object({
    metadata: z.object({ continue: z.string().default("") }),
    items: z.array(item).nullish(),
  });
  const items: T[] = [];
  let next = "";
  do {
    const query = { ...list.query, limit: String(PAGE_SIZE), ...(next && { continue: next }) };
    const request: ApiRequest = { ...list, verb: "list", query };
    const answer = await api.send(request);
    if (answer.status === 410) return "forgotten";
    const read = readAnswer(api, request, answer, page);
    items.push(...(read.items ?? []));
    next = read.metadata.continue;
  } while (next !== "");
  return items;
}
