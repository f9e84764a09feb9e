import { expect, test } from "vitest";
import { backupEtcd } from "../backup-etcd/backup-etcd.ts";
import { ledgerOf, runAction, testWorld } from "../run-in-world.fixture.ts";
import { controlPlaneUpgrade } from "./control-plane-upgrade.ts";

const small = { pools: [{ name: "general", dialect: "weRoll", size: 1 }] };
const HOUR_MS = 3_600_000;
const inputs = { to: "1.36.3", backupWithinMs: 4 * HOUR_MS };

test.each([
  ["no backup at all", undefined, 0, "there is no proved backup of it"],
  ["one that nobody proved", { proveByRestore: false }, 0, "there is no proved backup of it"],
  [
    "one that is too old",
    {},
    5 * HOUR_MS,
    /the newest proved backup of it, backup-1, is 5h\w+ old, and the plan's limit is 4h/,
  ],
])("with %s nothing is started", async (_what, backup, laterMs, why) => {
  const world = testWorld(small);
  if (backup !== undefined) await runAction(world, backupEtcd, backup);
  world.clock.nowMs += laterMs;
  const { outcome, intended } = await runAction(world, controlPlaneUpgrade, inputs);
  expect(intended).toEqual([]);
  expect(ledgerOf(world).controlPlaneUpgrades).toEqual([]);
  expect(outcome).toMatchObject({ kind: "failed", class: "terminal", rule: "no-proved-backup" });
  expect(outcome.kind === "failed" && outcome.why).toMatch(why);
});

test("with a proved backup of the version that is left the control plane goes, to its end", async () => {
  const world = testWorld(small);
  await runAction(world, backupEtcd, {});
  const { outcome } = await runAction(world, controlPlaneUpgrade, inputs);
  expect(outcome).toMatchObject({ kind: "done", outputs: { from: "1.35.4", to: "1.36.3" } });
});

test("a move that is under way is not stopped because its backup has grown old", async () => {
  const world = testWorld(small);
  await runAction(world, backupEtcd, {});
  const faults = { name: "slow", kind: "SlowControlPlane", factor: 60 } as const;
  world.handle.break("shop-1", faults);
  const { outcome } = await runAction(world, controlPlaneUpgrade, inputs, { maxLooks: 4_000 });
  expect(outcome.kind).toBe("done");
});
