import { expect, test } from "vitest";
import {
  clusterOf,
  type Disturbance,
  ledgerOf,
  OWNER,
  runAction,
  testWorld,
} from "../run-in-world.fixture.ts";
import { nodePoolRoll } from "./node-pool-roll.ts";

const TO = "1.36.3";

/** Six nodes; of one workload the only pod may never go, and one keeps data on volumes. */
async function openShop(faults?: unknown) {
  const world = testWorld(
    {
      pools: [{ name: "general", dialect: "weRoll", size: 6, podsPerNode: 12 }],
      workloads: [
        { kind: "Deployment", namespace: "shop", name: "web", replicas: 20 },
        { kind: "Deployment", namespace: "shop", name: "single", labels: { app: "single", team: "payments" } }, // prettier-ignore
        { kind: "StatefulSet", namespace: "logging", name: "data", replicas: 3, volume: true },
      ],
      budgets: [
        { namespace: "shop", name: "web", maxUnavailable: "10%" },
        { namespace: "shop", name: "single", minAvailable: 1 },
        { namespace: "logging", name: "data", maxUnavailable: 1 },
      ],
    },
    { version: "1.35.4", ...(faults === undefined ? {} : { faults }) },
  );
  await world.member.provider.startControlPlaneUpgrade({ to: TO, token: "" });
  world.clock.nowMs += 3_600_000;
  return world;
}

const roll = (change: Readonly<Record<string, unknown>>) => ({
  pool: "general",
  to: TO,
  dialect: "weRoll",
  drainTimeoutMs: 600_000,
  detachTimeoutMs: 600_000,
  removeTimeoutMs: 600_000,
  ...change,
});

const table = (["none", "twice", "killed"] as const).flatMap((disturbance) =>
  [
    { maxSurge: 1, maxUnavailable: 0 },
    { maxSurge: 0, maxUnavailable: 1 },
    { maxSurge: "50%", maxUnavailable: 1, proveFirstNode: true },
  ].map((limits) => ({ disturbance, limits })),
);

test.each<{
  readonly disturbance: Disturbance;
  readonly limits: Readonly<Record<string, unknown>>;
}>(table)(
  "all nodes but the blocked one are replaced, $limits, disturbed: $disturbance",
  async ({ disturbance, limits }) => {
    const world = await openShop();
    const run = await runAction(world, nodePoolRoll, roll({ ...limits, onTimeout: "Quarantine" }), {
      disturbance,
    });
    expect(run.outcome).toMatchObject({
      kind: "done",
      summary: expect.stringMatching(
        /^pool general: [56] of [67] nodes at 1\.36\.3 and Ready; 1 quarantined and serves on: general-\d \(drain of general-\d is not over after 10 min .*pod shop\/single-\w+ of Deployment single \(owner: payments\) is held by PDB shop\/single, which allows 0 of 1/,
      ),
      outputs: { count: 1 },
    });
    const { nodes, pods } = clusterOf(world);
    const [blocked, ...others] = nodes.filter(({ kubeletVersion }) => kubeletVersion !== TO);
    expect(others).toEqual([]);
    expect(blocked).toMatchObject({ unschedulable: false, quarantine: { owner: OWNER, tries: 1 } });
    expect(nodes.some(({ avoided, cordonedBy }) => avoided || cordonedBy !== undefined)).toBe(
      false,
    );
    // What a large surge had asked for before the node was found blocked stays beside it.
    expect(nodes).toHaveLength(limits["maxSurge"] === "50%" ? 7 : 6);
    expect(pods.find(({ workload }) => workload === "shop/single")?.node).toBe(blocked?.name);
    expect(ledgerOf(world)).toMatchObject({ budgetViolations: [], podsLost: {} });
    expect(run.largestMemo).toBeLessThan(2_048);
  },
);

test("a node that may be drained by the end is tried again, and the pool is whole", async () => {
  const fault = { name: "late", kind: "BudgetAllowsNothing", budget: "shop/web", for: "1h15m" };
  const world = await openShop([fault]);
  const input = roll({ onTimeout: "Quarantine", maxBlockedNodes: "100%", drainTimeoutMs: 120_000 });
  // The single pod may go here.
  const podRules = [{ selector: { matchLabels: { app: "single" } }, behavior: "Skip" }];
  const run = await runAction(world, nodePoolRoll, { ...input, podRules });
  expect(run.outcome.kind).toBe("done");
  expect(run.intended.some((words) => words.startsWith("quarantine node"))).toBe(true);
  expect(ledgerOf(world).budgetViolations).toEqual([]);
});

test("over the limit the step fails, and putting back leaves no mark", async () => {
  const world = await openShop();
  const input = roll({ onTimeout: "Quarantine", maxBlockedNodes: 0 });
  const run = await runAction(world, nodePoolRoll, input);
  expect(run.outcome).toMatchObject({
    kind: "failed",
    why: expect.stringMatching(/^1 node is blocked, and maxBlockedNodes is 0: drain of general-\d/),
  });
  await runAction(world, nodePoolRoll, input, { mode: "putBack", memo: run.memo });
  const { nodes } = clusterOf(world);
  expect(nodes.filter((one) => one.avoided || one.cordonedBy || one.quarantine)).toEqual([]);
});

test.each<Disturbance>(["none", "killed"])(
  "a node whose volumes stay attached is given up, disturbed: %s",
  async (disturbance) => {
    const world = await openShop();
    const stuck = { name: "stuck", kind: "DetachStuck", workload: "logging/data" } as const;
    world.handle.break("shop-1", stuck);
    const podRules = [{ selector: { matchLabels: { app: "single" } }, behavior: "Skip" }];
    const input = roll({ onTimeout: "Quarantine", maxBlockedNodes: 6, podRules });
    const run = await runAction(world, nodePoolRoll, input, { disturbance });
    expect(run.outcome).toMatchObject({
      kind: "done",
      summary: expect.stringContaining("and its volumes are not detached after 10 min"),
    });
    expect(ledgerOf(world).budgetViolations).toEqual([]);
  },
);
