import { expect, it } from "vitest";
import { MINUTE_MS, playSmallWorld, type PlayedWorld } from "./played-world.fixture.ts";

const start = (world: PlayedWorld, to: string) =>
  world.get("startControlPlaneUpgrade", { to, token: "t" });
const roll = (world: PlayedWorld, pool: string, to: string) =>
  world.get("startPoolUpgrade", { pool, to, token: "t" });
const ensure = (world: PlayedWorld, pool: string, version: string, count = 9) =>
  world.get("ensureNodes", { pool, version, count, token: "t" });

function upgraded(...versions: readonly string[]): PlayedWorld {
  const world = playSmallWorld();
  for (const version of versions) {
    expect(start(world, version)).toEqual({ kind: "accepted" });
    world.pass(15 * MINUTE_MS);
  }
  return world;
}

it.each([
  ["a version that nobody offers", "1.35.9", "not to be had"],
  ["a skipped minor", "1.36.3", "cannot go to 1.36.3 at once: the next minor is 1.35"],
  ["a minor that was left behind", "1.33.13", "cannot go back"],
])("refuses %s for the control plane", (_, to, why) => {
  expect(start(playSmallWorld(), to)).toEqual({
    kind: "refused",
    why: expect.stringContaining(why),
  });
});

it("answers alreadyThere for an earlier patch of the same minor", () => {
  expect(start(upgraded("1.35.4"), "1.35.3")).toEqual({ kind: "alreadyThere" });
});

it("refuses nodes that would be newer than the control plane, in both dialects", () => {
  const world = playSmallWorld();
  expect(ensure(world, "general", "1.35.4")).toMatchObject({
    kind: "refused",
    why: expect.stringContaining("newer than the control plane"),
  });
  expect(roll(world, "system", "1.35.4")).toMatchObject({ kind: "refused" });
});

it("refuses to move a control plane away from nodes that would be too far behind", () => {
  const document = upgraded("1.35.4", "1.36.3");
  expect(document.get("observe", {}).controlPlaneVersion).toBe("1.36.3");
  expect(ensure(document, "general", "1.33.13", 1)).toEqual({ kind: "accepted" });
  expect(ensure(document, "general", "1.32.13", 1)).toMatchObject({
    kind: "refused",
    why: expect.stringContaining("too old for 1.36.3"),
  });
});

it("refuses each request for a pool of the other dialect", () => {
  const world = playSmallWorld();
  expect(roll(world, "general", "1.34.4")).toMatchObject({ kind: "refused" });
  expect(ensure(world, "system", "1.34.4")).toMatchObject({ kind: "refused" });
});

it("does one thing at a time, and says which", () => {
  const world = upgraded("1.35.4");
  expect(roll(world, "system", "1.35.4")).toEqual({ kind: "accepted" });
  expect(roll(world, "system", "1.35.3")).toMatchObject({ kind: "busy" });
  expect(start(world, "1.36.3")).toEqual({
    kind: "busy",
    with: "the upgrade of pool system to 1.35.4, started by fleetlift",
  });
  world.pass(30 * MINUTE_MS);
  expect(roll(world, "system", "1.35.4")).toEqual({ kind: "alreadyThere" });
  expect(start(world, "1.36.3")).toEqual({ kind: "accepted" });
  expect(roll(world, "system", "1.35.3")).toMatchObject({ kind: "busy" });
});

it("does not take nodes back to an older version", () => {
  const world = upgraded("1.35.4");
  roll(world, "system", "1.35.4");
  world.pass(30 * MINUTE_MS);
  expect(roll(world, "system", "1.34.4")).toMatchObject({
    kind: "refused",
    why: expect.stringContaining("cannot go back"),
  });
});

it("refuses to remove a node from a pool that it is not in", () => {
  const world = playSmallWorld();
  const request = { pool: "system", node: "general-1", token: "t" };
  expect(world.get("removeNode", request)).toMatchObject({ kind: "refused" });
});

it("takes a node out of service at once, and away a little later", () => {
  const world = playSmallWorld();
  const request = { pool: "general", node: "general-1", token: "t" };
  expect(world.get("removeNode", request)).toEqual({ kind: "accepted" });
  expect(world.get("nodes", {}).find(({ name }) => name === "general-1")?.ready).toBe(false);
  expect(world.get("removeNode", request)).toEqual({ kind: "alreadyRunning" });
  world.pass(MINUTE_MS);
  expect(world.get("removeNode", request)).toEqual({ kind: "alreadyThere" });
  expect(world.get("pods", { node: "general-1" })).toEqual([]);
});
