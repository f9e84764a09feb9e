/**
 * Reads lists page by page, a few pages at a time over all lists of a cluster. Each object is made
 * small by its schema and handed on at once, so that no list is ever held as it was sent. What may
 * not be read is an answer, in words that say which right is missing.
 */
import * as z from "zod";
import { limited, type Enter } from "../../platform/limited.ts";
import type { ApiReader, ListTarget, PageAnswer, ReadTarget } from "../../ports/api-reader.ts";
import { PortError } from "../../ports/port-error.ts";
import { missingRight, readFailed, type Missing } from "./missing.ts";

/** A way to read one cluster, with the number of requests that it bears at a time. */
export interface Look {
  readonly reader: ApiReader;
  readonly enter: Enter;
  /**
   * Whether the API server has a version of a group. One that it has not is not asked for: whoever
   * lacks the right would be told so, and not that there is nothing.
   */
  readonly serves: (group: string, version: string) => boolean;
}

const REQUESTS_AT_ONCE = 4;
/** Half of kubectl's: a page is held as it was sent, and several are at a time. */
const PAGE_SIZE = 250;
/** A server forgets a list after some minutes; one that does so this often will not get through. */
const MAX_STARTS = 4;

const groupsSchema = z.object({
  groups: z.array(
    z.object({ name: z.string(), versions: z.array(z.object({ version: z.string() })) }),
  ),
});

/** Asks what groups there are, which everybody may; where that is not told, all may be there. */
export async function openLook(reader: ApiReader): Promise<Look> {
  const enter = limited(REQUESTS_AT_ONCE);
  const all: Look = { reader, enter, serves: () => true };
  const read = await readTarget(all, { resource: "", group: "", path: "/apis" }, groupsSchema);
  if (read.kind !== "read") return all;
  const served = new Set(
    read.value.groups.flatMap(({ name, versions }) =>
      versions.map(({ version }) => `${name}/${version}`),
    ),
  );
  return { ...all, serves: (group, version) => group === "" || served.has(`${group}/${version}`) };
}

