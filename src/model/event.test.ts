import { expect, it } from "vitest";
import {
  brokenAt,
  chainEvents,
  emptyHead,
  eventSchema,
  rolloutStream,
  upgradeStream,
  type EventBody,
} from "./event.ts";

const head = emptyHead(rolloutStream("r"));
const body = (reason: string): EventBody => ({
  kind: "rollout.runs",
  actor: "ana",
  rollout: "r",
  reason,
});
const chained = chainEvents(head, [body("one"), body("two"), body("three")], 1_000);

it("bodies become events in order, each holding the hash of the one before", () => {
  const [first, second, third] = chained.events;
  expect(chained.events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect([first?.previousHash, second?.previousHash]).toEqual(["", first?.hash]);
  expect(chained.head).toEqual({ stream: "rollout/r", seq: 3, hash: third?.hash });
  for (const event of chained.events) expect(eventSchema.parse(event)).toEqual(event);
});

it("nothing chained leaves the head where it was", () => {
  expect(chainEvents(chained.head, [], 2_000)).toEqual({ head: chained.head, events: [] });
});

it("a field that is there but undefined counts as left out", () => {
  // Callers spread optional fields; the types forbid it to be written so.
  const loose = { ...body("one"), stage: undefined } as unknown as EventBody;
  expect(chainEvents(head, [loose], 1_000).events).toEqual(chained.events.slice(0, 1));
});

it("an unbroken chain is found whole, also from its middle", () => {
  expect(brokenAt(head, chained.events)).toBeUndefined();
  const middle = chainEvents(head, [body("one")], 1_000).head;
  expect(brokenAt(middle, chained.events.slice(1))).toBeUndefined();
});

it.each([
  ["a changed word", 2, chained.events.map((e) => (e.seq === 2 ? { ...e, reason: "2" } : e))],
  ["a missing event", 3, chained.events.filter(({ seq }) => seq !== 2)],
  ["another chain", 2, chained.events.map((e) => (e.seq === 2 ? { ...e, previousHash: "x" } : e))],
])("%s is noticed at its place", (_, seq, events) => {
  expect(brokenAt(head, events)).toBe(seq);
});

it("streams are named for what they tell of", () => {
  expect(upgradeStream("r", "shop", 2)).toBe("upgrade/r/shop/2");
});
