import { expect, it } from "vitest";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Unobserved } from "../cluster-way.ts";
import { cluster, fleet, planned, rollout } from "../make-plan.fixture.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import { planReport } from "./plan-report.ts";
import { renderPlan } from "./render-plan.ts";

it("the report reads from worst to best", async () => {
  const { hash, report } = planned();
  const text = renderPlan(report).replaceAll(hash.slice(0, 8), "HASH");
  await expect(text).toMatchFileSnapshot("golden/shop-plan.txt");
});

it("a stored plan is reported the same, but for what was noticed while it was made", () => {
  const { plan, hash, report } = planned();
  expect(planReport(plan, hash)).toEqual({ ...report, notes: [], warnings: [] });
});

it("a plan with nothing to do says so", () => {
  const there = new Map([["shop-staging", snapshot("1.36.3", { cluster: "shop-staging" })]]);
  const alone = {
    ...fleet,
    clusters: fleet.clusters.filter(({ name }) => name === "shop-staging"),
  };
  const { plan, report } = planned({ fleet: alone, snapshots: there });
  expect(plan.workflows).toEqual({});
  expect(renderPlan(report).split("\n").slice(0, 2)).toEqual([
    expect.stringMatching(/^Plan [0-9a-f]{8} of rollout to-1-36: 1 cluster, nothing to do$/),
    "  0 will be upgraded   1 at the target already",
  ]);
  expect(renderPlan(report)).toContain("1  staging     0 clusters  passed: no cluster to upgrade");
  expect(renderPlan(report)).toContain("Nothing to start: no cluster of this rollout has anything");
});

it("two names of one real cluster, and clusters that nobody could observe, are blocked", () => {
  const { plan, report } = planned({
    fleet: {
      ...fleet,
      clusters: [
        cluster("a", "staging"),
        cluster("b", "staging"),
        cluster("c", "staging"),
        cluster("d", "staging"),
      ],
    },
    snapshots: new Map<string, Snapshot | Unobserved>([
      ["a", snapshot("1.34.4", { cluster: "a", identity: "same" })],
      ["b", snapshot("1.34.4", { cluster: "b", identity: "same" })],
      ["c", { error: "connection refused" }],
    ]),
  });
  expect(plan.leftOut.map(({ name, kind, why }) => `${name} ${kind}: ${why}`)).toEqual([
    "a blocked: it is the same real cluster as b (identity same)",
    "b blocked: it is the same real cluster as a (identity same)",
    "c blocked: it could not be observed: connection refused",
    "d blocked: it could not be observed: nobody looked at it",
  ]);
  expect(renderPlan(report)).toContain("Next: open the way of what is blocked, then plan again");
});

it("many clusters are counted, several versions named as a range, and what loses data is a danger", () => {
  const names = Array.from({ length: 12 }, (_, index) => `c${String(index + 10)}`);
  const versions = ["1.33.7", "1.34.4", "1.35.4"];
  const { report } = planned({
    fleet: { ...fleet, clusters: names.map((name) => cluster(name, "staging")) },
    snapshots: new Map<string, Snapshot>(
      names.map((name, index) => {
        const version = versions[index % 3] ?? "";
        const offered = index === 2 ? { available: ["1.36.1"] } : {};
        return [name, snapshot(version, { cluster: name, pools: [], ...offered })] as const;
      }),
    ),
    rollout: rollout({
      nodes: { emptyDirData: "Delete", barePods: "Delete" },
      target: { kubernetes: "1.36", addons: { istio: "1.27" } },
    }),
  });
  const text = renderPlan(report);
  expect(text).toContain("12 clusters, 1.33 to 1.35 -> 1.36.1 and 1.36.3");
  expect(text).toContain("c16, c17 and 4 more");
  expect(report.shapes[0]?.hops).toContain("no node pool moves");
  expect(text).toContain("12 clusters  target.addons names istio, which was not seen here");
});

it("a control plane that is there already is said, and pods that are deleted are a danger", () => {
  const seen = snapshot("1.36.3", {
    cluster: "shop-staging",
    pools: [pool("a", ["1.35.4"]), pool("b", ["1.35.4"])],
  });
  const { report } = planned({
    fleet: { ...fleet, clusters: [cluster("shop-staging", "staging")] },
    snapshots: new Map([["shop-staging", seen]]),
    rollout: rollout({ nodes: { emptyDirData: "Delete", barePods: "Delete" } }),
  });
  expect(report.shapes[0]?.hops).toBe(
    "control plane is there already · 2 node pools, rolled once (they may lag by 3 minors)",
  );
  expect(report.dangers.map(({ words }) => words)).toEqual([
    "lose their emptyDir data when they are moved, as spec.nodes says",
    "that nothing would make again are deleted, as spec.nodes says",
  ]);
});

it("a plan of an older version, without forecasts, and one with a least success, are reported", () => {
  const { plan, hash } = planned();
  const stages = plan.stages.map((stage) => ({
    ...stage,
    minSuccess: 1,
    clusters: stage.clusters.map(({ name, member, identity, shape }) => ({
      name,
      member,
      identity,
      shape,
    })),
  }));
  const report = planReport({ ...plan, stages }, hash);
  expect(report.forecast).toBeUndefined();
  expect(report.shapes.map(({ forecast }) => forecast)).toEqual([undefined, undefined]);
  expect(report.stages.map(({ minSuccess }) => minSuccess)).toEqual([1, 1]);
});
