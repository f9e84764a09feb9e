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
  /** The last that the log agrees with, and how many after it do not. */
  readonly agreed: Anchor | undefined;
  readonly disagreed: number;
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
    agreed: undefined,
    disagreed: 0,
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
    return [...faults, ...placeFaults(before, anchor).map((words) => fault("anchor", words))];
  });
}

const fault = (kind: LogFault["kind"], words: string): LogFault => ({ kind, words });

/** What is wrong with an anchor after the one before it. */
function placeFaults(before: Anchor, anchor: Anchor): readonly string[] {
  if (anchor.seq === before.seq) {
    // Two places that keep it may both have given it.
    return anchorHash(anchor) === anchorHash(before)
      ? []
      : [`there are two anchors ${anchor.seq}, and they are not the same`];
  }
  // A file may begin anywhere; within it none may be missing.
  if (anchor.seq > before.seq + 1) {
    return [`between anchors ${before.seq} and ${anchor.seq} others are missing`];
  }
  const faults = [
    [anchor.previous !== anchorHash(before), "does not follow"],
    [anchor.key !== before.key, "names another key than"],
    // A log only grows.
    [anchor.events < before.events, "has seen fewer events than"],
  ] as const;
  return faults.flatMap(([isWrong, words]) =>
    isWrong ? [`anchor ${anchor.seq} ${words} anchor ${before.seq}`] : [],
  );
}

/** Takes the next event of the log in. The log is `verifying` itself, which is changed: there may be millions. */
export function verifyEvent(verifying: Verifying, event: Event): Verifying {
  const met = meetAnchors(verifying);
  const head = met.heads.get(event.stream) ?? emptyHead(event.stream);
  noteFaults(met, head, event);
  met.heads.set(event.stream, { stream: event.stream, seq: event.seq, hash: event.hash });
  const digest = rollDigest(met.digest, event);
  return { ...met, digest, events: met.events + 1 };
}

/** Takes a place of the log in that holds no event: what stood there is lost. */
export function verifyNoEvent(verifying: Verifying, words: string): Verifying {
  const met = noteWrong(meetAnchors(verifying), words);
  return { ...met, digest: rollDigest(met.digest, { hash: "" }), events: met.events + 1 };
}

/** Notes what is wrong with a place of the log, beside what its event says. */
export function noteWrong(verifying: Verifying, words: string): Verifying {
  note(verifying, "the record", "changed", words);
  return verifying;
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
  let { anchorsMet, agreed, disagreed } = verifying;
  for (;;) {
    const anchor = verifying.anchors[anchorsMet];
    if (anchor === undefined || anchor.events > verifying.events) {
      return { ...verifying, anchorsMet, agreed, disagreed };
    }
    anchorsMet += 1;
    const isAgreed = anchor.events === verifying.events && anchor.digest === verifying.digest;
    if (isAgreed && disagreed === 0) agreed = anchor;
    if (isAgreed) continue;
    // After the first, none can agree: what they have seen begins with the same events.
    if (disagreed === 0) verifying.faults.push(disagreement(anchor, agreed));
    disagreed += 1;
  }
}

/** Says between which anchors it is that the log is not what it was. */
function disagreement(anchor: Anchor, agreed: Anchor | undefined): LogFault {
  const { seq, events } = anchor;
  const where =
    agreed === undefined
      ? "among them"
      : `after the first ${agreed.events}, which agree with anchor ${agreed.seq}`;
  const what = "something was changed, removed, added or reordered";
  const words = `the first ${events} events are not those of anchor ${seq} of ${timeOf(anchor)}: ${what} ${where}`;
  return fault("not-anchored", words);
}

export interface Verified {
  readonly events: number;
  readonly streams: number;
  readonly faults: readonly LogFault[];
  /** Events after the last anchor that they agree with: of these only the chain speaks. */
  readonly sinceAnchor: number;
  readonly lastAnchor: Anchor | undefined;
}

/** The end of the log: what an anchor says there must be and is not there was cut off. */
export function endVerifying(verifying: Verifying): Verified {
  const met = meetAnchors(verifying);
  const { events, anchors, anchorsMet, agreed, disagreed, heads, faults, faultsOf } = met;
  const cut = anchors.slice(anchorsMet).at(-1);
  const more = [...faultsOf]
    .filter(([, count]) => count > TOLD_OF_STREAM)
    .map(([stream, count]) =>
      fault("changed", `${count - TOLD_OF_STREAM} more places of ${stream} are wrong`),
    );
  const others = disagreed - 1;
  const later =
    others < 1
      ? []
      : [
          fault(
            "not-anchored",
            `${others === 1 ? "1 later anchor does" : `${others} later anchors do`} not agree either`,
          ),
        ];
  return {
    events,
    streams: heads.size,
    faults: [...faults, ...later, ...more, ...(cut === undefined ? [] : [cutOff(events, cut)])],
    sinceAnchor: events - Math.min(events, agreed?.events ?? 0),
    lastAnchor: agreed,
  };
}

function cutOff(events: number, anchor: Anchor): LogFault {
  const words = `the log ends after ${events} events, and anchor ${anchor.seq} of ${timeOf(anchor)} has seen ${anchor.events}: its end was cut off`;
  return fault("cut", words);
}

function timeOf({ atMs }: Anchor): string {
  return new Date(atMs).toISOString();
}
