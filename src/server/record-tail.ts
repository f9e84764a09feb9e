import type { Event } from "../model/event.ts";
import type { Clock } from "../platform/clock.ts";
import type { Cursor, RecordPort } from "../ports/record-port.ts";

/** The records, and a way to wait for more. */
export interface TailedRecords extends RecordPort {
  /** How often something was appended through this object. */
  appends(): number;
  /** Resolves when `appends()` is above `seen`, after a second in any case, or when the signal is aborted. */
  appended(seen: number, signal: AbortSignal): Promise<void>;
}

/** Events come through this process as a rule; what another one appends is found a second later. */
const PATIENCE_MS = 1_000;

export function tailRecords(records: RecordPort, clock: Clock): TailedRecords {
  let count = 0;
  const waiting = new Set<() => void>();
  return {
    putBlob: (json) => records.putBlob(json),
    getBlob: (hash) => records.getBlob(hash),
    findBlobs: (prefix, limit) => records.findBlobs(prefix, limit),
    read: (query) => records.read(query),
    putDocument: (document) => records.putDocument(document),
    getDocument: (kind, name) => records.getDocument(kind, name),
    listDocuments: (query) => records.listDocuments(query),
    close: () => records.close(),
    append: async (events) => {
      await records.append(events);
      count += 1;
      for (const wake of waiting) wake();
    },
    appends: () => count,
    appended: async (seen, signal) => {
      if (count > seen || signal.aborted) return;
      const woken = new AbortController();
      const wake = (): void => woken.abort();
      waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
      // Patience is real time, also under a clock that is sped up.
      await clock.sleep(PATIENCE_MS * clock.speed, woken.signal);
      waiting.delete(wake);
      signal.removeEventListener("abort", wake);
    },
  };
}

/** Events that were read together, and the cursor after the last of them. */
export interface EventPage {
  readonly events: readonly Event[];
  readonly next: Cursor;
}

const PAGE = 500;

/** Pages of all events after the cursor, and then of those to come, until the signal is aborted. */
export async function* followRecords(
  records: TailedRecords,
  after: Cursor,
  signal: AbortSignal,
): AsyncGenerator<EventPage> {
  let cursor = after;
  while (!signal.aborted) {
    const seen = records.appends();
    const page = await records.read({ after: cursor, limit: PAGE });
    cursor = page.next;
    if (page.events.length > 0) yield page;
    else await records.appended(seen, signal);
  }
}
