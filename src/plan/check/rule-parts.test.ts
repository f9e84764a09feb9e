import { expect, it } from "vitest";
import { knowledge } from "../../knowledge/knowledge.ts";
import type { Hop, Shape, Step } from "../../model/plan.ts";
import { plainStep } from "../../model/step.fixture.ts";
import { bundledPlanning } from "../../packs/bundled-planning.ts";
import { addonRisks } from "./addon-compatible.ts";
import { broken, brokenWords, compareBroken, isAsBad } from "./broken-rule.ts";
import { checkBackup } from "./check-gates.ts";
import { checkPlan } from "./check-plan.ts";
import { checkRoles } from "./check-second-cluster.ts";
import { checkEachStep } from "./check-time.ts";
import { checkTogether } from "./check-together.ts";
import { checkedPlan } from "./checked-plan.fixture.ts";
import { Broken, found } from "./draft.fixture.ts";
import { foldBroken } from "./fold-broken.ts";
import { startOfHops } from "./replay-start.ts";
import { orderOf } from "./step-order.ts";

const { actions } = bundledPlanning();

function said(change: (broken: Broken) => void, nowMs?: number): readonly string[] {
  const request = checkedPlan();
  const draft = new Broken(request);
  change(draft);
  const { plan, snapshots } = draft;
  return checkPlan({ ...request, plan, snapshots, nowMs }).map(brokenWords);
}

it("the worst stands first, then by number, and what was not checked last", () => {
  const all = [
    broken("P41", {}, "", { notChecked: true }),
    broken("P28", {}, ""),
    broken("P16", {}, ""),
    broken("P9", {}, ""),
    broken("P2", {}, ""),
  ];
  expect(all.toSorted(compareBroken).map(({ rule }) => rule)).toEqual([
    "P2",
    "P9",
    "P16",
    "P28",
    "P41",
  ]);
  expect([isAsBad("error", "warning"), isAsBad("info", "warning")]).toEqual([true, false]);
});

it("a finding of many places is said once, with the first of them", () => {
  const stages = ["a", "b", "c", "d"].map((stage) => broken("P41", { stage }, "it is passed"));
  const whole = broken("P34", {}, "no hash");
  const [many, alone] = foldBroken([...stages, whole]);
  expect(many?.words).toMatch(/^stage a; stage b; stage c and 1 more: it is passed; what helps: /);
  expect(alone).toMatchObject({ about: "P34" });
  expect(alone?.words).toMatch(/^no hash; what helps: /);
  expect(foldBroken(stages.slice(0, 1))[0]?.words).toMatch(/^stage a: it is passed/);
});

const addon = { addon: "velero", known: "velero", isProxies: false };

it.each([
  ["supported", { ...addon, addon: "istio", known: "istio", version: "1.28.1" }, "1.34", undefined],
  [
    "not supported",
    { ...addon, addon: "istio", known: "istio", version: "1.28.1" },
    "1.35",
    "AddonIncompatible/istio@1.28/1.35",
  ],
  [
    "not tested",
    { ...addon, addon: "calico", known: "calico", version: "3.30.2" },
    "1.36",
    "AddonUntested/calico@3.30/1.36",
  ],
  [
    "only listed",
    { ...addon, addon: "coredns", known: "coredns", version: "1.3.1" },
    "1.16",
    undefined,
  ],
  [
    "not known",
    { ...addon, addon: "gatekeeper", known: "gatekeeper", version: "3.1" },
    "1.30",
    undefined,
  ],
])("an add-on that is %s", (_, given, kubernetes, expected) => {
  const riskOf = addonRisks(knowledge);
  expect(riskOf(given, kubernetes)?.name).toBe(expected);
  expect(riskOf(given, `${kubernetes}.7`)?.name).toBe(expected);
});

it("nothing that cannot be undone needs no backup", () => {
  const steps = [plainStep("a", { undo: "by hand: x" })];
  expect(checkBackup("A", ["kubeadm"], orderOf(steps))).toEqual([]);
  expect(checkBackup("A", [undefined], orderOf(steps))).toEqual([]);
});

