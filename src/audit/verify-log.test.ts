import fc from "fast-check";
import { expect, it } from "vitest";
import { chainEvents, emptyHead, type Event } from "../model/event.ts";
import { canonicalJson, sha256 } from "../model/hash.ts";
import { anchorHash, EMPTY_DIGEST, rollDigest, type Anchor } from "./anchor.ts";
import {
  beginVerifying,
  endVerifying,
  noteWrong,
  verifyEvent,
  verifyNoEvent,
  type Verified,
} from "./verify-log.ts";

/** A log of three streams, their events mixed as they would be stored. */
function log(count: number): readonly Event[] {
  const heads = ["a", "b", "c"].map(emptyHead);
  return Array.from({ length: count }, (_, index) => {
    const at = (index * 7) % 3;
    const head = heads[at] ?? emptyHead("a");
    const body = {
      kind: "step.done",
      actor: "fleetlift",
      rollout: "r",
      reason: `${index}`,
    } as const;
    const chained = chainEvents(head, [body], 1_000 * index);
    heads[at] = { ...chained.head };
    return chained.events;
  }).flat();
}

function anchorsOf(events: readonly Event[], every: number): readonly Anchor[] {
  const anchors: Anchor[] = [];
  let digest = EMPTY_DIGEST;
  for (const [index, event] of events.entries()) {
    digest = rollDigest(digest, event);
    if ((index + 1) % every !== 0) continue;
    const before = anchors.at(-1);
    anchors.push({
      schemaVersion: 1,
      kind: "Anchor",
      seq: anchors.length + 1,
      atMs: event.atMs,
      events: index + 1,
      digest,
      previous: before === undefined ? "" : anchorHash(before),
      key: "k",
      signature: "s",
    });
  }
  return anchors;
}

function verify(events: readonly Event[], anchors: readonly Anchor[], signed = true): Verified {
  const begun = beginVerifying(anchors, () => signed);
  return endVerifying(events.reduce(verifyEvent, begun));
}

const kinds = ({ faults }: Verified): readonly string[] => faults.map(({ kind }) => kind);
const events = log(30);
const anchors = anchorsOf(events, 10);

it("a log that is as it was written is found so, with what no anchor has seen", () => {
  expect(verify(events, anchors)).toMatchObject({
    events: 30,
    streams: 3,
    faults: [],
    sinceAnchor: 0,
  });
  expect(verify(log(34), anchors)).toMatchObject({ faults: [], sinceAnchor: 4 });
  expect(verify(events, [])).toMatchObject({ faults: [], sinceAnchor: 30, lastAnchor: undefined });
});

it("an event that was changed is named", () => {
  const changed = events.map((event, at) => (at === 7 ? { ...event, reason: "well" } : event));
  const [first] = verify(changed, []).faults;
  expect(first).toEqual({ kind: "changed", words: "event 3 of b is not as it was written" });
});

it("an event that was changed and sealed anew no longer fits the next", () => {
  const forged = events.map((event, at) =>
    at === 7 ? resealed({ ...event, reason: "well" }) : event,
  );
  expect(verify(forged, []).faults).toEqual([
    { kind: "changed", words: "event 4 of b does not follow event 3 as it is now" },
  ]);
});

/** An event with its hash made anew, as a forger would. */
function resealed(changed: Event): Event {
  const { hash: _, ...event } = changed;
  return { ...event, hash: sha256(canonicalJson(event)) };
}

it("a lost event in the middle, a repeated one and a cut end are told apart", () => {
  expect(verify(events.toSpliced(7, 1), []).faults).toEqual([
    { kind: "missing", words: "event 3 of b is missing" },
  ]);
  const repeated = events.toSpliced(8, 0, ...events.slice(7, 8));
  expect(kinds(verify(repeated, []))).toEqual(["repeated"]);
  const cut = verify(events.slice(0, 15), anchors);
  expect(cut.faults).toEqual([
    {
      kind: "cut",
      words:
        "the log ends after 15 events, and anchor 3 of 1970-01-01T00:00:29.000Z has seen 30: its end was cut off",
    },
  ]);
});

it("without an anchor a cut end cannot be seen, and so it is not claimed", () => {
  expect(verify(events.slice(0, 15), [])).toMatchObject({ faults: [], sinceAnchor: 15 });
});

