import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chainEvents, emptyHead, type Event, type StreamHead } from "../model/event.ts";
import { canonicalJson, contentHash } from "../model/hash.ts";
import type { RecordPort } from "./record-port.ts";

/** One store that can be opened more than once: the file of a database, the memory of a process. */
export interface RecordStore {
  open(): Promise<RecordPort>;
  /** Takes the store away; handles are closed before. */
  end(): Promise<void>;
}

/** What every record store promises (the port's doc comments, sentence by sentence). */
export function recordPortSuite(name: string, makeStore: () => Promise<RecordStore>): void {
  describe(`records: ${name}`, () => {
    let store: RecordStore;
    let records: RecordPort;
    beforeEach(async () => {
      store = await makeStore();
      records = await store.open();
    });
    afterEach(async () => {
      await records.close();
      await store.end();
    });
    const bench: Bench = {
      records: () => records,
      another: () => store.open(),
      reopen: async () => {
        await records.close();
        records = await store.open();
        return records;
      },
    };
    blobs(bench);
    appending(bench);
    reading(bench);
    documents(bench);
    handles(bench);
  });
}

interface Bench {
  readonly records: () => RecordPort;
  readonly another: () => Promise<RecordPort>;
  readonly reopen: () => Promise<RecordPort>;
}

function blobs({ records }: Bench): void {
  it("stores a blob under the hash of its text, and the same text again changes nothing", async () => {
    const json = canonicalJson({ kind: "Plan", name: "größer" });
    const hash = await records().putBlob(json);
    expect(hash).toBe(contentHash({ kind: "Plan", name: "größer" }));
    expect(await records().putBlob(json)).toBe(hash);
    expect(await records().getBlob(hash)).toBe(json);
    expect(await records().findBlobs("", 10)).toEqual([hash]);
  });

  it("says undefined for a hash it does not have", async () => {
    expect(await records().getBlob("0".repeat(64))).toBeUndefined();
  });

  it("finds blobs by the beginning of their hash, no more than asked for", async () => {
    const hashes = await Promise.all(
      Array.from({ length: 40 }, (_, n) => records().putBlob(canonicalJson({ n }))),
    );
    const prefix = hashes[0]?.slice(0, 1) ?? "";
    const same = hashes.filter((hash) => hash.startsWith(prefix)).toSorted();
    expect((await records().findBlobs(prefix, 100)).toSorted()).toEqual(same);
    expect(await records().findBlobs("", 7)).toHaveLength(7);
    expect(await records().findBlobs("%", 100)).toEqual([]);
    expect(await records().findBlobs("_", 100)).toEqual([]);
  });

  it("keeps a blob of a megabyte whole", async () => {
    const json = canonicalJson({ text: "ä".repeat(500_000) });
    expect(await records().getBlob(await records().putBlob(json))).toBe(json);
  });
}

function appending({ records }: Bench): void {
  it("ignores events that are there already, and takes those that follow them", async () => {
    const [first, second] = twoParts("rollout/a");
    await records().append(first);
    await records().append([...first, ...second]);
    await records().append(second);
    expect(await readAll(records())).toEqual([...first, ...second]);
  });

  it("refuses another event in a place that is taken, and then writes none of the batch", async () => {
    const [first] = twoParts("rollout/a");
    await records().append(first);
    const other = events(emptyHead("rollout/a"), ["something else"]);
    const bystander = events(emptyHead("rollout/b"), ["a bystander"]);
    await expect(records().append([...bystander, ...other])).rejects.toMatchObject({
      name: "PortError",
      class: "terminal",
    });
    expect(await readAll(records())).toEqual(first);
  });

  it("refuses two different events for one place in one batch, and writes neither", async () => {
    const batch = ["one", "two"].flatMap((word) => events(emptyHead("rollout/a"), [word]));
    await expect(records().append(batch)).rejects.toMatchObject({ class: "terminal" });
    expect(await readAll(records())).toEqual([]);
  });

  it("goes on after a refusal", async () => {
    await records().append(events(emptyHead("rollout/a"), ["one"]));
    await expect(records().append(events(emptyHead("rollout/a"), ["two"]))).rejects.toThrow();
    const next = events(emptyHead("rollout/b"), ["three"]);
    await records().append(next);
    expect((await readAll(records())).at(-1)).toEqual(next[0]);
  });

  it("appends nothing without a word when there is nothing to append", async () => {
    await records().append([]);
    expect(await readAll(records())).toEqual([]);
  });
}

