import { expect, it } from "vitest";
import type { PodView } from "../ports/cluster-port.ts";
import { MINUTE_MS, playSmallWorld, type PlayedWorld, SECOND_MS } from "./played-world.fixture.ts";

const podsOf = (world: PlayedWorld, workload: string): readonly PodView[] =>
  world
    .get("pods", {})
    .filter((pod) => pod.name.startsWith(`${workload}-`) || pod.name === workload);

function podOf(world: PlayedWorld, workload: string): PodView {
  const [pod] = podsOf(world, workload);
  if (pod === undefined) throw new Error(`no pod of ${workload}`);
  return pod;
}

it("begins with everything running, and nothing in the ledger", () => {
  const world = playSmallWorld();
  const pods = world.get("pods", {});
  expect(pods.filter((pod) => pod.phase === "Pending")).toEqual([]);
  expect(pods.filter((pod) => !pod.ready).map((pod) => pod.name)).toEqual(["import-job"]);
  expect(world.cluster().ledger).toMatchObject({ nodesAdded: {}, evictions: {}, nodesRemoved: {} });
});

it("replaces an evicted pod of a deployment at once, under another name", () => {
  const world = playSmallWorld();
  const pod = podOf(world, "cart");
  expect(world.get("evict", pod)).toEqual({ kind: "accepted" });
  const pods = podsOf(world, "cart");
  expect(pods).toHaveLength(7);
  expect(pods.find((one) => one.uid === pod.uid)?.terminating).toBe(true);
  expect(pods.find((one) => one.phase === "Pending")?.name).not.toBe(pod.name);
  world.pass(6 * SECOND_MS);
  expect(podsOf(world, "cart").map((one) => one.uid)).not.toContain(pod.uid);
  world.pass(30 * SECOND_MS);
  expect(podsOf(world, "cart").filter((one) => one.ready)).toHaveLength(6);
});

it("replaces a pod of a stateful set under the same name, only once the old one is gone", () => {
  const world = playSmallWorld();
  const pod = podOf(world, "orders");
  world.get("evict", pod);
  expect(podsOf(world, "orders")).toHaveLength(3);
  world.pass(10 * SECOND_MS);
  const next = podsOf(world, "orders").find((one) => one.name === pod.name);
  expect(next?.uid).not.toBe(pod.uid);
  expect(world.get("evict", pod)).toEqual({ kind: "gone" });
  expect(podsOf(world, "orders").some((one) => one.terminating)).toBe(false);
});

it("makes a daemon's pod again on the same node, even when that is cordoned", () => {
  const world = playSmallWorld();
  const pod = podOf(world, "kube-proxy");
  world.get("cordon", { node: pod.node, owner: "me" });
  expect(world.get("evict", pod)).toEqual({ kind: "accepted" });
  world.pass(MINUTE_MS);
  const again = podsOf(world, "kube-proxy").find((one) => one.node === pod.node);
  expect(again).toMatchObject({ controller: "DaemonSet", ready: true });
  expect(again?.uid).not.toBe(pod.uid);
});

it("shows static pods as mirrors, and an eviction only removes the image", () => {
  const world = playSmallWorld();
  const pod = podOf(world, "node-agent");
  expect(pod).toMatchObject({ mirror: true, controller: "Node" });
  world.get("evict", pod);
  world.pass(MINUTE_MS);
  expect(podsOf(world, "node-agent").map((one) => one.node)).toContain(pod.node);
});

it("makes a bare pod never again", () => {
  const world = playSmallWorld();
  const pod = podOf(world, "bare");
  expect(pod.controller).toBe("");
  world.get("evict", pod);
  world.pass(MINUTE_MS);
  expect(podsOf(world, "bare")).toEqual([]);
});

it("lets a second eviction of the same pod pass without a consequence", () => {
  const world = playSmallWorld();
  const pod = podOf(world, "cart");
  world.get("evict", pod);
  expect(world.get("evict", pod)).toEqual({ kind: "accepted" });
  const { ledger } = world.cluster();
  expect(ledger.evictions).toEqual({ [`shop/${pod.name}`]: 1 });
  expect(ledger.evictionsRepeated).toEqual({ [`shop/${pod.name}`]: 1 });
});

it("needs no budget for a pod that does not run yet", () => {
  const world = playSmallWorld();
  for (const pod of podsOf(world, "cart").slice(0, 2)) world.get("evict", pod);
  const pending = podsOf(world, "cart").filter((pod) => pod.phase === "Pending");
  expect(pending).toHaveLength(2);
  for (const pod of pending) expect(world.get("evict", pod)).toEqual({ kind: "accepted" });
});

it("lets a pod go that is not ready, as long as the budget has enough of the others", () => {
  const world = playSmallWorld();
  const [first, second] = podsOf(world, "cart");
  for (const pod of [first, second]) if (pod) world.get("evict", pod);
  world.pass(9 * SECOND_MS);
  const starting = podsOf(world, "cart").find((pod) => pod.phase === "Running" && !pod.ready);
  expect(world.get("budgets", {}).find(({ name }) => name === "cart")).toMatchObject({
    currentHealthy: 4,
    disruptionsAllowed: 0,
  });
  expect(starting && world.get("evict", starting)).toEqual({ kind: "accepted" });
});

it("puts new pods rather on nodes that are not avoided, yet there when nothing else has room", () => {
  const world = playSmallWorld();
  const nodes = world.get("nodes", {}).filter(({ pool }) => pool === "general");
  const [spared, ...avoided] = nodes.map(({ name }) => name);
  for (const node of avoided) world.get("avoid", { node, on: true });
  const pod = podsOf(world, "cart").find(({ node }) => node !== spared);
  if (pod) world.get("evict", pod);
  const next = podsOf(world, "cart").find(({ phase }) => phase === "Pending");
  expect(next?.node).toBe(spared);
  world.get("cordon", { node: spared ?? "", owner: "me" });
  const other = podsOf(world, "cart").find(
    (one) => one.phase === "Running" && !one.terminating && one.node !== spared,
  );
  if (other) world.get("evict", other);
  expect(avoided).toContain(podsOf(world, "cart").at(-1)?.node);
});

it("leaves a pod Pending until a node has room", () => {
  const world = playSmallWorld();
  const nodes = world.get("nodes", {}).filter(({ pool }) => pool === "general");
  for (const { name: node } of nodes) world.get("cordon", { node, owner: "me" });
  world.get("evict", podOf(world, "cart"));
  world.pass(10 * MINUTE_MS);
  expect(podsOf(world, "cart").at(-1)).toMatchObject({ phase: "Pending", node: "" });
  world.get("uncordon", { node: nodes[0]?.name ?? "", owner: "me" });
  expect(podsOf(world, "cart").at(-1)?.node).toBe(nodes[0]?.name);
});
