import { expect, test } from "vitest";
import { OWNER } from "../run-in-world.fixture.ts";
import { decideRoll, putBackRoll } from "./decide.ts";
import { sayDeed } from "./deed.ts";
import { clockKey, memoJson } from "./memo.ts";
import { contextAt, inputOf, node, NOW_MS, seenOf } from "./roll.fixture.ts";

const ours = { unschedulable: true, cordonedBy: OWNER };
const askedToGo = (name: string, agoMs: number) =>
  memoJson({ clocks: { [clockKey(name)]: { s: NOW_MS - 2_000_000, r: NOW_MS - agoMs } } });

test("a node that its provider is about to end gets no new pods", () => {
  const seen = seenOf({ nodes: [node("a", { ...ours, avoided: true }), node("b", ours)] });
  const first = putBackRoll(seen, inputOf(), contextAt(askedToGo("a", 20_000)));
  expect(first.deeds.map(sayDeed)).toEqual(["uncordon node b"]);
  const alone = seenOf({ nodes: [node("a", ours)] });
  const next = putBackRoll(alone, inputOf(), contextAt(first.memo));
  expect(next.deeds).toEqual([]);
  expect(next.outcome).toMatchObject({
    kind: "requeue",
    progress:
      "pool general: waits until a, drained and already given back to the provider, is gone",
  });
});

test("a removal that did not happen in a quarter of an hour does not keep its cordon", () => {
  const seen = seenOf({ nodes: [node("a", ours)] });
  const { deeds } = putBackRoll(seen, inputOf(), contextAt(askedToGo("a", 15 * 60_000)));
  expect(deeds.map(sayDeed)).toEqual(["uncordon node a"]);
});

test("what an attempt before could not put back is ours too; what comes after is not", () => {
  const seen = seenOf({
    nodes: [
      node("a", { unschedulable: true, cordonedBy: "rollout/shop-1/1" }),
      node("b", { unschedulable: true, cordonedBy: "rollout/shop-1/3" }),
      node("c", { unschedulable: true, cordonedBy: "rollout/shop-10/1" }),
    ],
  });
  const second = { ...contextAt(), attempt: 2, owner: "rollout/shop-1/2" };
  expect(putBackRoll(seen, inputOf(), second).deeds).toEqual([
    { kind: "uncordon", node: "a", owner: "rollout/shop-1/1" },
  ]);
  expect(decideRoll(seen, inputOf(), second).outcome).toMatchObject({
    progress: expect.stringContaining("1 draining"),
  });
});
