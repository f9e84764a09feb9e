import { expect, it } from "vitest";
import type { Hop, Plan, Shape, Step } from "../../model/plan.ts";
import { knowledge } from "../../knowledge/knowledge.ts";
import { catalog } from "../catalog.fixture.ts";
import type { Snapshots } from "../cluster-way.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import type { ActionCatalog } from "../workflow/action-catalog.ts";
import { brokenWords } from "./broken-rule.ts";
import { checkPlan } from "./check-plan.ts";

const RETRY = {
  policy: "FIXED",
  limit: 1,
  delayMs: 1,
  scale: 1,
  maxDelayMs: 0,
  jitterMs: 0,
  totalTimeoutMs: 0,
} as const;

const climb = (from: string, to: string): Hop => ({ component: "control-plane", from, to });

const roll = (from: string, to: string, name = "general"): Hop => ({
  component: "node-pool",
  pool: name,
  dialect: "weRoll",
  from,
  to,
});

function step(id: string, hop: Hop | undefined, needs: readonly string[]): Step {
  const common = {
    id,
    title: id,
    role: "self",
    needs,
    timeoutMs: 1,
    retry: RETRY,
    undo: "by hand",
  } as const;
  if (hop === undefined) return { ...common, uses: "health.check", with: {} };
  const { component, to, ...what } = hop;
  const uses = {
    "control-plane": "control-plane.upgrade",
    "node-pool": "node-pool.roll",
    addon: "addon.upgrade",
  }[component];
  return { ...common, uses, with: { ...what, to } };
}

function chain(hops: readonly Hop[]): readonly Step[] {
  return hops.map((hop, index) => step(`s${index + 1}`, hop, index === 0 ? [] : [`s${index}`]));
}

const seenAt = (version: string): Snapshots => new Map([["shop", snapshot(version)]]);

/** The linter asks only whether an action is there. */
const withProvision: ActionCatalog = new Map(
  [...catalog].flatMap(([name, entry]) => [
    [name, entry],
    ["cluster.provision", entry],
  ]),
);

const GOOD = [climb("1.34.4", "1.35.4"), climb("1.35.4", "1.36.3"), roll("1.34.4", "1.36.3")];

function plan(
  hops: readonly Hop[],
  steps: readonly Step[] = chain(hops),
  other: Partial<Plan> = {},
): Plan {
  const shape: Shape = { strategy: "rolling", why: "", hops, steps };
  const clusters = [{ name: "shop", member: "shop", identity: "uid-of-shop", shape: "A" }];
  return {
    schemaVersion: 1,
    kind: "Plan",
    rollout: "r",
    fleet: "f",
    target: { kubernetes: "1.36" },
    workflows: {},
    shapes: { A: shape },
    stages: [{ name: "s", maxConcurrency: 1, maxAllowedFailures: 0, clusters }],
    leftOut: [],
    ...other,
  };
}

/** The rules of a plan's order, places and versions; these small plans break others too. */
const ASKED: readonly string[] = Array.from({ length: 11 }, (_, index) => `P${index + 1}`);

function broken(checked: Plan, snapshots?: Snapshots): readonly string[] {
  const seen = snapshots ?? new Map([["shop", snapshot("1.34.4")]]);
  return errorsOf(checked, seen, catalog);
}

function errorsOf(checked: Plan, snapshots: Snapshots, actions: ActionCatalog): readonly string[] {
  const found = checkPlan({ plan: checked, snapshots, actions, facts: knowledge });
  return found.filter(({ rule }) => ASKED.includes(rule)).map(brokenWords);
}

it("a good plan is proved", () => {
  expect(broken(plan(GOOD))).toEqual([]);
});

it("a pool at a later patch of the target's minor is where it should be", () => {
  const seen = new Map([
    ["shop", snapshot("1.35.4", { pools: [pool("general", ["1.35.9"]), pool("b", ["1.35.4"])] })],
  ]);
  const target = { kubernetes: "1.35.4" };
  expect(broken(plan([], [], { target, shapes: {}, stages: [] }), seen)).toEqual([]);
  expect(broken(plan([], [], { target }), seen)).toEqual([]);
});

it("add-ons and the parts of a mesh move in their order, and no kubelet minds", () => {
  const addon = (name: string, part: "whole" | "control-plane" | "proxies"): Hop => ({
    component: "addon",
    addon: name,
    part,
    from: "1.1",
    to: "1.2",
  });
  const moves = [
    addon("coredns", "whole"),
    addon("istio", "control-plane"),
    addon("istio", "proxies"),
  ];
  expect(broken(plan([...moves, ...GOOD]))).toEqual([]);
  const [first, ...rest] = moves;
  const steps = chain([...rest, ...(first === undefined ? [] : [first]), ...GOOD]);
  expect(broken(plan([...moves, ...GOOD], steps))[0]).toMatch(
    /^P7: shape A: the steps make these moves: istio control plane to 1.2, istio proxies to 1.2, coredns to 1.2/,
  );
});

it("a second cluster is made at the target, however far that is", () => {
  const hop = climb("1.33.7", "1.36.3");
  const shape: Shape = {
    strategy: "blue-green",
    why: "",
    hops: [hop],
    steps: [
      { ...step("make", hop, []), uses: "cluster.provision", role: "next" },
      step("look", undefined, ["make"]),
    ],
  };
  const made = plan([], [], { shapes: { A: shape } });
  expect(errorsOf(made, seenAt("1.33.7"), withProvision)).toEqual([]);
});

