import * as fc from "fast-check";
import { expect, it } from "vitest";
import { advance } from "./advance.ts";
import { MINUTE_MS, playSmallWorld, SECOND_MS } from "./played-world.fixture.ts";
import type { ClusterState } from "./world-state.ts";

const FAULTS = [
  {
    name: "dns",
    kind: "WorkloadUnavailable",
    workload: "kube-system/coredns",
    after: "3m",
    for: "9m",
  },
  { name: "stuck", kind: "TerminationStuck", workload: "shop/cart", after: "12m", for: "10m" },
];

/** A cluster with much to come: its provider rolls a pool, nodes join, pods end, faults begin and end. */
function busyCluster(): ClusterState {
  const world = playSmallWorld(FAULTS);
  world.get("startControlPlaneUpgrade", { to: "1.35.4", token: "t" });
  world.pass(15 * MINUTE_MS);
  world.get("startPoolUpgrade", { pool: "system", to: "1.35.4", token: "t" });
  world.get("ensureNodes", { pool: "general", version: "1.35.4", count: 2, token: "t" });
  const [node] = world.get("nodes", {}).filter(({ pool }) => pool === "general");
  world.get("removeNode", { pool: "general", node: node?.name ?? "", token: "t" });
  return world.cluster();
}

it("tells the same story however often anybody looks", () => {
  const start = busyCluster();
  const endMs = start.nowMs + 30 * MINUTE_MS;
  const atOnce = advance(start, endMs);
  expect(atOnce.pools.map((pool) => pool.roll)).toEqual([undefined, undefined]);
  const looks = fc.array(fc.integer({ min: start.nowMs, max: endMs }), { maxLength: 40 });
  fc.assert(
    fc.property(looks, (atMs) => {
      const looked = atMs.toSorted((a, b) => a - b).reduce(advance, start);
      expect(advance(looked, endMs)).toEqual(atOnce);
    }),
    { numRuns: 20 },
  );
});

it("never goes back in time", () => {
  const start = busyCluster();
  expect(advance(start, start.nowMs - MINUTE_MS)).toBe(start);
});

it("keeps its past when it is written down as JSON and read again", () => {
  const start = busyCluster();
  const endMs = start.nowMs + 30 * MINUTE_MS;
  // As the world's process keeps it.
  const read = JSON.parse(JSON.stringify(start)) as ClusterState;
  expect(JSON.stringify(advance(read, endMs))).toBe(JSON.stringify(advance(start, endMs)));
});

it("moves API servers one after the other, within 6 to 12 minutes", () => {
  const world = playSmallWorld();
  world.get("startControlPlaneUpgrade", { to: "1.35.4", token: "t" });
  const startMs = world.nowMs();
  const seen: string[] = [];
  while (world.get("observe", {}).status === "upgrading") {
    world.pass(SECOND_MS);
    seen.push(
      world
        .get("observe", {})
        .servers.map((server) => server.version)
        .join(" "),
    );
  }
  expect([...new Set(seen)]).toEqual([
    "1.34.4 1.34.4 1.34.4",
    "1.35.4 1.34.4 1.34.4",
    "1.35.4 1.35.4 1.34.4",
    "1.35.4 1.35.4 1.35.4",
  ]);
  const minutes = (world.nowMs() - startMs) / MINUTE_MS;
  expect(minutes).toBeGreaterThanOrEqual(6);
  expect(minutes).toBeLessThanOrEqual(12);
});

it("rolls a pool of the provider's without breaking a budget, and without losing a pod", () => {
  const world = playSmallWorld();
  world.get("startControlPlaneUpgrade", { to: "1.35.4", token: "t" });
  world.pass(15 * MINUTE_MS);
  world.get("startPoolUpgrade", { pool: "system", to: "1.35.4", token: "t" });
  world.pass(30 * MINUTE_MS);
  const { ledger, nodes } = world.cluster();
  expect(nodes.filter((node) => node.pool === "system").map((node) => node.kubeletVersion)).toEqual(
    ["1.35.4", "1.35.4"],
  );
  expect(ledger.budgetViolations).toEqual([]);
  expect(ledger.podsLost).toEqual({});
  expect(ledger.nodesAdded).toEqual({ "system@1.35.4": 2 });
  expect(ledger.nodesRemoved).toEqual({ system: 2 });
  expect(ledger.fewestNodes["system"]).toBeGreaterThanOrEqual(2);
  expect(ledger.lowestHealthy["kube-system/coredns"]).toBeGreaterThanOrEqual(1);
});

it("notes a budget that is broken on purpose: a node that is removed with its pods on it", () => {
  const world = playSmallWorld();
  const nodes = world.get("nodes", {}).filter(({ pool }) => pool === "general");
  for (const { name: node } of nodes) {
    world.get("removeNode", { pool: "general", node, token: "t" });
  }
  const { ledger } = world.cluster();
  expect(ledger.budgetViolations.map(({ budget }) => budget)).toContain("shop/cart");
  expect(ledger.podsLost["shop/cart"]).toBe(6);
  expect(ledger.lowestAvailable["shop/cart"]).toBe(0);
});
