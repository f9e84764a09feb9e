import { expect, it } from "vitest";
import { MINUTE_MS, playSmallWorld, type PlayedWorld, SECOND_MS } from "./played-world.fixture.ts";

function upgrade(world: PlayedWorld, to = "1.35.4"): void {
  world.get("startControlPlaneUpgrade", { to, token: "t" });
  world.pass(15 * MINUTE_MS);
}

const available = (world: PlayedWorld, name: string): number | undefined =>
  world.get("workloads", {}).find((workload) => workload.name === name)?.available;

it("WorkloadUnavailable: pods stop serving when the control plane gets there, until it is repaired", () => {
  const fault = {
    name: "dns",
    kind: "WorkloadUnavailable",
    workload: "kube-system/coredns",
    fromControlPlane: "1.35",
  };
  const world = playSmallWorld([fault]);
  expect(available(world, "coredns")).toBe(2);
  upgrade(world);
  expect(available(world, "coredns")).toBe(0);
  expect(world.get("repair", { name: "dns" })).toBe(true);
  world.pass(5 * SECOND_MS);
  expect(available(world, "coredns")).toBe(0);
  world.pass(30 * SECOND_MS);
  expect(available(world, "coredns")).toBe(2);
  expect(world.cluster().ledger.lowestAvailable["kube-system/coredns"]).toBe(0);
  expect(world.cluster().ledger.budgetViolations).toEqual([]);
});

it("ApiErrors: calls fail as often as is said, and half of the changes are made all the same", () => {
  const world = playSmallWorld([{ name: "flaky", kind: "ApiErrors", probability: 0.4 }]);
  const failures = Array.from({ length: 500 }, () => world.ask("nodes", {})).filter(
    (answer) => answer.kind === "error" && answer.class === "transient",
  );
  expect(failures.length / 500).toBeGreaterThan(0.3);
  expect(failures.length / 500).toBeLessThan(0.5);
  const node = world.cluster().nodes[0]?.name ?? "";
  let silent = 0;
  for (let at = 0; at < 100; at += 1) {
    const before = world.cluster().nodes[0]?.avoided ?? false;
    const answer = world.ask("avoid", { node, on: !before });
    if (answer.kind === "error" && world.cluster().nodes[0]?.avoided !== before) silent += 1;
  }
  expect(silent).toBeGreaterThan(5);
  expect(world.ask("repair", { name: "flaky" }).kind).toBe("value");
});

it("ApiDown: the cluster's API is away while the provider's answers", () => {
  const world = playSmallWorld([{ name: "away", kind: "ApiDown", after: "1m", for: "2m" }]);
  expect(world.get("readiness", {})).toEqual({ ready: true, message: "ok" });
  world.pass(90 * SECOND_MS);
  expect(world.ask("pods", {})).toMatchObject({ kind: "error", class: "transient" });
  expect(world.get("readiness", {}).ready).toBe(false);
  expect(world.get("observe", {}).status).toBe("active");
  world.pass(90 * SECOND_MS);
  expect(world.get("pods", {}).length).toBeGreaterThan(0);
  expect(world.cluster().faults).toEqual([]);
});

it("SlowControlPlane: an upgrade takes as many times as long", () => {
  const world = playSmallWorld([{ name: "slow", kind: "SlowControlPlane", factor: 10 }]);
  upgrade(world);
  expect(world.get("observe", {}).status).toBe("upgrading");
  world.pass(105 * MINUTE_MS);
  expect(world.get("observe", {})).toMatchObject({
    status: "active",
    controlPlaneVersion: "1.35.4",
  });
});

it("ControlPlaneUpgradeFails: nothing has moved, the provider says why, and it works once repaired", () => {
  const fault = {
    name: "no",
    kind: "ControlPlaneUpgradeFails",
    to: "1.35",
    reason: "no addresses left",
  };
  const world = playSmallWorld([fault]);
  upgrade(world);
  expect(world.get("observe", {})).toMatchObject({
    status: "failed",
    statusReason: "no addresses left",
    controlPlaneVersion: "1.34.4",
  });
  world.get("repair", { name: "no" });
  upgrade(world);
  expect(world.get("observe", {})).toMatchObject({
    status: "active",
    controlPlaneVersion: "1.35.4",
  });
});

it("NodesNeverJoin: a node is ordered and does not come, until it is repaired", () => {
  const world = playSmallWorld([{ name: "subnet", kind: "NodesNeverJoin", pool: "general" }]);
  world.get("ensureNodes", { pool: "general", version: "1.34.4", count: 4, token: "t" });
  world.pass(60 * MINUTE_MS);
  expect(world.get("nodes", {}).filter(({ pool }) => pool === "general")).toHaveLength(3);
  const pool = world.get("observe", {}).pools.find(({ name }) => name === "general");
  expect(pool?.nodes.at(-1)).toEqual({ name: "general-4", ready: false });
  world.get("repair", { name: "subnet" });
  expect(world.get("nodes", {}).at(-1)).toMatchObject({ name: "general-4", ready: true });
});

it("BudgetAllowsNothing: no pod under the budget may go", () => {
  const world = playSmallWorld([
    { name: "frozen", kind: "BudgetAllowsNothing", budget: "shop/cart" },
  ]);
  const pod = world.get("pods", {}).find(({ labels }) => labels["app"] === "cart");
  if (pod === undefined) throw new Error("no pod of cart");
  expect(world.get("evict", pod)).toEqual({
    kind: "blockedByBudget",
    message: "The disruption budget cart needs 6 healthy pods and has 6 currently",
  });
  expect(world.cluster().ledger.evictionsBlocked).toEqual({ "shop/cart": 1 });
});

it("TerminationStuck: a pod ends for ever, until it is repaired", () => {
  const world = playSmallWorld([
    { name: "stuck", kind: "TerminationStuck", workload: "shop/cart" },
  ]);
  const pod = world.get("pods", {}).find(({ labels }) => labels["app"] === "cart");
  if (pod === undefined) throw new Error("no pod of cart");
  world.get("evict", pod);
  world.pass(60 * MINUTE_MS);
  const there = () => world.get("pods", {}).find(({ uid }) => uid === pod.uid);
  expect(there()?.terminating).toBe(true);
  world.get("repair", { name: "stuck" });
  expect(there()).toBeUndefined();
});

it("ForeignUpgrade: somebody else moves the control plane, and has the name that busy tells", () => {
  const fault = { name: "someone", kind: "ForeignUpgrade", to: "1.35.3", by: "bob", after: "2m" };
  const world = playSmallWorld([fault]);
  expect(world.get("observe", {}).status).toBe("active");
  world.pass(3 * MINUTE_MS);
  expect(world.get("observe", {}).status).toBe("upgrading");
  expect(world.get("startControlPlaneUpgrade", { to: "1.35.4", token: "t" })).toEqual({
    kind: "busy",
    with: "the upgrade of the control plane to 1.35.3, started by bob",
  });
});

it("a fault of the same name takes the place of the one before", () => {
  const world = playSmallWorld([{ name: "x", kind: "ApiDown" }]);
  world.get("break", { fault: { name: "x", kind: "SlowControlPlane", factor: 2 } });
  expect(world.get("nodes", {}).length).toBeGreaterThan(0);
  expect(world.get("repair", { name: "x" })).toBe(true);
  expect(world.get("repair", { name: "x" })).toBe(false);
});
