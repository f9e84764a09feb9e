import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiReader, ListTarget, PageAnswer } from "./api-reader.ts";

/** A cluster with two namespaces or more, kube-system among them. */
export interface ReaderFixture {
  readonly reader: ApiReader;
  close(): Promise<void>;
}

const NAMESPACES = { resource: "namespaces", group: "", path: "/api/v1/namespaces" };
const NOBODYS = {
  resource: "nothings",
  group: "nobody.example",
  path: "/apis/nobody.example/v1/nothings",
};

/** What every ApiReader keeps to, held by the simulated world and by real API servers alike. */
export function apiReaderSuite(
  name: string,
  { open }: { readonly open: () => Promise<ReaderFixture> },
): void {
  describe(`ApiReader: ${name}`, () => {
    let fixture: ReaderFixture;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.close());

    for (const [title, test] of Object.entries(tests)) it(title, () => test(fixture.reader));
  });
}

const tests: Readonly<Record<string, (reader: ApiReader) => Promise<void>>> = {
  "lists the same objects on one page and on many": async (reader) => {
    const whole = await allPages(reader, { ...NAMESPACES, limit: 500 });
    const byOne = await allPages(reader, { ...NAMESPACES, limit: 1 });
    expect(whole.names).toContain("kube-system");
    expect(byOne.names).toEqual(whole.names);
    expect(whole.pages).toBe(1);
    expect(byOne.pages).toBe(whole.names.length);
  },

  "sends the metadata alone when no more is asked for": async (reader) => {
    const page = await reader.list({ ...NAMESPACES, limit: 500, metadataOnly: true });
    const [first] = itemsOf(page);
    expect(first).toHaveProperty("metadata.name");
    expect(first).not.toHaveProperty("status.phase");
    expect(first).not.toHaveProperty("spec.finalizers");
  },

  "selects by fields": async (reader) => {
    const fieldSelector = "metadata.name=kube-system";
    const { names } = await allPages(reader, { ...NAMESPACES, limit: 500, fieldSelector });
    expect(names).toEqual(["kube-system"]);
  },

  "selects by labels": async (reader) => {
    const labelSelector = "kubernetes.io/metadata.name=kube-system";
    const { names } = await allPages(reader, { ...NAMESPACES, limit: 500, labelSelector });
    expect(names).toEqual(["kube-system"]);
  },

  "reads one object by its name": async (reader) => {
    const answer = await reader.get({ ...NAMESPACES, path: `${NAMESPACES.path}/kube-system` });
    expect(answer).toMatchObject({ kind: "object", object: { metadata: { name: "kube-system" } } });
  },

  "tells the groups that are served": async (reader) => {
    const answer = await reader.get({ resource: "", group: "", path: "/apis" });
    expect(answer.kind === "object" && answer.object).toMatchObject({
      groups: expect.arrayContaining([
        expect.objectContaining({
          name: "apps",
          versions: expect.arrayContaining([expect.objectContaining({ version: "v1" })]),
        }),
      ]),
    });
  },

  "says that there is no such resource, and no such object": async (reader) => {
    expect(await reader.list({ ...NOBODYS, limit: 500 })).toEqual({ kind: "not-served" });
    expect(await reader.get({ ...NAMESPACES, path: `${NAMESPACES.path}/nobody` })).toEqual({
      kind: "not-served",
    });
    expect(await reader.text({ resource: "", group: "", path: "/nobody" })).toEqual({
      kind: "not-served",
    });
  },
};

function itemsOf(page: PageAnswer): readonly unknown[] {
  if (page.kind !== "page") throw new Error(`not a page: ${page.kind}`);
  return page.items;
}

async function allPages(reader: ApiReader, target: ListTarget) {
  const names: unknown[] = [];
  let pages = 0;
  let next: string | undefined;
  do {
    const page: PageAnswer = await reader.list({ ...target, next });
    names.push(...itemsOf(page).map(nameOf));
    next = page.kind === "page" ? page.next : undefined;
    pages += 1;
  } while (next !== undefined);
  return { names, pages };
}

function nameOf(item: unknown): string {
  // What has no name fails where names are compared.
  return (item as { readonly metadata?: { readonly name?: string } }).metadata?.name ?? "";
}