it.each<readonly [Shape["strategy"], string, Step["role"], string]>([
  ["canary", "traffic.shift", "self", "canary makes and fills the second cluster, not the first"],
  ["blue-green", "cluster.retire", "next", "blue-green retires the first cluster, not the second"],
])("P11: %s with %s on %s", (strategy, uses, role, expected) => {
  const steps = [plainStep("s", { uses, role }), plainStep("t", { role: "next" })];
  expect(checkRoles("A", { strategy, why: "", hops: [], steps }).map(({ why }) => why)).toEqual([
    expected,
  ]);
});

it("retries end with their total time, and a delay without a limit is a wait without end", () => {
  const retry = { ...plainStep("x").retry, limit: 5, delayMs: 3_600_000 };
  const steps = [
    plainStep("within", { undo: "x", retry: { ...retry, totalTimeoutMs: 1_800_000 } }),
    plainStep("over", { undo: "x", retry: { ...retry, maxDelayMs: 1_800_000 } }),
    plainStep("none", { undo: "x", retry: { ...retry, delayMs: 0 } }),
  ];
  const shape: Shape = { strategy: "rolling", why: "", hops: [], steps };
  expect(checkEachStep("A", shape, actions).map(brokenWords)).toEqual([
    "P17: shape A, step over: its 5 retries wait 2h30m, which is longer than the step's timeout of 1h",
  ]);
});

it("what two steps touch is told as narrow as their inputs say", () => {
  const pairs: readonly (readonly [Partial<Step>, Partial<Step>])[] = [
    [
      { uses: "node-pool.roll", with: { pool: "a" } },
      { uses: "addon.upgrade", with: { addon: "coredns" } },
    ],
    [{ uses: "node-pool.roll" }, { uses: "cluster.retire" }],
    [{ uses: "addon.upgrade" }, { uses: "workloads.deploy" }],
    [{ uses: "notify" }, { uses: "notify" }],
    [{ uses: "traffic.shift" }, { uses: "traffic.shift", role: "next" }],
    [{ uses: "traffic.shift" }, { uses: "traffic.shift" }],
    [{ uses: "backup.etcd" }, { uses: "nobody" }],
  ];
  const shared = pairs.map(([a, b]) => {
    const ordered = orderOf([plainStep("a", a), plainStep("b", b)]);
    return checkTogether("A", ordered, actions).map(({ why }) => why.replace(/.*touch /, ""));
  });
  expect(shared).toEqual([[], ["nodes"], ["pods"], [], [], ["traffic"], []]);
});

it("without a snapshot the hops say where things stand", () => {
  const roll: Hop = {
    component: "node-pool",
    pool: "a",
    dialect: "weRoll",
    from: "1.34.4",
    to: "1.35.4",
  };
  const later = { ...roll, from: "1.35.4", to: "1.36.3" };
  const proxies: Hop = {
    component: "addon",
    addon: "istio",
    part: "proxies",
    from: "1.28",
    to: "1.29",
  };
  const start = startOfHops([roll, proxies, later], "1.36", knowledge);
  expect(start.server).toBe("1.36.3");
  expect([...start.pools]).toEqual([["a", ["1.34.4"]]]);
  expect([...start.addons.keys()]).toEqual(["istio proxies"]);
  expect(startOfHops([], "1.36", knowledge).server).toBe("1.36");
});

it("a plan alone is gone through from its own hops, and says what it could not check", () => {
  const alone = said((b) => b.snapshots.clear());
  expect(new Set(alone.map((words) => words.replace(/^P\d+: /, "")))).toEqual(
    new Set([
      "not checked in full: the snapshots of plant, shop-eu, shop-us are not at hand, so only what moves was gone through",
    ]),
  );
  const many = said((b) => {
    b.snapshots.clear();
    const stage = b.stage("production");
    stage.clusters.push(
      ...["x", "y"].map((name) => ({ ...b.cluster("shop-eu"), name, identity: name })),
    );
  });
  expect(many[0]).toContain("the snapshots of plant, shop-eu, shop-us and 2 more are not at hand");
});

it("an acceptance that is over, where somebody accepted the same again, is none too few", () => {
  const again = said((b) => {
    const risk = found(b.plan.acceptedRisks?.[0]);
    b.plan.acceptedRisks?.push({ ...risk, until: "2026-11-20" });
  });
  expect(again).toEqual([]);
  const late = said(() => undefined, Date.UTC(2027, 0, 1));
  expect(late).toEqual([
    "P35: accepted risk AddonIncompatible/metrics-server@0.3: ana@shop.example accepted it until 2026-12-31, and that is over",
    "P35: accepted risk addon-incompatible: ana@shop.example accepted it until 2026-12-31, and that is over",
  ]);
});

