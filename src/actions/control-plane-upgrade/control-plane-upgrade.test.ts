import { expect, test } from "vitest";
import type { Json } from "../../model/data.ts";
import { type Disturbance, ledgerOf, runAction, testWorld } from "../run-in-world.fixture.ts";
import { controlPlaneUpgrade } from "./control-plane-upgrade.ts";

const small = { apiServers: 3, pools: [{ name: "general", dialect: "weRoll", size: 1 }] };
const inputs = { to: "1.36.3" };

test.each<Disturbance>(["none", "twice", "killed"])(
  "the control plane is upgraded exactly once, disturbed: %s",
  async (disturbance) => {
    const world = testWorld(small);
    const { outcome } = await runAction(world, controlPlaneUpgrade, inputs, { disturbance });
    expect(outcome).toEqual({
      kind: "done",
      summary: "control plane 1.35.4 > 1.36.3, seen on 3 of 3 API servers",
      outputs: { from: "1.35.4", to: "1.36.3" },
    });
    expect(ledgerOf(world).controlPlaneUpgrades).toHaveLength(1);
  },
);

test("someone else's upgrade is waited for, and ours begins after it", async () => {
  const faults = [{ name: "ana", kind: "ForeignUpgrade", to: "1.35.4", by: "ana" }];
  const world = testWorld(small, { version: "1.34.4", faults });
  const { outcome, said } = await runAction(world, controlPlaneUpgrade, { to: "1.35.4" });
  expect(outcome.kind).toBe("done");
  expect(said.at(-1)).toBe("control plane 1.34.4 > 1.35.4, seen on 3 of 3 API servers");
  expect(ledgerOf(world).controlPlaneUpgrades.map(({ by }) => by)).toEqual(["ana"]);
});

test("someone else's upgrade to another version ends the step, with who it was and when", async () => {
  const faults = [
    { name: "ana", kind: "ForeignUpgrade", to: "1.35.6", by: "terraform", after: "1h12m" },
  ];
  const world = testWorld(small, { version: "1.35.4", faults });
  world.clock.nowMs += 72 * 60_000;
  const { outcome, intended } = await runAction(world, controlPlaneUpgrade, inputs);
  expect(outcome).toEqual({
    kind: "failed",
    class: "terminal",
    rule: "foreign-writer",
    why: "control plane moves to 1.35.6, which this plan did not ask for: changed by terraform at 09:12 UTC",
  });
  expect(intended).toEqual([]);
});

test("a provider that gives up each time is not asked for ever", async () => {
  const faults = [{ name: "quota", kind: "ControlPlaneUpgradeFails", reason: "no free address" }];
  const world = testWorld(small, { faults });
  const outcomes: string[] = [];
  let memo: Json = null;
  for (let tries = 0; tries < 5 && outcomes.at(-1) !== "terminal"; tries += 1) {
    const run = await runAction(world, controlPlaneUpgrade, inputs, { memo });
    outcomes.push(run.outcome.kind === "failed" ? run.outcome.class : run.outcome.kind);
    memo = run.memo;
    world.clock.nowMs += 60_000;
  }
  expect(outcomes).toEqual(["transient", "transient", "terminal"]);
});

test("a provider that gives up fails the try in passing, and the next try asks again", async () => {
  const faults = [{ name: "quota", kind: "ControlPlaneUpgradeFails", reason: "no free address" }];
  const world = testWorld(small, { faults });
  const first = await runAction(world, controlPlaneUpgrade, inputs);
  expect(first.outcome).toMatchObject({
    kind: "failed",
    class: "transient",
    why: expect.stringContaining("no free address"),
  });
  world.handle.repair("shop-1", "quota");
  world.clock.nowMs += 60_000;
  const second = await runAction(world, controlPlaneUpgrade, inputs, {
    memo: { from: "1.35.4", askedAtMs: world.clock.nowMs - 60_000 },
  });
  expect(second.outcome.kind).toBe("done");
});
