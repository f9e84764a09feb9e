import { expect, test } from "vitest";
import {
  clusterOf,
  type Disturbance,
  ledgerOf,
  OWNER,
  runAction,
  type TestWorld,
  testWorld,
} from "../run-in-world.fixture.ts";
import { nodePoolRoll } from "./node-pool-roll.ts";

const OLD = "1.35.4";
const TO = "1.36.3";

function shop(dialect: "weRoll" | "providerRolls", faults?: unknown): TestWorld {
  const template = {
    pools: [{ name: "general", dialect, size: 6, podsPerNode: 12 }],
    workloads: [
      { kind: "Deployment", namespace: "shop", name: "web", replicas: 30 },
      { kind: "StatefulSet", namespace: "logging", name: "data", replicas: 5 },
      { kind: "DaemonSet", namespace: "kube-system", name: "proxy" },
      { kind: "StaticPod", namespace: "kube-system", name: "agent" },
      { kind: "Pod", namespace: "shop", name: "job", finished: "Succeeded" },
    ],
    budgets: [
      { namespace: "shop", name: "web", selector: {}, maxUnavailable: "10%" },
      { namespace: "logging", name: "data", selector: {}, maxUnavailable: 1 },
    ],
  };
  const world = testWorld(template, { version: OLD, ...(faults === undefined ? {} : { faults }) });
  return world;
}

/** Nodes of the target on the pool's control plane: the roll is not asked for before. */
async function withControlPlane(world: TestWorld): Promise<TestWorld> {
  await world.member.provider.startControlPlaneUpgrade({ to: TO, token: "" });
  world.clock.nowMs += 3_600_000;
  return world;
}

const roll = (change: Readonly<Record<string, unknown>> = {}) => ({
  pool: "general",
  to: TO,
  dialect: "weRoll",
  ...change,
});

const sum = (tally: Readonly<Record<string, number>>): number =>
  Object.values(tally).reduce((all, one) => all + one, 0);

const settings = [
  { maxSurge: 1, maxUnavailable: 0 },
  { maxSurge: 0, maxUnavailable: 2 },
  { maxSurge: "34%", maxUnavailable: 1 },
];

const table = (["none", "twice", "killed"] as const).flatMap((disturbance) =>
  settings.map((limits) => ({ disturbance, ...limits })),
);

test.each(table)(
  "every node is replaced within surge $maxSurge and unavailable $maxUnavailable, disturbed: $disturbance",
  async ({ disturbance, maxSurge, maxUnavailable }) => {
    const world = await withControlPlane(shop("weRoll"));
    const surge = maxSurge === "34%" ? 3 : Number(maxSurge);
    let most = 0;
    const run = await runAction(world, nodePoolRoll, roll({ maxSurge, maxUnavailable }), {
      disturbance,
      before: () => (most = Math.max(most, clusterOf(world).nodes.length)),
    });
    expect(run.outcome).toEqual({
      kind: "done",
      summary: "pool general: 6 of 6 nodes at 1.36.3 and Ready",
    });
    const { nodes } = clusterOf(world);
    expect(nodes.every(({ kubeletVersion }) => kubeletVersion === TO)).toBe(true);
    expect(nodes.some(({ unschedulable, avoided }) => unschedulable || avoided)).toBe(false);
    const ledger = ledgerOf(world);
    expect(ledger.budgetViolations).toEqual([]);
    expect(ledger.podsLost).toEqual({});
    expect(ledger.fewestNodes["general"]).toBeGreaterThanOrEqual(6 - maxUnavailable);
    expect(most).toBeLessThanOrEqual(6 + surge);
    expect(ledger.nodesAdded[`general@${TO}`]).toBe(6);
    expect(ledger.nodesRemoved["general"]).toBe(6);
    expect(sum(ledger.cordons)).toBe(6);
    // 35 pods must move; with surge each of them moves once, without it some land on old nodes.
    expect(sum(ledger.evictions)).toBeLessThanOrEqual(surge > 0 ? 36 : 70);
    expect(run.largestMemo).toBeLessThan(2_048);
    if (disturbance === "killed") expect(run.kills).toBeGreaterThan(10);
  },
);

