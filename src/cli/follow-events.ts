import type { Event } from "../model/event.ts";
import type { Clock } from "../platform/clock.ts";
import type { ApiClient } from "./api-client.ts";
import { withQuery } from "./paged.ts";

/** How long a server may be away (restarting, killed and started again) before its followers give up. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/**
 * Pages of events from after the cursor on, and then of those to come, until the signal is aborted.
 * A server that goes away is waited for, and the stream goes on where it was cut. A server that was
 * never there is an error at once.
 */
export async function* followEvents(
  api: ApiClient,
  query: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<readonly Event[]> {
  let last = query["after"] ?? "";
  let everReached = false;
  let lostAtMs: number | undefined;
  while (!signal.aborted) {
    try {
      const path = withQuery("/events", query);
      for await (const { id, data } of api.follow<readonly Event[]>(path, last, signal)) {
        everReached = true;
        lostAtMs = undefined;
        last = id;
        yield data;
      }
      // The stream was opened, also when nothing had happened yet.
      everReached = true;
    } catch (error) {
      if (signal.aborted) return;
      if (!everReached) throw error;
      lostAtMs ??= clock.nowMs();
      if (clock.nowMs() - lostAtMs > PATIENCE_MS) throw error;
    }
    await clock.sleep(PAUSE_MS, signal);
  }
}
