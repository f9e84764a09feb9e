import { expect, it } from "vitest";
import { ask } from "./ask.ts";
import { smallWorld } from "./small-world.fixture.ts";
import type { WorldState } from "./world-state.ts";

const MINUTE_MS = 60_000;
const orders = (world: WorldState) =>
  world.clusters["shop"]?.pods.filter(({ workload }) => workload === "shop/orders") ?? [];

function attached(world: WorldState, atMs: number) {
  const { answer } = ask(world, "shop", "attachments", {}, atMs);
  if (answer.kind === "error") throw new Error(answer.message);
  return answer.value;
}

function evicted(world: WorldState) {
  const nowMs = world.startMs + 5 * MINUTE_MS;
  const [pod] = orders(ask(world, "shop", "pods", {}, nowMs).world);
  if (pod === undefined) throw new Error("the small world has no orders");
  const { namespace, name, uid, node } = pod;
  const closed = ask(world, "shop", "cordon", { node, owner: "us" }, nowMs).world;
  return {
    node,
    nowMs,
    world: ask(closed, "shop", "evict", { namespace, name, uid }, nowMs).world,
  };
}

it("a volume is attached where its pod is bound", () => {
  const world = smallWorld();
  const nodes = new Map(orders(world).map((pod) => [`pv-shop-${pod.name}`, pod.node]));
  const seen = attached(world, world.startMs);
  expect(new Map(seen.map(({ volume, node }) => [volume, node]))).toEqual(nodes);
});

it("a volume stays attached for a while after its pod, and is then where the next one is", () => {
  const { world, node, nowMs } = evicted(smallWorld());
  const on = (atMs: number) =>
    attached(world, atMs).filter((one) => one.node === node && one.volume === "pv-shop-orders-0");
  expect(on(nowMs + 6_500)).toHaveLength(1);
  expect(on(nowMs + 5 * MINUTE_MS)).toEqual([]);
  const later = attached(world, nowMs + 5 * MINUTE_MS);
  expect(later.filter(({ volume }) => volume === "pv-shop-orders-0")).toHaveLength(1);
});

it("a detach that is stuck ends when it is repaired", () => {
  const fault = { kind: "DetachStuck", name: "stuck", workload: "shop/orders" } as const;
  const { world, node, nowMs } = evicted(smallWorld([fault]));
  const later = nowMs + 30 * MINUTE_MS;
  const isLeft = (one: { readonly node: string; readonly volume: string }): boolean =>
    one.node === node && one.volume === "pv-shop-orders-0";
  expect(attached(world, later).filter(isLeft)).toHaveLength(1);
  const repaired = ask(world, "shop", "repair", { name: "stuck" }, later).world;
  expect(attached(repaired, later).filter(isLeft)).toEqual([]);
});
