import { expect, test } from "vitest";
import type { Json } from "../../model/data.ts";
import { OWNER } from "../run-in-world.fixture.ts";
import { decideRoll, putBackRoll } from "./decide.ts";
import { sayDeed } from "./deed.ts";
import type { RollInput } from "./input.ts";
import { clockKey } from "./memo.ts";
import { budget, contextAt, inputOf, NEW, node, NOW_MS, pod, type Scene, seenOf } from "./roll.fixture.ts"; // prettier-ignore

const MINUTE_MS = 60_000;
const fresh = (name: string) => node(name, { kubeletVersion: NEW });
const ours = { unschedulable: true, cordonedBy: OWNER, avoided: true };
const marked = (name: string, tries = 1, agoMs = MINUTE_MS) => {
  const mark = { owner: OWNER, reason: `${name} is held`, atMs: NOW_MS - agoMs, tries };
  return node(name, { avoided: true, quarantine: mark });
};
const held = {
  pods: [pod("web-1"), pod("web-2", { node: "b" }), pod("web-3", { node: "c" })],
  budgets: [budget({ disruptionsAllowed: 0, desiredHealthy: 3 })],
} as const;
const clock = (name: string, times: Readonly<Record<string, number>>): Json => ({
  size: 2,
  clocks: { [clockKey(name)]: times },
});
const quarantine = { onTimeout: "Quarantine" } as const;

function look(scene: Scene, change: Partial<RollInput> = {}, memo: Json = null) {
  const decision = decideRoll(seenOf({ size: 2, ...scene }), inputOf(change), contextAt(memo));
  return { ...decision, deeds: decision.deeds.map(sayDeed) };
}

const late = clock("a", { s: NOW_MS - 31 * MINUTE_MS });
const blockedNodes = [node("a", ours), node("b", { avoided: true }), fresh("c")];

test("a node whose drain takes too long is given up, and nothing else is done to it", () => {
  const { deeds, outcome, memo } = look({ nodes: blockedNodes, ...held }, quarantine, late);
  expect(deeds).toEqual([
    "quarantine node a, which serves on: drain of a is not over after 30 min (since 07:29:00 UTC): pod shop/web-1 is held by PDB shop/web, which allows 0 of 3 although all 3 are ready: loosen the budget or add a replica",
  ]);
  expect(outcome.kind).toBe("requeue");
  // Its clock stays until the mark is seen: the deed may have come to nothing.
  expect(memo).toMatchObject({ clocks: { [clockKey("a")]: { s: NOW_MS - 31 * MINUTE_MS } } });
});

test("with the mark seen the others go on, and the node is counted as one in service", () => {
  const nodes = [marked("a"), node("b", { avoided: true }), fresh("c")];
  const { deeds, outcome } = look({ nodes, ...held }, quarantine, late);
  expect(deeds).toEqual(["cordon node b"]);
  expect(outcome).toMatchObject({ progress: expect.stringContaining("1 quarantined") });
});

test("what runs on a node that was given up stands in nobody's way", () => {
  const nodes = [marked("a"), node("b", { avoided: true }), fresh("c")];
  const pods = [pod("bare", { controller: "" }), pod("cache", { emptyDir: true })];
  expect(look({ nodes, pods }, quarantine).deeds).toEqual(["cordon node b"]);
});

test("more blocked nodes than the limit fail the step, with each by name", () => {
  const nodes = [marked("b"), node("a", ours), fresh("c")];
  const { deeds, outcome } = look({ nodes, ...held }, quarantine, late);
  expect(deeds).toEqual([]);
  expect(outcome).toMatchObject({
    kind: "failed",
    why: expect.stringMatching(
      /^2 nodes are blocked, and maxBlockedNodes is 1: b is held; drain of a is not over/,
    ),
  });
});

