import { expect, it } from "vitest";
import { ask } from "./ask.ts";
import { buildWorld } from "./build-world.ts";
import { MINUTE_MS, SECOND_MS } from "./played-world.fixture.ts";
import { SMALL_WORLD_START_MS, smallWorld, smallWorldDocument } from "./small-world.fixture.ts";

it("answers a terminal error for a cluster that does not exist", () => {
  const world = smallWorld();
  for (const name of ["nobody", "constructor"]) {
    const asked = ask(world, name, "observe", {}, SMALL_WORLD_START_MS);
    expect(asked.answer).toEqual({
      kind: "error",
      class: "terminal",
      message: `there is no cluster ${name} in the world small`,
    });
    expect(asked.world).toBe(world);
  }
});

it("leaves the state that it was given as it was", () => {
  const world = smallWorld();
  const before = JSON.stringify(world);
  const request = { pool: "general", version: "1.34.4", count: 5, token: "t" };
  const after = ask(world, "shop", "ensureNodes", request, SMALL_WORLD_START_MS + MINUTE_MS).world;
  expect(JSON.stringify(world)).toBe(before);
  expect(JSON.stringify(after)).not.toBe(before);
});

it("takes the API of a cluster with one API server away for some seconds, and of one with three never", () => {
  const secondsAway = (apiServers: number): number => {
    const document = smallWorldDocument();
    const clusters = document.spec.clusters.map((cluster) => ({ ...cluster, apiServers }));
    let world = buildWorld({ ...document, spec: { ...document.spec, clusters } });
    const request = { to: "1.35.4", token: "t" };
    world = ask(world, "shop", "startControlPlaneUpgrade", request, SMALL_WORLD_START_MS).world;
    let away = 0;
    for (let second = 1; second <= 15 * 60; second += 1) {
      const asked = ask(world, "shop", "nodes", {}, SMALL_WORLD_START_MS + second * SECOND_MS);
      world = asked.world;
      if (asked.answer.kind === "error") away += 1;
    }
    return away;
  };
  expect(secondsAway(1)).toBe(20);
  expect(secondsAway(3)).toBe(0);
});

it("gives every cluster an identity of its own, the same in every run", () => {
  const identityOf = (seed: string) => {
    const document = smallWorldDocument();
    const world = buildWorld({ ...document, spec: { ...document.spec, seed } });
    return ask(world, "shop", "identity", {}, SMALL_WORLD_START_MS).answer;
  };
  expect(identityOf("one")).toEqual(identityOf("one"));
  expect(identityOf("one")).not.toEqual(identityOf("two"));
});