/** A list, in the words that paths and access rules are made of. */
export interface ListOf {
  /** Empty for the core. */
  readonly group: string;
  readonly version: string;
  /** The plural. */
  readonly resource: string;
  /** All namespaces when left out. */
  readonly namespace?: string;
  /** Objects on a page, for those that are large. */
  readonly pageSize?: number;
  readonly metadataOnly?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Where what is read goes: told of one object at a time. */
export interface Fold<Item> {
  readonly take: (item: Item) => void;
}

/** Objects that were there and not as expected: how many, and what was wrong with the first. */
export interface Unreadable {
  readonly count: number;
  readonly what: string;
  readonly first: string;
}

export type ListRead<Value> =
  | { readonly kind: "read"; readonly value: Value; readonly unreadable: Unreadable | undefined }
  | { readonly kind: "not-served" }
  | { readonly kind: "missing"; readonly missing: Missing };

/** Reads a list into what `begin` makes: anew from the beginning when the server forgot it between pages. */
export async function readList<Item, Into extends Fold<Item>>(
  look: Look,
  list: ListOf,
  schema: z.ZodType<Item>,
  begin: () => Into,
): Promise<ListRead<Into>> {
  if (!look.serves(list.group, list.version)) return { kind: "not-served" };
  try {
    for (let start = 0; start < MAX_STARTS; start += 1) {
      const read = await readPages(look, list, schema, begin());
      if (read.kind !== "expired") return read;
    }
  } catch (error) {
    return { kind: "missing", missing: whyFailed(list, error) };
  }
  const why = `the list went stale ${MAX_STARTS} times while it was read`;
  return { kind: "missing", missing: readFailed(list, why) };
}

/** Reads a list whole: for kinds of which there are few. */
export async function readItems<Item>(
  look: Look,
  list: ListOf,
  schema: z.ZodType<Item>,
): Promise<ListRead<readonly Item[]>> {
  const read = await readList(look, list, schema, () => {
    const items: Item[] = [];
    return { items, take: (item: Item) => void items.push(item) };
  });
  return read.kind === "read" ? { ...read, value: read.value.items } : read;
}

/** The first of several versions of a list that the server has. */
export async function readServed<Value>(
  lists: readonly ListOf[],
  read: (list: ListOf) => Promise<ListRead<Value>>,
): Promise<ListRead<Value>> {
  let last: ListRead<Value> = { kind: "not-served" };
  for (const list of lists) {
    last = await read(list);
    if (last.kind !== "not-served") return last;
  }
  return last;
}

async function readPages<Item, Into extends Fold<Item>>(
  { reader, enter }: Look,
  list: ListOf,
  schema: z.ZodType<Item>,
  into: Into,
): Promise<ListRead<Into> | { readonly kind: "expired" }> {
  let unreadable: Unreadable | undefined;
  let next: string | undefined;
  do {
    const target = targetOf(list, next);
    const page: PageAnswer = await enter(() => reader.list(target));
    if (page.kind === "denied") return { kind: "missing", missing: missingRight("list", list) };
    if (page.kind !== "page") return page;
    for (const raw of page.items) {
      const item = schema.safeParse(raw);
      if (item.success) into.take(item.data);
      else unreadable = addUnreadable(unreadable, list, item.error);
    }
    ({ next } = page);
  } while (next !== undefined);
  return { kind: "read", value: into, unreadable };
}

function targetOf(list: ListOf, next: string | undefined): ListTarget {
  const { resource, group, pageSize = PAGE_SIZE } = list;
  const { metadataOnly, labelSelector, fieldSelector } = list;
  const selected = { metadataOnly, labelSelector, fieldSelector };
  return { resource, group, path: pathOf(list), limit: pageSize, next, ...selected };
}

/** Where a list, or one object of it, is found. */
export function pathOf({ group, version, resource, namespace }: ListOf, name?: string): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${within}/${resource}${name === undefined ? "" : `/${encodeURIComponent(name)}`}`;
}

function addUnreadable(
  before: Unreadable | undefined,
  { resource }: ListOf,
  error: z.ZodError,
): Unreadable {
  if (before !== undefined) return { ...before, count: before.count + 1 };
  const [issue] = error.issues;
  // The field only: its value may be anything, secrets included.
  return { count: 1, what: resource, first: issue?.path.join(".") ?? "" };
}

/** One object by its name, as its schema reads it. */
export async function readObject<Item>(
  look: Look,
  list: ListOf,
  name: string,
  schema: z.ZodType<Item>,
): Promise<ListRead<Item>> {
  const { resource, group, version } = list;
  if (!look.serves(group, version)) return { kind: "not-served" };
  return await readTarget(look, { resource, group, path: pathOf(list, name) }, schema);
}

async function readTarget<Item>(
  { reader, enter }: Look,
  target: ReadTarget,
  schema: z.ZodType<Item>,
): Promise<ListRead<Item>> {
  try {
    const answer = await enter(() => reader.get(target));
    if (answer.kind === "denied") return { kind: "missing", missing: missingRight("get", target) };
    if (answer.kind === "not-served") return answer;
    const item = schema.safeParse(answer.object);
    if (item.success) return { kind: "read", value: item.data, unreadable: undefined };
    const field = item.error.issues[0]?.path.join(".") ?? "";
    const why = `it is not of the form that is known (field ${field})`;
    return { kind: "missing", missing: readFailed(target, why) };
  } catch (error) {
    return { kind: "missing", missing: whyFailed(target, error) };
  }
}

/** What may pass, or will not heal: said of this list, and the others are read all the same. */
export function whyFailed(list: Pick<ListOf, "resource" | "group">, error: unknown): Missing {
  if (error instanceof PortError) return readFailed(list, error.message);
  throw error;
}
