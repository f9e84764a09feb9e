import { expect, it } from "vitest";
import { contentHash } from "../model/hash.ts";
import { FAILURE_FLOW } from "../model/plan.ts";
import { workflowSchema } from "../model/workflow.ts";
import { knowledge } from "../knowledge/knowledge.ts";
import type { Cluster } from "../model/fleet.ts";
import { budget, facts, seen } from "./facts.fixture.ts";
import { cluster, fleet, planned, rollout, staging, workflows } from "./make-plan.fixture.ts";
import { pool, snapshot } from "./snapshot.fixture.ts";

const window = { days: ["Tue"], start: "09:00", end: "16:00", timeZone: "UTC" } as const;

function one(other: Partial<Cluster> = {}) {
  return {
    fleet: { ...fleet, clusters: [{ ...cluster("shop-staging", "staging"), ...other }] },
    snapshots: new Map([["shop-staging", snapshot("1.34.4", { cluster: "shop-staging" })]]),
  };
}

it("what a stage asks for besides is kept with its defaults filled in", () => {
  const asked = {
    ...staging,
    minSuccess: 1,
    onUnreachable: "Defer",
    beforeStageTasks: [{ type: "Approval", roles: ["sre"] }],
    afterStageTasks: [{ type: "TimedWait", waitTime: "1h" }],
  };
  const { plan } = planned({ ...one(), rollout: rollout({ stages: [asked] }) });
  expect(plan.stages[0]).toMatchObject({
    minSuccess: 1,
    before: [{ kind: "approval", roles: ["sre"], quorum: 1 }],
    after: [{ kind: "timed-wait", waitMs: 3_600_000 }],
  });
  expect(plan.stages[0]?.onUnreachable).toBe("Defer");
});

it("what runs on failure stands in the plan, and the hash of where it came from", () => {
  const spec = { stages: [staging], onFailure: { use: "restore" } };
  const restore = workflowSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Workflow",
    metadata: { name: "restore" },
    spec: {
      steps: [
        {
          id: "tell",
          uses: "notify",
          with: { audience: "operations", text: "${{ rollout.name }}" },
        },
      ],
    },
  });
  const all = new Map([...workflows, ["restore", restore]]);
  const { plan } = planned({ ...one(), rollout: rollout(spec), workflows: all });
  expect(plan.onFailure).toBe("restore");
  expect(plan.flows?.[FAILURE_FLOW]).toMatchObject({
    use: "restore",
    on: "rollout",
    steps: [{ id: "tell", with: { text: "to-1-36" } }],
  });
  expect(plan.workflows["restore"]).toBe(contentHash(restore));
});

it("clusters that may start at the same times share a calendar", () => {
  const both = ["a", "b"].map((name) => ({ ...cluster(name, "staging"), windows: [window] }));
  const { plan } = planned({
    fleet: { ...fleet, clusters: [...both, cluster("c", "staging")] },
    snapshots: new Map(
      ["a", "b", "c"].map((name) => [name, snapshot("1.34.4", { cluster: name })]),
    ),
    rollout: rollout({ stages: [staging] }),
  });
  expect(plan.calendars).toEqual({ C1: { windows: [window], freezes: [] } });
  expect(plan.stages[0]?.clusters.map(({ calendar }) => calendar)).toEqual(["C1", "C1", undefined]);
});

