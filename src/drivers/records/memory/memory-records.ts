import type { Event } from "../../../model/event.ts";
import { sha256 } from "../../../model/hash.ts";
import type { RecordPort, StoredDocument } from "../../../ports/record-port.ts";
import { otherEventThere } from "../other-event-there.ts";

/** What a store in memory holds. Several handles may share one; it is gone with the process. */
export interface RecordMemory {
  readonly blobs: Map<string, string>;
  /** In the order of storing; a cursor is how many of them were read. */
  readonly events: Event[];
  /** Hash of each event, by stream and sequence number. */
  readonly places: Map<string, string>;
  readonly documents: Map<string, StoredDocument>;
}

export function emptyMemory(): RecordMemory {
  return { blobs: new Map(), events: [], places: new Map(), documents: new Map() };
}

/** Records for what needs no disk: a plan on a laptop, a simulation. */
export function memoryRecords(memory: RecordMemory = emptyMemory()): RecordPort {
  return {
    putBlob: async (json) => {
      const hash = sha256(json);
      memory.blobs.set(hash, json);
      return hash;
    },
    getBlob: async (hash) => memory.blobs.get(hash),
    findBlobs: async (prefix, limit) =>
      [...memory.blobs.keys()].filter((hash) => hash.startsWith(prefix)).slice(0, limit),
    append: async (events) => append(memory, events),
    read: async ({ after, limit, streamPrefix = "" }) => read(memory, after, limit, streamPrefix),
    putDocument: async (document) => {
      memory.documents.set(keyOf(document.kind, document.name), document);
    },
    getDocument: async (kind, name) => memory.documents.get(keyOf(kind, name)),
    listDocuments: async ({ kind, after, limit }) => {
      const documents = [...memory.documents.values()]
        .filter((document) => document.kind === kind && document.name > after)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .slice(0, limit);
      return { documents, next: documents.at(-1)?.name ?? after };
    },
    close: async () => {},
  };
}

function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

function append(memory: RecordMemory, events: readonly Event[]): void {
  const fresh = new Map<string, Event>();
  for (const event of events) {
    const place = keyOf(event.stream, event.seq);
    const there = memory.places.get(place) ?? fresh.get(place)?.hash;
    if (there === undefined) fresh.set(place, event);
    else if (there !== event.hash) throw otherEventThere(event);
  }
  for (const [place, event] of fresh) {
    memory.places.set(place, event.hash);
    memory.events.push(event);
  }
}

function read(memory: RecordMemory, after: string, limit: number, streamPrefix: string) {
  const events: Event[] = [];
  let next = after;
  for (let at = Number(after); at < memory.events.length && events.length < limit; at += 1) {
    const event = memory.events[at];
    if (event?.stream.startsWith(streamPrefix) !== true) continue;
    events.push(event);
    next = String(at + 1);
  }
  return { events, next };
}