it("pools may be rolled side by side, but not past a control plane hop", () => {
  const hops = [
    climb("1.35.4", "1.36.3"),
    roll("1.35.4", "1.36.3", "a"),
    roll("1.35.4", "1.36.3", "b"),
  ];
  const [first, second, third] = hops;
  const together = [step("s1", first, []), step("s2", second, ["s1"]), step("s3", third, ["s1"])];
  const seen = new Map([
    ["shop", snapshot("1.35.4", { pools: [pool("a", ["1.35.4"]), pool("b", ["1.35.4"])] })],
  ]);
  expect(broken(plan(hops, together), seen)).toEqual([]);
  const early = [step("s1", first, []), step("s2", second, []), step("s3", third, ["s1"])];
  expect(broken(plan(hops, early), seen)).toEqual([
    "P7: shape A, step s2: may start before s1 is over",
  ]);
});

it.each<readonly [string, readonly Hop[], readonly Step[], readonly string[]]>([
  [
    "P1 and P2: ids and needs",
    GOOD,
    [...chain(GOOD), step("s3", undefined, ["s9"])],
    [
      "P1: shape A, step s3: another step has the same id",
      "P2: shape A, step s3: needs s9, which is not there",
    ],
  ],
  [
    "P3: steps that wait for themselves",
    GOOD,
    [...chain(GOOD), step("a", undefined, ["b"]), step("b", undefined, ["a", "s3"])],
    ["P3: shape A, step a: waits for itself", "P3: shape A, step b: waits for itself"],
  ],
  [
    "P4: an unknown action",
    GOOD,
    [...chain(GOOD), { ...step("x", undefined, ["s3"]), uses: "nobody" }],
    ["P4: shape A, step x: uses unknown nobody"],
  ],
  [
    "P7: a hop that no step makes",
    GOOD,
    chain(GOOD).slice(0, 2),
    [
      "P7: shape A: the steps make these moves: control plane to 1.35.4, control plane to 1.36.3; the way is: control plane to 1.35.4, control plane to 1.36.3, node pool general to 1.36.3",
    ],
  ],
  [
    "P8: a skipped minor",
    [climb("1.34.4", "1.36.3"), roll("1.34.4", "1.36.3")],
    chain([climb("1.34.4", "1.36.3"), roll("1.34.4", "1.36.3")]),
    ["P8: cluster shop, hop 1: the control plane may not go from 1.34.4 to 1.36.3"],
  ],
  [
    "P8: a hop from where it does not stand",
    [climb("1.35.1", "1.35.4"), climb("1.35.4", "1.36.3"), roll("1.34.4", "1.36.3")],
    chain([climb("1.35.1", "1.35.4"), climb("1.35.4", "1.36.3"), roll("1.34.4", "1.36.3")]),
    ["P8: cluster shop, hop 1: the control plane may not go from 1.34.4 to 1.35.4"],
  ],
  [
    "P9: a pool that leads",
    [climb("1.34.4", "1.35.4"), roll("1.34.4", "1.36.3"), climb("1.35.4", "1.36.3")],
    chain([climb("1.34.4", "1.35.4"), roll("1.34.4", "1.36.3"), climb("1.35.4", "1.36.3")]),
    [
      "P9: cluster shop, hop 2: node pool general runs 1.36.3 under API servers of 1.35.4",
      "P9: cluster shop, hop 3: node pool general runs 1.36.3 under API servers of 1.35.4 and 1.36.3",
    ],
  ],
  [
    "P10: the target is not reached, a pool is left behind",
    [climb("1.34.4", "1.35.4")],
    chain([climb("1.34.4", "1.35.4")]),
    [
      "P10: cluster shop: ends at 1.35.4, not at 1.36",
      "P10: cluster shop: node pool general ends at 1.34.4, the control plane at 1.35.4",
    ],
  ],
])("%s", (_, hops, steps, expected) => {
  expect(broken(plan(hops, steps))).toEqual(expected);
});

it("P5 and P6: every cluster has one place and a shape, every shape a cluster", () => {
  const [stage] = plan(GOOD).stages;
  const clusters = (stage?.clusters ?? []).map((cluster) => ({ ...cluster, shape: "B" }));
  const stages = [{ name: "s", maxConcurrency: 1, maxAllowedFailures: 0, clusters }];
  const leftOut = [{ name: "shop", kind: "blocked" as const, why: "", help: "" }];
  expect(broken(plan(GOOD, chain(GOOD), { stages, leftOut }))).toEqual([
    "P5: cluster shop: it has two places",
    "P6: cluster shop: has the shape B, which is not there",
    "P6: shape A: no cluster has it",
  ]);
});

it("nothing is proved of a cluster that could not be observed, or does not stand where it could start", () => {
  const unseen = "P9: cluster shop: was not observed, so nothing is proved of it";
  expect(broken(plan(GOOD), new Map([["shop", { error: "x" }]]))).toEqual([unseen]);
  expect(broken(plan(GOOD), new Map([["shop", snapshot("x", { pools: [] })]]))[0]).toMatch(
    /^P9: cluster shop: does not stand where it could start: /,
  );
});

it("without a snapshot what moves is gone through, and each rule says that the rest was not checked", () => {
  const said = broken(plan(GOOD), new Map());
  expect(said.map((words) => words.replace(/^(P\d+): not checked in full: .*/, "$1"))).toEqual([
    "P8",
    "P9",
    "P10",
  ]);
  const [, ...skipping] = GOOD;
  expect(
    broken(plan(skipping, chain(skipping), { target: { kubernetes: "1.37" } }), new Map()),
  ).toContain("P10: cluster shop: ends at 1.36.3, not at 1.37");
});