test.each([
  [0, "fail"],
  [1, "goOn"],
  ["49%", "fail"],
  ["50%", "goOn"],
] as const)("of 2 nodes, %s may be blocked: %s", (maxBlockedNodes, wanted) => {
  const input = { ...quarantine, maxBlockedNodes };
  const { outcome } = look({ nodes: blockedNodes, ...held }, input, late);
  expect(outcome.kind).toBe(wanted === "fail" ? "failed" : "requeue");
});

test("a pool is done with its quarantined node named, once nothing of ours but the mark is left", () => {
  const nodes = [marked("a"), fresh("c")];
  const first = look({ nodes, ...held }, quarantine);
  expect(first.deeds).toEqual(["take our taint off node a"]);
  const clean = [{ ...marked("a"), avoided: false }, fresh("c")];
  expect(look({ nodes: clean, ...held }, quarantine).outcome).toEqual({
    kind: "done",
    summary:
      "pool general: 1 of 2 nodes at 1.36.3 and Ready; 1 quarantined and serves on: a (a is held)",
    outputs: { quarantined: ["a"], why: ["a is held"], count: 1 },
  });
});

test("at the end it is tried once more, with another node in its place, if it may succeed", () => {
  const free = { pods: [pod("web-1")], budgets: [budget()] };
  const surge = look({ nodes: [marked("a"), fresh("c")], ...free }, quarantine);
  expect(surge.deeds).toEqual(["see to it that pool general has 2 nodes of 1.36.3"]);
  const both = [marked("a"), fresh("c"), fresh("d")];
  const again = look({ nodes: both, ...free }, quarantine);
  expect(again.deeds).toEqual(["cordon node a"]);
  const cordoned = [{ ...marked("a"), ...ours }, fresh("c"), fresh("d")];
  expect(look({ nodes: cordoned, ...free }, quarantine, again.memo).deeds).toEqual([
    "evict pod shop/web-1 from node a",
  ]);
});

test.each([
  ["has not gone since", pod("web-1", { terminating: true })],
  ["would be refused", pod("bare", { controller: "" })],
])("a node with a pod that %s is not tried again", (_, one) => {
  const nodes = [{ ...marked("a"), avoided: false }, fresh("c")];
  expect(look({ nodes, pods: [one] }, quarantine).outcome.kind).toBe("done");
});

test("another try that takes too long is the last", () => {
  const nodes = [{ ...marked("a"), ...ours }, fresh("c"), fresh("d")];
  const { deeds, memo } = look({ nodes, ...held }, quarantine, late);
  expect(deeds).toEqual([expect.stringContaining("quarantine node a")]);
  const twice = [{ ...marked("a", 2, 0), avoided: false }, fresh("c"), fresh("d")];
  const free = { pods: [pod("web-1")], budgets: [budget()] };
  expect(look({ nodes: twice, ...free }, quarantine, memo).outcome.kind).toBe("done");
});

test("a mark of another attempt keeps nobody from trying", () => {
  const mark = { owner: "rollout/shop-1/0", reason: "", atMs: 0, tries: 2 };
  const nodes = [node("a", { avoided: true, quarantine: mark }), fresh("c"), fresh("d")];
  expect(look({ nodes }, quarantine).deeds).toEqual(["cordon node a"]);
});

test("the cordon of an earlier attempt goes with the mark", () => {
  const scene = seenOf({
    nodes: [node("a", { ...ours, cordonedBy: "rollout/shop-1/1" }), fresh("c")],
    size: 2,
    ...held,
  });
  const context = { ...contextAt(late), attempt: 2, owner: "rollout/shop-1/2" };
  const { deeds } = decideRoll(scene, inputOf(quarantine), context);
  expect(deeds.map(sayDeed).at(-1)).toBe("uncordon node a");
});

test("when the step ends early, its marks go with the rest", () => {
  const scene = seenOf({ nodes: [marked("a"), fresh("c")], size: 2 });
  const { deeds } = putBackRoll(scene, inputOf(quarantine), contextAt());
  expect(deeds.map(sayDeed)).toEqual([
    "take our taint off node a",
    "take our quarantine off node a",
  ]);
});