it("a stream that is missing whole, and events in another order, are seen by the anchors", () => {
  const without = events.filter(({ stream }) => stream !== "c");
  expect(kinds(verify(without, []))).toEqual([]);
  expect(kinds(verify(without, anchors))).toContain("not-anchored");
  const [one, two, ...rest] = events;
  const swapped = [two, one, ...rest].flatMap((event) => event ?? []);
  expect(kinds(verify(swapped, []))).toEqual([]);
  expect(kinds(verify(swapped, anchors))).toContain("not-anchored");
});

it("many wrong places of one stream are counted", () => {
  const wrong = events.map((event) => ({ ...event, reason: "well" }));
  const words = verify(wrong, []).faults.map((fault) => fault.words);
  expect(words).toContain("7 more places of a are wrong");
});

it("anchors that are not signed, are missing or do not follow each other are faults themselves", () => {
  expect(kinds(verify(events, anchors, false))).toEqual(["anchor", "anchor", "anchor"]);
  expect(verify(events, anchors.toSpliced(1, 1)).faults).toEqual([
    { kind: "anchor", words: "between anchors 1 and 3 others are missing" },
  ]);
  const forged = anchors.map((anchor) =>
    anchor.seq === 2 ? { ...anchor, previous: "x" } : anchor,
  );
  expect(verify(events, forged).faults[0]).toEqual({
    kind: "anchor",
    words: "anchor 2 does not follow anchor 1",
  });
});

it("the same anchor twice is one, as two places that keep it may give it", () => {
  expect(verify(events, [...anchors, ...anchors])).toMatchObject({ faults: [] });
});

it("whatever one change, loss, cut or swap is made, the anchors show it", () => {
  const change = fc
    .nat(29)
    .map((at) => events.map((event, index) => (index === at ? { ...event, actor: "eve" } : event)));
  const loss = fc.nat(29).map((at) => events.toSpliced(at, 1));
  const cut = fc.nat(29).map((at) => events.slice(0, at));
  const swap = fc
    .tuple(fc.nat(29), fc.nat(29))
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => {
      const [one, two] = [events[a], events[b]];
      return events.map((event, index) =>
        index === a ? (two ?? event) : index === b ? (one ?? event) : event,
      );
    });
  fc.assert(
    fc.property(fc.oneof(change, loss, cut, swap), (tampered) => {
      expect(verify(tampered, anchors).faults).not.toEqual([]);
    }),
  );
});

it("says after which anchor it is that the log is not what it was, and counts those that cannot agree", () => {
  const forged = events.map((event, at) =>
    at === 14 ? resealed({ ...event, actor: "eve" }) : event,
  );
  const verified = verify(forged, anchors);
  const told = verified.faults.filter(({ kind }) => kind === "not-anchored");
  expect(told.map(({ words }) => words)).toEqual([
    "the first 20 events are not those of anchor 2 of 1970-01-01T00:00:19.000Z: something was changed, removed, added or reordered after the first 10, which agree with anchor 1",
    "1 later anchor does not agree either",
  ]);
  expect(verified).toMatchObject({ lastAnchor: { seq: 1 }, sinceAnchor: 20 });
});

it.each([
  ["with another key", { key: "eve's" }, "anchor 4 names another key than anchor 3"],
  ["that has seen less", { events: 5 }, "anchor 4 has seen fewer events than anchor 3"],
  ["of the same number", { seq: 3 }, "there are two anchors 3, and they are not the same"],
])("an anchor %s does not belong to those before it", (_, more, words) => {
  const last = anchors.at(-1) as Anchor;
  const forged = { ...last, seq: 4, previous: anchorHash(last), ...more };
  expect(verify(events, [...anchors, forged]).faults.map((one) => one.words)).toContain(words);
});

it("a place without an event is a fault, and the places after it keep their numbers", () => {
  let verifying = beginVerifying(anchors, () => true);
  for (const [at, event] of events.entries()) {
    verifying =
      at === 12 ? verifyNoEvent(verifying, "row 13 is none") : verifyEvent(verifying, event);
  }
  verifying = noteWrong(verifying, "row 20 is found elsewhere");
  expect(endVerifying(verifying).faults.map(({ words }) => words)).toEqual([
    "row 13 is none",
    "event 5 of a is missing",
    expect.stringMatching(/^the first 20 events are not those of anchor 2 /),
    "row 20 is found elsewhere",
    "1 later anchor does not agree either",
  ]);
});
