/**
 * Job: a stream of events that the server itself writes.
 * Owns: the stream of that name; one server at a time appends to it (the engine's lock). Where an
 * earlier one stopped is read from the records at the first event.
 */
import {
  chainEvents,
  emptyHead,
  type Event,
  type EventBody,
  type StreamHead,
} from "../model/event.ts";
import type { RecordPort } from "../ports/record-port.ts";

const PAGE = 1_000;

export interface OwnStream {
  /** Appends events, one call after the other; a failed one is none, and the next goes on as if it had not been. */
  append(bodies: readonly EventBody[], nowMs: number): Promise<void>;
}

export function ownStream(records: RecordPort, stream: string): OwnStream {
  let head: StreamHead | undefined;
  let turn: Promise<void> = Promise.resolve();
  const write = async (bodies: readonly EventBody[], nowMs: number): Promise<void> => {
    if (bodies.length === 0) return;
    head ??= await readHead(records, stream);
    const chained = chainEvents(head, bodies, nowMs);
    // It may have been stored although it was not answered: the end is read again.
    head = undefined;
    await records.append(chained.events);
    head = chained.head;
  };
  return {
    append: (bodies, nowMs) => {
      turn = turn.catch(() => undefined).then(() => write(bodies, nowMs));
      return turn;
    },
  };
}

/** Every event of a stream, in order. */
export async function* readOwnStream(records: RecordPort, stream: string): AsyncGenerator<Event> {
  for (let after = ""; ;) {
    const { events, next } = await records.read({ after, limit: PAGE, streamPrefix: stream });
    for (const event of events) if (event.stream === stream) yield event;
    if (next === after || events.length === 0) return;
    after = next;
  }
}

async function readHead(records: RecordPort, stream: string): Promise<StreamHead> {
  let head = emptyHead(stream);
  for await (const { seq, hash } of readOwnStream(records, stream)) head = { stream, seq, hash };
  return head;
}
