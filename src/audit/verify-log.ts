import { brokenAt, emptyHead, type Event, type StreamHead } from "../model/event.ts";
import { anchorHash, EMPTY_DIGEST, rollDigest, type Anchor } from "./anchor.ts";

/** Something that is not as it was written. */
export interface LogFault {
  readonly kind: "changed" | "missing" | "repeated" | "cut" | "not-anchored" | "anchor";
  readonly words: string;
}

/** Places in one stream that are told before the rest is counted. */
const TOLD_OF_STREAM = 3;

/** A log that is being verified, event by event in the order in which it is stored. */
export interface Verifying {
  readonly events: number;
  readonly digest: string;
  readonly heads: Map<string, StreamHead>;
  readonly faults: LogFault[];
  readonly faultsOf: Map<string, number>;
  /** Those that are still ahead, by the number of events. */
  readonly anchors: readonly Anchor[];
  readonly anchorsMet: number;
  readonly lastAtMs: number;
}

/** Begins with the anchors to hold the log against; their own chain and signatures are verified here. */
export function beginVerifying(
  anchors: readonly Anchor[],
  isSigned: (anchor: Anchor) => boolean,
): Verifying {
  const inOrder = anchors.toSorted((a, b) => a.seq - b.seq);
  return {
    events: 0,
    digest: EMPTY_DIGEST,
    heads: new Map(),
    faults: [...anchorFaults(inOrder, isSigned)],
    faultsOf: new Map(),
    anchors: inOrder,
    anchorsMet: 0,
    lastAtMs: 0,
  };
}

function anchorFaults(
  anchors: readonly Anchor[],
  isSigned: (anchor: Anchor) => boolean,
): readonly LogFault[] {
  return anchors.flatMap((anchor, index) => {
    const before = anchors[index - 1];
    const faults: LogFault[] = [];
    if (!isSigned(anchor)) {
      faults.push({
        kind: "anchor",
        words: `anchor ${anchor.seq} is not signed by the key that is trusted`,
      });
    }
    if (before === undefined) return faults;
    // A file may begin anywhere; within it none may be missing.
    if (anchor.seq !== before.seq + 1) {
      const gap = `between anchors ${before.seq} and ${anchor.seq} others are missing`;
      return anchor.seq === before.seq && anchorHash(anchor) === anchorHash(before)
        ? faults
        : [...faults, { kind: "anchor", words: gap }];
    }
    if (anchor.previous !== anchorHash(before)) {
      faults.push({
        kind: "anchor",
        words: `anchor ${anchor.seq} does not follow anchor ${before.seq}`,
      });
    }
    return faults;
  });
}

/** Takes the next event of the log in. The log is `verifying` itself, which is changed: there may be millions. */
export function verifyEvent(verifying: Verifying, event: Event): Verifying {
  const met = meetAnchors(verifying);
  const head = met.heads.get(event.stream) ?? emptyHead(event.stream);
  noteFaults(met, head, event);
  met.heads.set(event.stream, { stream: event.stream, seq: event.seq, hash: event.hash });
  const digest = rollDigest(met.digest, event);
  return { ...met, digest, events: met.events + 1, lastAtMs: event.atMs };
}

function noteFaults(verifying: Verifying, head: StreamHead, event: Event): void {
  const { stream, seq } = event;
  // Whether the event itself is as it was sealed, whatever stands before it.
  const own = { stream, seq: seq - 1, hash: event.previousHash };
  if (brokenAt(own, [event]) !== undefined) {
    return note(verifying, stream, "changed", `event ${seq} of ${stream} is not as it was written`);
  }
  if (seq > head.seq + 1) {
    const gap = seq === head.seq + 2 ? `event ${seq - 1}` : `events ${head.seq + 1} to ${seq - 1}`;
    return note(
      verifying,
      stream,
      "missing",
      `${gap} of ${stream} ${seq === head.seq + 2 ? "is" : "are"} missing`,
    );
  }
  if (seq <= head.seq) {
    return note(
      verifying,
      stream,
      "repeated",
      `event ${seq} of ${stream} stands after event ${head.seq}`,
    );
  }
  if (event.previousHash !== head.hash) {
    note(
      verifying,
      stream,
      "changed",
      `event ${seq} of ${stream} does not follow event ${head.seq} as it is now`,
    );
  }
}

function note(verifying: Verifying, stream: string, kind: LogFault["kind"], words: string): void {
  const count = (verifying.faultsOf.get(stream) ?? 0) + 1;
  verifying.faultsOf.set(stream, count);
  if (count <= TOLD_OF_STREAM) verifying.faults.push({ kind, words });
}

/** Holds the log against every anchor that was made when it was as long as it is here. */
function meetAnchors(verifying: Verifying): Verifying {
  let { anchorsMet } = verifying;
  for (;;) {
    const anchor = verifying.anchors[anchorsMet];
    if (anchor === undefined || anchor.events > verifying.events)
      return { ...verifying, anchorsMet };
    if (anchor.events === verifying.events && anchor.digest !== verifying.digest) {
      const words = `the first ${anchor.events} events are not those of anchor ${anchor.seq} of ${timeOf(anchor)}: something was changed, removed, added or reordered before`;
      verifying.faults.push({ kind: "not-anchored", words });
    }
    anchorsMet += 1;
  }
}

export interface Verified {
  readonly events: number;
  readonly streams: number;
  readonly faults: readonly LogFault[];
  /** Events after the last anchor: of these only the chain speaks. */
  readonly sinceAnchor: number;
  readonly lastAnchor: Anchor | undefined;
}

/** The end of the log: what an anchor says there must be and is not there was cut off. */
export function endVerifying(verifying: Verifying): Verified {
  const met = meetAnchors(verifying);
  const { events, anchors, anchorsMet, heads, faults, faultsOf } = met;
  const cut = anchors.slice(anchorsMet).at(-1);
  const more = [...faultsOf]
    .filter(([, count]) => count > TOLD_OF_STREAM)
    .map(([stream, count]): LogFault => ({
      kind: "changed",
      words: `${count - TOLD_OF_STREAM} more places of ${stream} are wrong`,
    }));
  const cutFault: readonly LogFault[] =
    cut === undefined
      ? []
      : [
          {
            kind: "cut",
            words: `the log ends after ${events} events, and anchor ${cut.seq} of ${timeOf(cut)} has seen ${cut.events}: its end was cut off`,
          },
        ];
  const lastAnchor = anchors[anchorsMet - 1];
  return {
    events,
    streams: heads.size,
    faults: [...faults, ...more, ...cutFault],
    sinceAnchor: events - Math.min(events, lastAnchor?.events ?? 0),
    lastAnchor,
  };
}

function timeOf({ atMs }: Anchor): string {
  return new Date(atMs).toISOString();
}