function reading({ records }: Bench): void {
  it("reads page by page in the order of storing, across streams", async () => {
    const stored = await threeStreams(records());
    const seen: Event[] = [];
    for (let after = "", more = true; more;) {
      const page = await records().read({ after, limit: 2 });
      expect(page.events.length).toBeLessThanOrEqual(2);
      more = page.next !== after;
      seen.push(...page.events);
      after = page.next;
    }
    expect(seen).toEqual(stored);
  });

  it("keeps a cursor's place when more is appended, and says the same cursor when there is nothing new", async () => {
    const stored = await threeStreams(records());
    const { next } = await records().read({ after: "", limit: 100 });
    expect(await records().read({ after: next, limit: 100 })).toEqual({ events: [], next });
    await records().append(stored); // repeats take no place
    expect(await records().read({ after: next, limit: 100 })).toEqual({ events: [], next });
    const late = events(emptyHead("upgrade/a/late/1"), ["late"]);
    await records().append(late);
    expect((await records().read({ after: next, limit: 100 })).events).toEqual(late);
  });

  it("reads only the streams that begin with the prefix, taken letter by letter", async () => {
    const stored = await threeStreams(records());
    const upgrades = stored.filter((event) => event.stream.startsWith("upgrade/a/"));
    expect(await readAll(records(), "upgrade/a/")).toEqual(upgrades);
    expect(await readAll(records(), "upgrade/_/")).toEqual([]);
    expect(await readAll(records(), "Upgrade/a/")).toEqual([]);
  });

  it("goes on from a cursor within a prefix", async () => {
    const stored = await threeStreams(records());
    const upgrades = stored.filter((event) => event.stream.startsWith("upgrade/"));
    const first = await records().read({ after: "", limit: 1, streamPrefix: "upgrade/" });
    const rest = await records().read({ after: first.next, limit: 99, streamPrefix: "upgrade/" });
    expect([...first.events, ...rest.events]).toEqual(upgrades);
  });
}

function documents({ records }: Bench): void {
  it("replaces the document of the same kind and name, and no other", async () => {
    await records().putDocument({ kind: "Fleet", name: "shop", json: '{"n":1}' });
    await records().putDocument({ kind: "Rollout", name: "shop", json: "{}" });
    await records().putDocument({ kind: "Fleet", name: "shop", json: '{"n":2}' });
    const fleet = { kind: "Fleet", name: "shop", json: '{"n":2}' };
    expect(await records().getDocument("Fleet", "shop")).toEqual(fleet);
    expect(await records().getDocument("Rollout", "shop")).toMatchObject({ json: "{}" });
    expect(await records().getDocument("Fleet", "other")).toBeUndefined();
  });

  it("lists documents of one kind by name, page by page", async () => {
    for (const name of ["c", "a", "b"]) {
      await records().putDocument({ kind: "Fleet", name, json: "{}" });
      await records().putDocument({ kind: "Rollout", name, json: "{}" });
    }
    const names: string[] = [];
    for (let after = "", more = true; more;) {
      const page = await records().listDocuments({ kind: "Fleet", after, limit: 2 });
      more = page.next !== after;
      names.push(...page.documents.map((document) => document.name));
      after = page.next;
    }
    expect(names).toEqual(["a", "b", "c"]);
  });
}

function handles({ records, another, reopen }: Bench): void {
  it("shows what one handle wrote to another at once, and neither overwrites the other", async () => {
    const other = await another();
    const [first, second] = twoParts("rollout/a");
    await records().append(first);
    await other.append([...first, ...second]);
    expect(await readAll(records())).toEqual([...first, ...second]);
    expect(await readAll(other)).toEqual([...first, ...second]);
    await expect(other.append(events(emptyHead("rollout/a"), ["other"]))).rejects.toMatchObject({
      class: "terminal",
    });
    await other.close();
  });

  it("has everything after it was closed and opened again, with cursors that still hold", async () => {
    const stored = await threeStreams(records());
    const hash = await records().putBlob("{}");
    await records().putDocument({ kind: "Fleet", name: "shop", json: "{}" });
    const { next } = await records().read({ after: "", limit: 2 });
    const again = await reopen();
    expect((await again.read({ after: next, limit: 99 })).events).toEqual(stored.slice(2));
    expect(await again.getBlob(hash)).toBe("{}");
    expect(await again.getDocument("Fleet", "shop")).toBeDefined();
  });
}

function events(head: StreamHead, reasons: readonly string[]): readonly Event[] {
  const bodies = reasons.map((reason) => ({
    kind: "step.done" as const,
    actor: "fleetlift",
    rollout: "a",
    reason,
  }));
  return chainEvents(head, bodies, 1_000).events;
}

/** The beginning of a stream and what follows it. */
function twoParts(stream: string): readonly [readonly Event[], readonly Event[]] {
  const all = events(emptyHead(stream), ["one", "two", "three", "four"]);
  return [all.slice(0, 2), all.slice(2)];
}

/** Three streams, interleaved, in the order in which they were stored. */
async function threeStreams(records: RecordPort): Promise<readonly Event[]> {
  const [rollout, rolloutEnd] = twoParts("rollout/a");
  const [upgrade] = twoParts("upgrade/a/x/1");
  const [otherUpgrade] = twoParts("upgrade/ab/y/1");
  const batches = [rollout, upgrade, otherUpgrade, rolloutEnd];
  for (const batch of batches) await records.append(batch);
  return batches.flat();
}

async function readAll(records: RecordPort, streamPrefix?: string): Promise<readonly Event[]> {
  return (await records.read({ after: "", limit: 1_000, streamPrefix })).events;
}
