/**
 * Job: writes down who was denied what.
 * Owns: the stream `access` of the records, to which one server at a time appends.
 * The same denial again is written once a minute at most, so that a loop somewhere does not fill the disk.
 */
import { chainEvents, emptyHead, type EventBody, type StreamHead } from "../../model/event.ts";
import type { Clock } from "../../platform/clock.ts";
import type { RecordPort } from "../../ports/record-port.ts";

const STREAM = "access";
const AGAIN_MS = 60_000;
/** Different denials that are remembered; more than this at once and they are written as they come. */
const REMEMBERED = 1_000;

export interface Denial {
  readonly actor: string;
  /** `POST /rollouts/x/orders`. */
  readonly request: string;
  readonly rollout: string;
  readonly why: string;
}

export type RecordDenial = (denial: Denial) => Promise<void>;

export function denialRecorder(records: RecordPort, clock: Clock): RecordDenial {
  const toldAtMs = new Map<string, number>();
  let head: StreamHead | undefined;
  let turn: Promise<void> = Promise.resolve();
  const write = async ({ actor, request, rollout, why }: Denial): Promise<void> => {
    const nowMs = clock.nowMs();
    const key = `${actor} ${request} ${why}`;
    if (nowMs - (toldAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    head ??= await readHead(records);
    const body: EventBody = {
      kind: "access.denied",
      actor,
      rollout,
      rule: "rights",
      reason: `${request} was denied: ${why}`,
    };
    const chained = chainEvents(head, [body], nowMs);
    await records.append(chained.events);
    head = chained.head;
    if (toldAtMs.size >= REMEMBERED) toldAtMs.clear();
    toldAtMs.set(key, nowMs);
  };
  return (denial) => {
    turn = turn.catch(() => undefined).then(() => write(denial));
    return turn;
  };
}

async function readHead(records: RecordPort): Promise<StreamHead> {
  let head = emptyHead(STREAM);
  for (let after = ""; ;) {
    const { events, next } = await records.read({ after, limit: 1_000, streamPrefix: STREAM });
    for (const { stream, seq, hash } of events) {
      if (stream === STREAM && seq > head.seq) head = { stream, seq, hash };
    }
    if (next === after || events.length === 0) return head;
    after = next;
  }
}
