import { expect, it } from "vitest";
import type { ProviderChange, ProviderView } from "../../ports/provider-port.ts";
import { lookContext, runAction, testWorld } from "../run-in-world.fixture.ts";
import { foreignRoll } from "./foreign-roll.ts";
import { rollInput } from "./input.ts";
import { nodePoolRoll } from "./node-pool-roll.ts";

const UPGRADE_MS = Date.parse("2026-11-23T08:00:00Z");
const STARTED_MS = Date.parse("2026-11-23T09:00:00Z");
const NOW_MS = Date.parse("2026-11-23T10:00:00Z");
const atMs = Date.parse("2026-11-23T09:12:00Z");
const input = rollInput.parse({ pool: "general", to: "1.36.3", dialect: "providerRolls" });

const seen = (changes: readonly ProviderChange[] | undefined, more: Partial<ProviderView> = {}) =>
  foreignRoll(
    {
      status: "active",
      statusReason: "",
      controlPlaneVersion: "1.36.3",
      servers: [],
      pools: [],
      available: [],
      changes,
      ...more,
    },
    input,
    lookContext(NOW_MS, STARTED_MS, null, UPGRADE_MS),
  );

const change = (more: Partial<ProviderChange>): ProviderChange => ({
  to: "1.37.0",
  by: "ana",
  atMs,
  ...more,
});
const upgrading = { status: "upgrading", upgradingTo: "1.37.0" } as const;

it.each<[string, readonly ProviderChange[], Partial<ProviderView>, string]>([
  [
    "the pool moves elsewhere",
    [change({ pool: "other" }), change({ pool: "general", to: "1.35.9" })],
    {},
    "pool general moves to 1.35.9, which this plan did not ask for: changed by ana at 09:12 UTC",
  ],
  [
    "the control plane moved since",
    [change({})],
    {},
    "control plane was asked to go to 1.37.0 while pool general is rolled, which this plan did not ask for: changed by ana at 09:12 UTC",
  ],
  [
    "the control plane moves, asked for before",
    [change({ atMs: STARTED_MS - 60_000 })],
    upgrading,
    "control plane was asked to go to 1.37.0 while pool general is rolled, which this plan did not ask for: changed by ana at 08:59 UTC",
  ],
  [
    "the control plane went past the pool's minor between two steps",
    [change({ atMs: STARTED_MS - 60_000 })],
    {},
    "control plane was asked to go to 1.37.0 before pool general was rolled to 1.36.3, which this plan did not ask for: changed by ana at 08:59 UTC. Apply the rollout again to plan from there",
  ],
])("stops and says who when %s", (_, changes, more, words) => {
  expect(seen(changes, more)).toBe(words);
});

it.each<[string, readonly ProviderChange[] | undefined, Partial<ProviderView>]>([
  ["nobody keeps a record", undefined, upgrading],
  ["the provider does not say where to", [change({ atMs: 0 })], { status: "upgrading" }],
  ["it is what we asked for", [change({ by: "fleetlift" })], upgrading],
  ["it was before this step", [change({ atMs: 0 }), change({ pool: "general", atMs: 0 })], {}],
  [
    "it was a later patch between two steps",
    [change({ to: "1.36.9", atMs: STARTED_MS - 60_000 })],
    {},
  ],
  ["it was before the upgrade", [change({ atMs: UPGRADE_MS - 1 })], {}],
  ["somebody asks for the same", [change({ pool: "general", to: "1.36.3" })], {}],
])("goes on when %s", (_, changes, more) => {
  expect(seen(changes, more)).toBeUndefined();
});

it("ends the roll of a pool in the world before anything more is done", async () => {
  const pools = [{ name: "general", dialect: "weRoll", size: 3 }];
  const world = testWorld({ pools }, { version: "1.34.4" });
  await world.member.provider.startControlPlaneUpgrade({ to: "1.35.4", token: "x" });
  world.clock.nowMs += 30 * 60_000;
  const fault = { name: "x", kind: "ForeignUpgrade", to: "1.35.6", by: "terraform" } as const;
  world.handle.break("shop-1", { ...fault, after: 60_000 });
  const inputs = { pool: "general", to: "1.35.4", dialect: "weRoll" };
  const { outcome } = await runAction(world, nodePoolRoll, inputs);
  expect(outcome).toEqual({
    kind: "failed",
    class: "terminal",
    rule: "foreign-writer",
    why: "control plane was asked to go to 1.35.6 while pool general is rolled, which this plan did not ask for: changed by terraform at 08:31 UTC",
  });
});
