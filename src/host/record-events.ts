import {
  chainEvents,
  emptyHead,
  type Event,
  type EventBody,
  type StreamHead,
} from "../model/event.ts";
import { canonicalJson } from "../model/hash.ts";
import type { HostContext } from "../ports/host-port.ts";
import { PortError } from "../ports/port-error.ts";
import type { RecordPort } from "../ports/record-port.ts";

/**
 * Stores events of one stream, and returns the head that the next event is chained to.
 *
 * A handler that is killed and handled again decides the same, and its events are ignored as
 * repeats. Only when other code took over in between may it tell things in other words; then what
 * was told before stays in the story, and the new events follow it.
 */
export async function recordEvents(
  context: HostContext,
  records: RecordPort,
  head: StreamHead,
  events: readonly Event[],
): Promise<StreamHead> {
  if (events.length === 0) return head;
  return await context.effect("record", async () => {
    try {
      await records.append(events);
      return head;
    } catch (error) {
      if (!(error instanceof PortError) || error.class !== "terminal") throw error;
      return await appendAfterTail(records, head.stream, events);
    }
  });
}

async function appendAfterTail(
  records: RecordPort,
  stream: string,
  events: readonly Event[],
): Promise<StreamHead> {
  const told = await readStream(records, stream);
  const last = told.at(-1);
  const tail = last === undefined ? emptyHead(stream) : { stream, seq: last.seq, hash: last.hash };
  // Cut off after they were appended here and before that was journaled: told already.
  if (sameBodies(told.slice(-events.length), events)) return tail;
  const chained = chainEvents(tail, events.map(bodyOf), events.at(-1)?.atMs ?? 0);
  await records.append(chained.events);
  return chained.head;
}

async function readStream(records: RecordPort, stream: string): Promise<readonly Event[]> {
  const told: Event[] = [];
  let after = "";
  for (;;) {
    const { events, next } = await records.read({ after, limit: 1000, streamPrefix: stream });
    told.push(...events.filter((event) => event.stream === stream));
    if (next === after) return told;
    after = next;
  }
}

function sameBodies(told: readonly Event[], events: readonly Event[]): boolean {
  return canonicalJson(told.map(bodyOf)) === canonicalJson(events.map(bodyOf));
}

function bodyOf(event: Event): EventBody {
  const {
    schemaVersion: _v,
    stream: _s,
    seq: _q,
    atMs: _a,
    previousHash: _p,
    hash: _h,
    ...body
  } = event;
  return body;
}
