import { expect, test } from "vitest";
import { nextBatch, surgeIsReady, wantedFresh } from "./batch.ts";
import type { RollInput } from "./input.ts";
import { CLOCKS_AT_MOST, clockKey } from "./memo.ts";
import { NEW, node, NOW_MS, rollOf, type Scene } from "./roll.fixture.ts";
import { OWNER } from "../run-in-world.fixture.ts";

const fresh = (name: string, ready = true) => node(name, { kubeletVersion: NEW, ready });
const ours = { unschedulable: true, cordonedBy: OWNER };

const table: readonly {
  readonly name: string;
  readonly scene: Scene;
  readonly input: Partial<RollInput>;
  readonly wanted: number;
  readonly batch: readonly string[];
}[] = [
  {
    name: "with surge alone nothing is taken before a new node is Ready",
    scene: { nodes: [node("a"), node("b"), node("c")], joining: ["d"], size: 3 },
    input: { maxSurge: 1 },
    wanted: 1,
    batch: [],
  },
  {
    name: "one new node frees one old one",
    scene: { nodes: [node("a"), node("b"), node("c"), fresh("d")], size: 3 },
    input: { maxSurge: 1 },
    wanted: 1,
    batch: ["a"],
  },
  {
    name: "with unavailable alone one goes at once and none is added beside it",
    scene: { nodes: [node("a"), node("b"), node("c")], size: 3 },
    input: { maxSurge: 0, maxUnavailable: 1 },
    wanted: 0,
    batch: ["a"],
  },
  {
    name: "what we took is counted against us until its replacement is Ready",
    scene: { nodes: [node("b"), node("c"), fresh("d", false)], size: 3 },
    input: { maxSurge: 0, maxUnavailable: 1 },
    wanted: 1,
    batch: [],
  },
  {
    name: "surge and unavailable add up, beside what is draining",
    scene: {
      nodes: [node("a", ours), node("b"), node("c"), node("d"), fresh("e")],
      size: 4,
    },
    input: { maxSurge: 1, maxUnavailable: 1 },
    wanted: 1,
    batch: ["b"],
  },
  {
    name: "a node that is not Ready goes first, then one that someone else cordoned",
    scene: {
      nodes: [
        node("a"),
        node("b", { unschedulable: true }),
        node("c", { ready: false }),
        fresh("d"),
        fresh("e"),
      ],
      size: 3,
    },
    input: { maxSurge: 2 },
    wanted: 2,
    batch: ["c", "b"],
  },
  {
    name: "a machine without a Node object costs nothing to end",
    scene: { nodes: [node("b"), node("c"), fresh("d")], leaving: ["a"], size: 3 },
    input: { maxSurge: 1 },
    wanted: 1,
    batch: ["a"],
  },
  {
    name: "more old nodes than the pool is meant to have go without a replacement",
    scene: { nodes: [node("a"), node("b"), node("c"), node("d"), node("e")], size: 3 },
    input: { maxSurge: 2 },
    wanted: 0,
    batch: ["a", "b"],
  },
  {
    name: "the last old node goes when the whole pool is there",
    scene: { nodes: [node("a"), fresh("b"), fresh("c")], size: 2 },
    input: { maxSurge: 1 },
    wanted: 2,
    batch: ["a"],
  },
];

test.each(table)("$name", ({ scene, input, wanted, batch }) => {
  const roll = rollOf(scene, input);
  expect(wantedFresh(roll)).toBe(wanted);
  expect(surgeIsReady(roll) ? nextBatch(roll).map(({ name }) => name) : []).toEqual(batch);
});

test("a node that someone else cordoned is ours to drain once it has a clock", () => {
  const nodes = [node("a", { unschedulable: true }), node("b"), fresh("c")];
  const memo = { size: 2, clocks: { [clockKey("a")]: { s: NOW_MS - 10_000 } } };
  const roll = rollOf({ nodes, size: 2 }, {}, memo);
  expect(roll.taken.map(({ name }) => name)).toEqual(["a"]);
  expect(nextBatch(roll)).toEqual([]);
});

test("no more drain at the same time than there is room for their clocks", () => {
  const nodes = Array.from({ length: 200 }, (_, at) => node(`n-${at}`));
  const roll = rollOf({ nodes }, { maxSurge: 0, maxUnavailable: "50%" });
  expect(nextBatch(roll)).toHaveLength(CLOCKS_AT_MOST);
});
