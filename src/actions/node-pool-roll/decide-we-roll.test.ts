import { expect, test } from "vitest";
import type { Json } from "../../model/data.ts";
import { OWNER } from "../run-in-world.fixture.ts";
import { decideRoll, putBackRoll } from "./decide.ts";
import { sayDeed } from "./deed.ts";
import type { RollInput } from "./input.ts";
import { clockKey } from "./memo.ts";
import {
  budget,
  contextAt,
  inputOf,
  NEW,
  node,
  NOW_MS,
  pod,
  type Scene,
  seenOf,
} from "./roll.fixture.ts";

const fresh = (name: string) => node(name, { kubeletVersion: NEW });
const ours = { unschedulable: true, cordonedBy: OWNER, avoided: true };
const since = (node_: string, agoMs: number): Json => ({
  size: 2,
  clocks: { [clockKey(node_)]: { s: NOW_MS - agoMs } },
});

function look(scene: Scene, change: Partial<RollInput> = {}, memo: Json = null) {
  const decision = decideRoll(seenOf({ size: 2, ...scene }), inputOf(change), contextAt(memo));
  return { ...decision, deeds: decision.deeds.map(sayDeed) };
}

test("a pool that is there is done, and nothing is touched", () => {
  const { deeds, outcome } = look({ nodes: [fresh("c"), fresh("d")] });
  expect(deeds).toEqual([]);
  expect(outcome).toEqual({
    kind: "done",
    summary: "pool general: 2 of 2 nodes at 1.36.3 and Ready",
  });
});

test("a pool is not there while a node of it joins", () => {
  const { outcome } = look({ nodes: [fresh("c")], joining: ["d"] });
  expect(outcome).toMatchObject({
    kind: "requeue",
    progress: "pool general: 2 of 2 nodes moved, 1 joining",
  });
});

test("a node that has not told its version yet is on its way, and is left alone", () => {
  const joining = node("c", { kubeletVersion: "", ready: false });
  const { deeds, outcome } = look({ nodes: [node("a"), fresh("b"), joining] }, { maxSurge: 2 });
  expect(deeds).toEqual([]);
  expect(outcome).toMatchObject({ progress: "pool general: 1 of 2 nodes moved, 1 joining" });
});

test("machines that are ready and that the API server does not know are never ended", () => {
  const { deeds, outcome } = look({ nodes: [], strange: ["x", "y"] });
  expect(deeds).toEqual([]);
  expect(outcome).toEqual({
    kind: "failed",
    class: "transient",
    why: "pool general: its provider has x, y ready, and the API server does not know them: do provider and access of this member lead to the same cluster?",
  });
});

test("what is ours on the nodes that stay is taken off before it is done", () => {
  const { deeds, outcome } = look({
    nodes: [node("c", { kubeletVersion: NEW, ...ours }), fresh("d")],
  });
  expect(deeds).toEqual(["uncordon node c", "take our taint off node c"]);
  expect(outcome.kind).toBe("requeue");
});

test("surge comes first, and once it is asked for it is not asked for again at the next look", () => {
  const nodes = [node("a"), node("b")];
  const first = look({ nodes });
  expect(first.deeds).toEqual(["see to it that pool general has 1 node of 1.36.3"]);
  expect(look({ nodes }, {}, first.memo).deeds).toEqual([]);
});

test("a request for nodes that had no effect is made again", () => {
  const memo = { size: 2, asked: { count: 1, atMs: NOW_MS - 60_000 }, clocks: {} };
  expect(look({ nodes: [node("a"), node("b")] }, {}, memo).deeds).toHaveLength(1);
});

test("all old nodes are tainted before the first is cordoned", () => {
  const nodes = [node("a"), node("b", { avoided: true }), fresh("c")];
  expect(look({ nodes }).deeds).toEqual([
    "taint node a PreferNoSchedule, so that no pod moves twice",
  ]);
});

