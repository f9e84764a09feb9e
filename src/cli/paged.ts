import type { ApiClient } from "./api-client.ts";

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string;
}

/** Every item of a list of the API, page by page. */
export async function allPages<Item>(
  api: ApiClient,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let after = ""; ;) {
    const page = await api.get<Page<Item>>(withQuery(path, { ...query, after, limit: "1000" }));
    items.push(...page.items);
    if (page.next === "" || page.items.length === 0) return items;
    after = page.next;
  }
}

/** The path with its query; what is undefined or empty is left out. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): string {
  const set = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
  );
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set).toString()}`;
}