test("each kubelet that is added may talk to every API server", async () => {
  const { outcome } = await runAction(shop("weRoll"), nodePoolRoll, roll());
  expect(outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
    why: expect.stringContaining("an API server is at 1.35.4"),
  });
});

test("a node that a person cordoned is replaced, and the person's cordon is never touched", async () => {
  const world = await withControlPlane(shop("weRoll"));
  await world.member.cluster.cordon("general-4", "ana");
  const { outcome, said } = await runAction(world, nodePoolRoll, roll());
  expect(outcome.kind).toBe("done");
  expect(said.join("\n")).toContain("general-4 was cordoned by ana and keeps that cordon");
  const { cordons, uncordons } = ledgerOf(world);
  expect(cordons["general-4"]).toBe(1);
  expect(uncordons).toEqual({});
});

test("calls that fail in passing are made again by the next look", async () => {
  const world = await withControlPlane(shop("weRoll"));
  let memo = null;
  world.handle.break("shop-1", { name: "noise", kind: "ApiErrors", probability: 0.1 });
  for (let tries = 0; tries < 300; tries += 1) {
    const run = await runAction(world, nodePoolRoll, roll(), { memo });
    if (run.outcome.kind === "done") break;
    expect(run.outcome).toMatchObject({ kind: "failed", class: "transient" });
    world.clock.nowMs += 10_000;
    memo = run.memo;
  }
  expect(clusterOf(world).nodes.every(({ kubeletVersion }) => kubeletVersion === TO)).toBe(true);
  expect(ledgerOf(world)).toMatchObject({ budgetViolations: [], podsLost: {} });
});

test("a budget that allows none stops the drain by name, and putting back leaves nothing of ours", async () => {
  const world = await withControlPlane(shop("weRoll"));
  world.handle.break("shop-1", { name: "stuck", kind: "BudgetAllowsNothing", budget: "shop/web" });
  const run = await runAction(world, nodePoolRoll, roll({ drainTimeoutMs: 1_800_000 }));
  expect(run.outcome).toMatchObject({ kind: "failed", class: "terminal" });
  expect(run.said.at(-1)).toMatch(
    /^drain of general-\d is not over after 30 min \(since [\d:]+ UTC\): pod shop\/web-\w+ of Deployment web is held by PDB shop\/web, which allows 0 of 30/,
  );
  expect(run.said.join("\n")).toContain(
    "PDB shop/web, which allows 0 of 30 although all 30 are ready",
  );
  const back = await runAction(world, nodePoolRoll, roll(), {
    mode: "putBack",
    disturbance: "killed",
  });
  expect(back.outcome).toEqual({
    kind: "done",
    summary: "pool general: no cordon and no taint of ours is left; new nodes stay: 1 at 1.36.3",
  });
  const { nodes } = clusterOf(world);
  expect(nodes.filter(({ avoided, cordonedBy }) => avoided || cordonedBy === OWNER)).toEqual([]);
  expect(ledgerOf(world).evictionsBlocked).toEqual({});
});

test("a pod that never ends stops the drain by name", async () => {
  const world = await withControlPlane(shop("weRoll"));
  world.handle.break("shop-1", {
    name: "stuck",
    kind: "TerminationStuck",
    workload: "logging/data",
  });
  const { outcome } = await runAction(world, nodePoolRoll, roll({ drainTimeoutMs: 600_000 }));
  expect(outcome).toMatchObject({
    kind: "failed",
    why: expect.stringMatching(
      /pod logging\/data-\d of StatefulSet data is held by PDB logging\/data, which allows 0 of 5 until data-\d, which is terminating, is replaced$/,
    ),
  });
});

test.each<Disturbance>(["none", "twice", "killed"])(
  "a pool that its provider rolls is asked for once and watched to the end, disturbed: %s",
  async (disturbance) => {
    const world = await withControlPlane(shop("providerRolls"));
    const run = await runAction(world, nodePoolRoll, roll({ dialect: "providerRolls" }), {
      disturbance,
    });
    expect(run.outcome.kind).toBe("done");
    expect(clusterOf(world).nodes.every(({ kubeletVersion }) => kubeletVersion === TO)).toBe(true);
    expect(ledgerOf(world).poolUpgrades).toHaveLength(1);
  },
);