test("only the batch is cordoned, and nothing is evicted from it in the same look", () => {
  const nodes = [node("a", { avoided: true }), node("b", { avoided: true }), fresh("c")];
  expect(look({ nodes, pods: [pod("web-1")] }).deeds).toEqual(["cordon node a"]);
});

test("finished pods are deleted and the others evicted as far as their budgets allow", () => {
  const nodes = [node("a", ours), node("b", { avoided: true }), fresh("c")];
  const pods = [pod("web-1"), pod("web-2"), pod("job", { phase: "Succeeded" })];
  const { deeds, outcome } = look({ nodes, pods, budgets: [budget()] }, {}, since("a", 10_000));
  expect(deeds).toEqual([
    "delete finished pod shop/job from node a",
    "evict pod shop/web-1 from node a",
  ]);
  expect(outcome).toMatchObject({ kind: "requeue", afterMs: 10_000 });
});

test("a drained node is removed, at a later look than the one that cordoned it", () => {
  const nodes = [node("a", ours), node("b", { avoided: true }), fresh("c")];
  const pods = [pod("proxy", { controller: "DaemonSet" })];
  expect(look({ nodes, pods }).deeds).toEqual([]);
  const removed = look({ nodes, pods }, {}, since("a", 10_000));
  expect(removed.deeds).toEqual(["remove node a, which is drained"]);
  expect(look({ nodes, pods }, {}, removed.memo).deeds).toEqual([]);
});

test("a pod that is still going keeps its node", () => {
  const nodes = [node("a", ours), node("b", { avoided: true }), fresh("c")];
  const { deeds, outcome } = look(
    { nodes, pods: [pod("web-1", { terminating: true })] },
    {},
    since("a", 10_000),
  );
  expect(deeds).toEqual([]);
  expect(outcome.kind).toBe("requeue");
});

test("a node that someone else cordoned is drained without a cordon of ours, and that is said", () => {
  const nodes = [
    node("a", { unschedulable: true, avoided: true }),
    node("b", { avoided: true }),
    fresh("c"),
  ];
  const first = look({ nodes, pods: [pod("web-1")] });
  expect(first.deeds).toEqual([]);
  const second = look({ nodes, pods: [pod("web-1")] }, {}, first.memo);
  expect(second.deeds).toEqual(["evict pod shop/web-1 from node a"]);
  expect(second.outcome).toMatchObject({
    progress:
      "pool general: 0 of 2 nodes moved, 1 draining, a was cordoned by someone else and keeps that cordon",
  });
});

test("a node that is uncordoned under its drain is cordoned again before anything is evicted", () => {
  const nodes = [node("a", { avoided: true }), node("b", { avoided: true }), fresh("c")];
  expect(look({ nodes, pods: [pod("web-1")] }, {}, since("a", 10_000)).deeds).toEqual([
    "cordon node a",
  ]);
});

test("a machine whose Node object is gone is ended too", () => {
  const scene = { nodes: [node("b", { avoided: true }), fresh("c")], leaving: ["a"] };
  const first = look(scene);
  expect(first.deeds).toEqual([]);
  expect(look(scene, {}, since("a", 10_000)).deeds).toEqual(["remove node a, which is drained"]);
});

test("nodes that are later than the target count as new ones", () => {
  const nodes = [node("a", { avoided: true }), node("c", { kubeletVersion: "1.36.4" })];
  expect(look({ nodes }, { maxSurge: 2 }).deeds).toContain(
    "see to it that pool general has 1 node of 1.36.3",
  );
});

const blocked = {
  nodes: [node("a", ours), node("b", { avoided: true }), fresh("c")],
  pods: [
    pod("web-1"),
    pod("web-2", { node: "b" }),
    pod("web-3", { node: "", ready: false, phase: "Pending" }),
  ],
  budgets: [budget({ disruptionsAllowed: 0, currentHealthy: 2 })],
} as const satisfies Scene;