const drained = { nodes: blockedNodes, attachments: [{ node: "a", volume: "pv-1" }] };
const timed = { detachTimeoutMs: 10 * MINUTE_MS, removeTimeoutMs: 5 * MINUTE_MS };

test("a drained node is not removed while volumes are attached to it, and their clock begins", () => {
  const { deeds, outcome, memo } = look(drained, timed, clock("a", { s: NOW_MS - 60_000 }));
  expect(deeds).toEqual([]);
  expect(outcome).toMatchObject({
    progress: expect.stringContaining("a waits for pv-1 to be detached"),
  });
  expect(memo).toMatchObject({ clocks: { [clockKey("a")]: { s: NOW_MS - 60_000, t: 60 } } });
});

test("volumes that stay attached end the step, or give the node up", () => {
  const memo = clock("a", { s: NOW_MS - 12 * MINUTE_MS, t: 60 });
  const why =
    "node a is drained, and its volumes are not detached after 11 min (since 07:49:00 UTC): pv-1";
  expect(look(drained, timed, memo).outcome).toMatchObject({ kind: "failed", why });
  expect(look(drained, { ...timed, ...quarantine }, memo).deeds).toEqual([
    `quarantine node a, which serves on: ${why}`,
  ]);
});

test("volumes are not waited for where they have no clock", () => {
  const memo = clock("a", { s: NOW_MS - 60_000 });
  expect(look(drained, {}, memo).deeds).toEqual(["remove node a, which is drained"]);
});

test("the clock of the removal begins when it is asked for, and is never begun anew", () => {
  const nodes = blockedNodes;
  const asked = look({ nodes }, timed, clock("a", { s: NOW_MS - 60_000, t: 10 }));
  expect(asked.deeds).toEqual(["remove node a, which is drained"]);
  const at = { s: NOW_MS - 60_000, r: NOW_MS, t: 60 };
  expect(asked.memo).toMatchObject({ clocks: { [clockKey("a")]: at } });
  const again = look({ nodes }, timed, clock("a", { s: NOW_MS - 240_000, r: NOW_MS - 120_000, t: 60 })); // prettier-ignore
  expect(again.deeds).toEqual(["remove node a, which is drained"]);
  expect(again.memo).toMatchObject({ clocks: { [clockKey("a")]: { r: NOW_MS, t: 60 } } });
});

test("a node on its way out is never given up: it is said, and the step fails", () => {
  const memo = clock("a", { s: NOW_MS - 10 * MINUTE_MS, r: NOW_MS - 30_000, t: 60 });
  const { deeds, outcome } = look({ nodes: blockedNodes }, { ...timed, ...quarantine }, memo);
  expect(deeds).toEqual([]);
  expect(outcome).toMatchObject({
    kind: "failed",
    why: "node a of pool general is drained, and its provider has not removed it after 9 min (asked at 07:51:00 UTC)",
  });
});

test("a first new node is tried alone, until what runs on it is ready", () => {
  const first = { proveFirstNode: true, maxSurge: 3 };
  const old = ["a", "b", "d"].map((name) => node(name, { avoided: true }));
  const scene = { nodes: old, size: 3 };
  expect(look(scene, first).deeds).toEqual(["see to it that pool general has 1 node of 1.36.3"]);
  const daemon = { node: "c", controller: "DaemonSet" };
  const nodes = [...old, fresh("c")];
  const unproved = look(
    { ...scene, nodes, pods: [pod("net", { ...daemon, ready: false })] },
    first,
  );
  expect(unproved.deeds).toEqual([]);
  const proved = look({ ...scene, nodes, pods: [pod("net", daemon)] }, first);
  expect(proved.deeds).toContain("see to it that pool general has 3 nodes of 1.36.3");
});

test("without surge, the first new node comes for one old one", () => {
  const first = { proveFirstNode: true, maxSurge: 0, maxUnavailable: 2 };
  const nodes = ["a", "b", "d"].map((name) => node(name, { avoided: true }));
  expect(look({ nodes, size: 3 }, first).deeds).toEqual(["cordon node a"]);
});
