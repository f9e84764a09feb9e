import { expect, it } from "vitest";
import { buildWorld } from "../world/build-world.ts";
import { advanceWorld } from "../world/world-status.ts";
import { smallFleet } from "./fleet/small-fleet.ts";
import { runFor } from "./cut-point.ts";
import { virtualClock } from "./virtual-clock.ts";
import { watchedWorld, type WorldChange } from "./watched-world.ts";

const TARGET = "1.36.5";

function open() {
  const { world: document } = smallFleet(1, 1);
  const start = buildWorld(document);
  const clock = virtualClock({ startMs: start.startMs });
  const changes: WorldChange[] = [];
  const world = watchedWorld(start, clock, (change) => changes.push(change));
  return { start, clock, world, changes };
}

it("tells of every moment at which something was due, though nobody asked", () => {
  const { start, clock, world, changes } = open();
  const [name = ""] = Object.keys(start.clusters);
  const fault = { kind: "ForeignUpgrade", name: "other", to: TARGET } as const;
  world.askNow(name, "break", { fault });
  while (clock.fireNext());
  expect(changes[0]).toMatchObject({ asked: { kind: "break", by: undefined } });
  expect(changes.length).toBeGreaterThan(3);
  for (const [at, change] of changes.entries()) {
    if (at > 0) expect(change.before).toBe(changes[at - 1]?.after);
  }
  expect(world.peek.clusters[name]).toBe(changes.at(-1)?.after);
  expect(changes.at(-1)?.after.controlPlane.servers.map(({ version }) => version)).toContain(
    TARGET,
  );
});

it("is where the world would be that is only asked now and then", () => {
  const { start, clock, world } = open();
  const [name = ""] = Object.keys(start.clusters);
  const nowMs = start.startMs + 3_600_000;
  while ((clock.nextDueMs() ?? Infinity) <= nowMs) clock.fireNext();
  clock.moveTo(nowMs);
  world.askNow(name, "observe", {});
  expect(world.peek.clusters[name]?.nodes).toEqual(
    advanceWorld(start, nowMs).clusters[name]?.nodes,
  );
});

it("tells for whom a request was made, and nothing of what only reads", async () => {
  const { start, world, changes } = open();
  const [name = ""] = Object.keys(start.clusters);
  const place = { object: "Upgrade", key: "a/b/1", passes: () => Promise.resolve() };
  const [node = ""] = start.clusters[name]?.nodes.map((one) => one.name) ?? [];
  await runFor(place, async () => {
    await world.ask(name, "nodes", {});
    await world.ask(name, "cordon", { node, owner: "a/b/1" });
  });
  expect(changes.map(({ asked }) => [asked?.kind, asked?.by])).toEqual([
    ["cordon", "Upgrade a/b/1"],
  ]);
});