test("a budget that allows none is not even asked, and is named once it has held for a minute", () => {
  const first = look(blocked, {}, since("a", 10_000));
  expect(first.deeds).toEqual([]);
  expect(first.outcome.kind).toBe("requeue");
  expect(look(blocked, {}, since("a", 14 * 60_000)).outcome).toEqual({
    kind: "waiting",
    afterMs: 15_000,
    for: "drain of a waits 14 min (since 07:46:00 UTC): pod shop/web-1 is held by PDB shop/web, which allows 0 of 3 until web-3 is ready (Pending)",
    needsPerson: false,
  });
});

test("a wait counts from when anything moved last", () => {
  const memo = { ...Object(since("a", 14 * 60_000)), movedAtMs: NOW_MS - 120_000 };
  expect(look(blocked, {}, memo).outcome).toMatchObject({
    for: expect.stringContaining("waits 2 min"),
  });
});

test("who blocks is named with workload and owner", () => {
  const [, ...others] = blocked.pods;
  const web = pod("web-1", { workload: { kind: "Deployment", name: "web" }, ownedBy: "payments" });
  const scene = { ...blocked, pods: [web, ...others] };
  expect(look(scene, {}, since("a", 14 * 60_000)).outcome).toMatchObject({
    for: expect.stringContaining(
      "pod shop/web-1 of Deployment web (owner: payments) is held by PDB shop/web",
    ),
  });
});

test("a budget that can never allow one is told of before anything is marked", () => {
  const pods = [pod("web-1"), pod("web-2"), pod("web-3")];
  const budgets = [budget({ disruptionsAllowed: 0, desiredHealthy: 3 })];
  const { outcome } = look({ nodes: [node("a"), node("b")], pods, budgets });
  expect(outcome).toMatchObject({
    kind: "requeue",
    progress:
      "pool general: 0 of 2 nodes moved, PDB shop/web can never let pod shop/web-1 go, although all 3 are ready: loosen the budget or add a replica",
  });
});

test("pods of a lower order are gone before the next are asked", () => {
  const nodes = [node("a", ours), node("b", { avoided: true }), fresh("c")];
  const late = pod("db-1", { labels: { app: "db" } });
  const podRules: RollInput["podRules"] = [
    { selector: { matchLabels: { app: "db" } }, behavior: "Drain", order: 1 },
  ];
  const memo = since("a", 10_000);
  const both = look({ nodes, pods: [late, pod("web-1")] }, { podRules }, memo);
  expect(both.deeds).toEqual(["evict pod shop/web-1 from node a"]);
  const going = look({ nodes, pods: [late, pod("web-1", { terminating: true })] }, { podRules }, memo); // prettier-ignore
  expect(going.deeds).toEqual([]);
  const alone = look({ nodes, pods: [late] }, { podRules }, memo);
  expect(alone.deeds).toEqual(["evict pod shop/db-1 from node a"]);
});

test("a job that is waited for is named, and its node goes when it has run to its end", () => {
  const nodes = [node("a", ours), node("b", { avoided: true }), fresh("c")];
  const job = { controller: "Job", workload: { kind: "Job", name: "nightly" } };
  const memo = since("a", 120_000);
  const runs = look({ nodes, pods: [pod("nightly-1", job)] }, { jobs: "WaitCompleted" }, memo);
  expect(runs.deeds).toEqual([]);
  expect(runs.outcome).toEqual({
    kind: "waiting",
    afterMs: 15_000,
    for: "drain of a waits 2 min for pod shop/nightly-1 of Job nightly to run to its end, as the plan says",
    needsPerson: false,
  });
  const ended = { ...job, phase: "Succeeded" } as const;
  const over = look({ nodes, pods: [pod("nightly-1", ended)] }, { jobs: "WaitCompleted" }, memo);
  expect(over.deeds).toEqual(["delete finished pod shop/nightly-1 from node a"]);
  const late = look({ nodes, pods: [pod("nightly-1", job)] }, { jobs: "WaitCompleted", drainTimeoutMs: 60_000 }, memo); // prettier-ignore
  expect(late.outcome).toMatchObject({
    kind: "failed",
    why: expect.stringContaining("has not run to its end, which the plan waits for"),
  });
});

