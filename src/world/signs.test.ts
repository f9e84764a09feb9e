import { expect, it } from "vitest";
import { MINUTE_MS, playSmallWorld, type PlayedWorld } from "./played-world.fixture.ts";

function list(world: PlayedWorld, path: string): readonly unknown[] {
  const page = world.get("readList", { resource: "", group: "", path, limit: 500 });
  if (page.kind !== "page") throw new Error(`${path} is not served`);
  return page.items;
}

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

it("NodesNotReady: the nodes of a pool call themselves so, in every view, until it is repaired", () => {
  const world = playSmallWorld([{ name: "ill", kind: "NodesNotReady", pool: "general" }]);
  const notReady = () => world.get("nodes", {}).filter(({ ready }) => !ready);
  expect(notReady().map(({ pool }) => pool)).toEqual(["general", "general", "general"]);
  const shown = JSON.stringify(list(world, "/api/v1/nodes"));
  expect(shown.split('"status":"False"')).toHaveLength(4);
  world.get("repair", { name: "ill" });
  expect(notReady()).toEqual([]);
});

it("NodesSilent: leases stay as old as they were, and the nodes are called Ready", () => {
  const world = playSmallWorld([
    { name: "quiet", kind: "NodesSilent", pool: "general", after: "1m" },
  ]);
  world.pass(5 * MINUTE_MS);
  const renewed = list(world, LEASES).map((lease) => JSON.stringify(lease).slice(-27, -3));
  expect(new Set(renewed)).toEqual(
    new Set(["2026-11-23T08:01:00.000Z", "2026-11-23T08:05:00.000Z"]),
  );
  expect(world.get("nodes", {}).every(({ ready }) => ready)).toBe(true);
});

it("StatusBehind: a workload says that it is behind, and no other", () => {
  const fault = { name: "old", kind: "StatusBehind", workload: "kube-system/coredns" };
  const behind = playSmallWorld([fault])
    .get("workloads", {})
    .filter((one) => one.behind === true);
  expect(behind.map(({ name }) => name)).toEqual(["coredns"]);
});

it("ContainersRestart: each pod of the workload has restarted so often", () => {
  const fault = {
    name: "loop",
    kind: "ContainersRestart",
    workload: "kube-system/coredns",
    times: 7,
  };
  const pods = list(playSmallWorld([fault]), "/api/v1/pods");
  expect(pods.filter((pod) => JSON.stringify(pod).includes('"restartCount":7'))).toHaveLength(2);
  expect(
    list(playSmallWorld(), "/api/v1/pods").some((pod) =>
      JSON.stringify(pod).includes("restartCount"),
    ),
  ).toBe(false);
});

it("AutoscalerBlind and WarningEvents: both are read as Kubernetes shows them", () => {
  const world = playSmallWorld([
    { name: "blind", kind: "AutoscalerBlind", autoscaler: "shop/web" },
    { name: "noise", kind: "WarningEvents", perMinute: 3, reason: "Unhealthy" },
  ]);
  world.pass(90_000);
  expect(list(world, "/apis/autoscaling/v2/horizontalpodautoscalers")).toEqual([
    expect.objectContaining({ metadata: { namespace: "shop", name: "web" } }),
  ]);
  const events = list(world, "/api/v1/events");
  expect(events).toHaveLength(6);
  expect(events[0]).toMatchObject({
    type: "Warning",
    reason: "Unhealthy",
    lastTimestamp: "2026-11-23T08:01:30.000Z",
  });
});