it("what blocks was accepted for a cluster by its name, or does not concern a second cluster", () => {
  const blocks = (check: string, ...clusters: string[]) =>
    ({
      check,
      level: "Blocks",
      why: "x",
      help: "y",
      objects: [],
      count: 1,
      clusters,
      accepted: false,
    }) as const;
  const quiet = said((b) => {
    b.plan.concerns?.push({
      ...blocks("addon-incompatible", "plant"),
      objects: [],
      clusters: ["plant"],
    });
    b.plan.concerns?.push({
      ...blocks("removed-api", "tools", "gone"),
      objects: [],
      clusters: ["tools", "gone"],
    });
  });
  expect(quiet).toEqual([]);
  const loud = said((b) => {
    delete b.plan.acceptedRisks;
    b.plan.concerns = [{ ...blocks("x"), objects: [], clusters: ["plant", "shop-eu"] }];
  });
  expect(loud.filter((words) => words.startsWith("P24"))).toHaveLength(2);
});

it("a plan that keeps little is judged by what it keeps", () => {
  const bare = said((b) => {
    const { plan } = b;
    for (const { clusters } of plan.stages) {
      for (const cluster of clusters) {
        delete cluster.decision;
        delete cluster.calendar;
        delete cluster.forecast;
      }
    }
    delete plan.concerns;
    delete plan.decisions;
    delete plan.calendars;
  });
  expect(bare).toEqual([]);
  const keyless = said((b) => {
    delete b.plan.decisions;
    delete b.plan.calendars;
  });
  expect(new Set(keyless.map((words) => words.slice(0, 4)))).toEqual(new Set(["P33:"]));
});

it("a stage may ask in the steps of its clusters, tell by its tasks, and wait or watch before them", () => {
  const asked = said((b) => {
    delete b.stage("production").before;
    b.repeat("rolling", "preflight", {
      id: "ask",
      uses: "approval",
      with: { roles: ["sre"], quorum: 1 },
      undo: "nothing to undo",
    });
  });
  expect(asked).toEqual([]);
  const told = said((b) => {
    b.drop("rolling", "tell");
    b.stage("first").after = [{ kind: "notify", audience: "operations", text: "done" }];
  });
  expect(told).toEqual([]);
  const earlier = said((b) => {
    b.stage("machines").after = b.stage("production").before ?? [];
    delete b.stage("production").before;
  });
  expect(earlier).toEqual([]);
});

it("windows of a second cluster need not hold it, and a forecast that is not there is short", () => {
  const quiet = said((b) => {
    b.cluster("tools").calendar = "C1";
    delete b.cluster("shop-eu").forecast;
  });
  expect(quiet).toEqual([]);
  const lost = said((b) => (b.cluster("shop-eu").shape = "Z"));
  expect(lost).toEqual(["P6: cluster shop-eu: has the shape Z, which is not there"]);
});

it("of a cluster without its shape only that is said", () => {
  const words = said((b) => {
    for (const { shape, ...cluster } of b.stage("production").clusters) {
      Object.assign(b.cluster(cluster.name), { shape: `no ${shape}` });
    }
    delete b.stage("production").before;
    b.plan.concerns?.push({
      check: "x",
      level: "Blocks",
      why: "y",
      help: "z",
      objects: [],
      count: 1,
      clusters: ["shop-eu"],
      accepted: false,
    });
  });
  expect(words.map((each) => each.slice(0, 4))).toEqual(["P6: ", "P6: ", "P6: ", "P24:"]);
});

it("steps that move nothing are said so", () => {
  const words = said((b) => {
    const { steps } = b.shape("rolling");
    b.drop("rolling", ...steps.map(({ id }) => id).filter((id) => id !== "tell"));
  });
  expect(words[0]).toMatch(/^P7: shape D: the steps make these moves: none; the way is: /);
});

it("a plan of nothing breaks nothing", () => {
  const empty = said((b) => {
    b.plan.stages = [];
    b.plan.shapes = {};
    b.plan.acceptedRisks = [];
  });
  expect(empty).toEqual([]);
});