it("accepted risks are kept that something really takes, with their clusters", () => {
  const risk = (name: string, other: object = {}) => ({
    name,
    by: "ana",
    reason: "known",
    until: "2030-01-31",
    ...other,
  });
  const stuck = budget("web", {
    disruptionsAllowed: 0,
    currentHealthy: 1,
    desiredHealthy: 1,
    expectedPods: 1,
    pods: 1,
    minAvailable: "1",
  });
  const seenOf = (name: string) =>
    snapshot("1.34.4", { cluster: name, facts: facts({ budgets: seen(stuck) }) });
  const names = ["a", "b", "c"];
  const acceptRisks = [
    risk("budget-never-allows", { clusters: ["a", "b"] }),
    risk("budget-never-allows/PodDisruptionBudget shop/web", { clusters: ["none-such"] }),
    risk("never-found"),
  ];
  const { plan } = planned({
    fleet: {
      ...fleet,
      clusters: [...names.map((name) => cluster(name, "staging")), cluster("none-such", "none")],
    },
    snapshots: new Map(names.map((name) => [name, seenOf(name)])),
    rollout: rollout({ stages: [staging], acceptRisks }),
  });
  expect(plan.acceptedRisks).toEqual([risk("budget-never-allows", { clusters: ["a", "b"] })]);
  expect(plan.leftOut.map(({ name, kind }) => [name, kind])).toEqual([
    ["c", "blocked"],
    ["none-such", "not-selected"],
  ]);
});

it("facts of one's own that decided stand in the plan with who brings them", () => {
  const releases = knowledge
    .releases()
    .map((each) =>
      each.minor === "1.36"
        ? { ...each, origin: { from: "own.yaml", reason: "tested", by: "ana" } }
        : each,
    );
  const { plan } = planned({ ...one(), facts: { ...knowledge, releases: () => releases } });
  expect(plan.addedRecords).toEqual([
    { id: expect.stringContaining("1.36"), from: "own.yaml", reason: "tested" },
  ]);
  expect(planned(one()).plan.addedRecords).toBeUndefined();
});

it("a pool that lags is part of the way", () => {
  const lagging = snapshot("1.36.3", { cluster: "shop-staging", pools: [pool("a", ["1.35.4"])] });
  const { plan } = planned({ ...one(), snapshots: new Map([["shop-staging", lagging]]) });
  expect(plan.shapes["A"]?.hops).toHaveLength(1);
});

it("who goes first, and what waits for what, is kept where the plan has both", () => {
  const clusters = ["a", "b", "c", "d"].map((name) => cluster(name, "staging"));
  const [a, b, c, d] = clusters;
  if (!a || !b || !c || !d) throw new Error("four clusters");
  const at = (version: string, name: string) =>
    [name, snapshot(version, { cluster: name })] as const;
  const { plan, report } = planned({
    fleet: {
      ...fleet,
      clusters: [a, { ...b, dependsOn: ["a", "d", "a"] }, { ...c, dependsOn: ["d", "gone"] }, d],
    },
    snapshots: new Map([
      at("1.34.4", "a"),
      at("1.34.4", "b"),
      at("1.34.4", "c"),
      at("1.36.3", "d"),
    ]),
    rollout: rollout({
      stages: [{ ...staging, minSuccess: "100%", canaries: { count: "50%", soak: "2h" } }],
      dependsOn: ["before-it"],
      onWindowClose: "Pause",
      windowFit: "Ignore",
    }),
  });
  expect(plan).toMatchObject({
    dependsOn: ["before-it"],
    onWindowClose: "Pause",
    windowFit: "Ignore",
    stages: [{ minSuccess: 3, canaries: { count: 2, soakMs: 7_200_000 } }],
  });
  expect(plan.stages[0]?.clusters.map(({ dependsOn }) => dependsOn)).toEqual([
    undefined,
    ["a"],
    undefined,
  ]);
  expect(report.stages[0]).toMatchObject({
    waitsFor: "rollout before-it",
    rules: ["2 canaries first, then a soak of 2h", "b after a"],
  });
});

it("there are no more canaries than clusters, and none of no clusters", () => {
  const stages = (count: number) => [{ ...staging, canaries: { count } }];
  const few = planned({ ...one(), rollout: rollout({ stages: stages(5) }) });
  expect(few.plan.stages[0]?.canaries).toEqual({ count: 1, soakMs: 0 });
  const there = new Map([["shop-staging", snapshot("1.36.3", { cluster: "shop-staging" })]]);
  const none = planned({ ...one(), snapshots: there, rollout: rollout({ stages: stages(5) }) });
  expect(none.plan.stages[0]).not.toHaveProperty("canaries");
});