test("a budget that can never allow one needs a person at once", () => {
  const pods = [pod("web-1"), pod("web-2"), pod("web-3")];
  const budgets = [budget({ disruptionsAllowed: 0, desiredHealthy: 3 })];
  expect(look({ ...blocked, pods, budgets }, {}, since("a", 10_000)).outcome).toMatchObject({
    kind: "waiting",
    needsPerson: true,
  });
});

test.each([
  [
    "a budget",
    blocked.pods,
    "pod shop/web-1 is held by PDB shop/web, which allows 0 of 3 until web-3 is ready (Pending)",
  ],
  [
    "a pod that does not end",
    [pod("web-1", { terminating: true })],
    "pod shop/web-1 was told to go and is still terminating",
  ],
  ["a pod that comes back", [pod("free", { labels: {} })], "pod shop/free is still there"],
])("a drain that takes too long names %s", (_, pods, why) => {
  const memo = since("a", 1_800_001);
  const { deeds, outcome } = look({ ...blocked, pods }, { drainTimeoutMs: 1_800_000 }, memo);
  expect(deeds).toEqual([]);
  expect(outcome).toEqual({
    kind: "failed",
    class: "terminal",
    why: `drain of a is not over after 30 min (since 07:29:59 UTC): ${why}`,
  });
});

test("a node that cannot be kept closed runs out of time as well", () => {
  const nodes = [node("a", { avoided: true }), node("b", { avoided: true }), fresh("c")];
  expect(look({ nodes }, {}, since("a", 1_800_001)).outcome).toMatchObject({
    kind: "failed",
    why: expect.stringContaining("does someone uncordon it?"),
  });
});

test("pods that may not be moved are found before anything is marked", () => {
  const { deeds, outcome } = look({
    nodes: [node("a"), node("b")],
    pods: [pod("bare", { node: "b", controller: "" })],
  });
  expect(deeds).toEqual([]);
  expect(outcome).toMatchObject({ kind: "failed", class: "terminal" });
});

test.each([
  ["newer than an API server", "1.35.4", NEW],
  ["further behind than allowed", "1.40.0", NEW],
])("a kubelet %s is never added", (_, controlPlane, to) => {
  const { deeds, outcome } = look({ nodes: [node("a"), node("b")], controlPlane }, { to });
  expect(deeds).toEqual([]);
  expect(outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
    why: expect.stringContaining(`an API server is at ${controlPlane}`),
  });
});

test("a pool that the provider does not know fails with the ones it knows", () => {
  expect(look({ nodes: [] }, { pool: "gpu" }).outcome).toMatchObject({
    why: "the provider knows no pool gpu; it has general",
  });
});

test("putting back takes off our cordons and taints, and leaves those of others", () => {
  const nodes = [
    node("a", ours),
    node("b", { unschedulable: true, cordonedBy: "other" }),
    fresh("c"),
  ];
  const { deeds, outcome } = putBackRoll(seenOf({ nodes }), inputOf(), contextAt());
  expect(deeds.map(sayDeed)).toEqual(["uncordon node a", "take our taint off node a"]);
  expect(outcome.kind).toBe("requeue");
});

test("putting back is done when nothing of ours is seen, and says that the new nodes stay", () => {
  const { outcome } = putBackRoll(
    seenOf({ nodes: [node("a"), fresh("c")] }),
    inputOf(),
    contextAt(),
  );
  expect(outcome).toEqual({
    kind: "done",
    summary: "pool general: no cordon and no taint of ours is left; new nodes stay: 1 at 1.36.3",
  });
});

test("putting back in a pool that is gone is done", () => {
  const { outcome } = putBackRoll(seenOf({ nodes: [] }), inputOf({ pool: "gpu" }), contextAt());
  expect(outcome).toEqual({ kind: "done", summary: "nothing to put back: pool gpu is gone" });
});
