import { expect, test } from "vitest";
import { backupEtcd } from "../backup-etcd/backup-etcd.ts";
import {
  clusterOf,
  type Disturbance,
  lookContext,
  OWNER,
  runAction,
  type TestWorld,
  testWorld,
} from "../run-in-world.fixture.ts";
import { backupRestore } from "./backup-restore.ts";
import { decideRestore } from "./decide.ts";

const small = {
  apiServers: 3,
  pools: [{ name: "general", dialect: "weRoll", size: 2 }],
  workloads: [{ kind: "Deployment", namespace: "shop", name: "cart", replicas: 2 }],
};

/** A cluster that was backed up at 1.35.4, and whose control plane went to 1.36.3. */
async function upgraded(): Promise<TestWorld> {
  const world = testWorld(small);
  await runAction(world, backupEtcd, {});
  await world.member.provider.startControlPlaneUpgrade({ to: "1.36.3", token: "t" });
  world.clock.nowMs += 3_600_000;
  expect((await world.member.provider.observe()).controlPlaneVersion).toBe("1.36.3");
  return world;
}

test.each<Disturbance>(["none", "twice", "killed"])(
  "the cluster goes back once to this upgrade's proved backup, disturbed: %s",
  async (disturbance) => {
    const world = await upgraded();
    // The step before had the same name in this fixture: a restore has tokens of its own.
    const { outcome, intended } = await runAction(world, backupRestore, {}, { disturbance });
    expect(outcome).toMatchObject({
      kind: "done",
      summary: expect.stringMatching(
        /^control plane is back at 1\.35\.4, with its objects as in backup-1 of 2026-11-23T08:\d\d:\d\dZ; what was changed since then is lost$/,
      ),
      outputs: { backup: "backup-1", kubernetes: "1.35.4" },
    });
    expect(intended[0]).toBe(
      "take the cluster back to backup-1 (Kubernetes 1.35.4): stop its API servers and replace its etcd",
    );
    expect(clusterOf(world).restores).toHaveLength(1);
    expect((await world.member.provider.observe()).controlPlaneVersion).toBe("1.35.4");
  },
);

test("a move of the control plane that is under way is given up for it", async () => {
  const world = testWorld(small);
  await runAction(world, backupEtcd, {});
  await world.member.provider.startControlPlaneUpgrade({ to: "1.36.3", token: "t" });
  world.clock.nowMs += 60_000;
  expect((await runAction(world, backupRestore, {})).outcome.kind).toBe("done");
  expect(await world.member.provider.observe()).toMatchObject({
    status: "active",
    controlPlaneVersion: "1.35.4",
  });
});

test("without a proved backup of this upgrade nothing is stopped", async () => {
  const world = testWorld(small);
  await world.member.backups?.begin({ token: "other", owner: "other" });
  await runAction(world, backupEtcd, { proveByRestore: false });
  const { outcome, intended } = await runAction(world, backupRestore, {});
  expect(intended).toEqual([]);
  expect(outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
    why: expect.stringContaining("no proved backup to go back to; nothing was stopped"),
  });
});

test.each([
  ["backup-9", "there is no backup backup-9; nothing was stopped"],
  ["backup-1", "backup backup-1 is not proved, and is no way back; nothing was stopped"],
])("a backup that is named must be there and proved: %s", async (backup, why) => {
  const world = testWorld(small);
  await runAction(world, backupEtcd, { proveByRestore: false });
  const { outcome } = await runAction(world, backupRestore, { backup });
  expect(outcome).toEqual({ kind: "failed", class: "terminal", why });
});

test("a backup that is named is taken, whoever made it", async () => {
  const world = testWorld(small);
  const { backups } = world.member;
  await backups?.begin({ token: "by-hand", owner: "ana" });
  world.clock.nowMs += 120_000;
  await backups?.beginProof({ backup: "backup-1" });
  world.clock.nowMs += 600_000;
  const { outcome } = await runAction(world, backupRestore, { backup: "backup-1" });
  expect(outcome).toMatchObject({ kind: "done", outputs: { backup: "backup-1" } });
});

test("a way back that failed is asked for once a try, and no more often than the tries allow", () => {
  const why = "etcd did not come up";
  const seen = {
    backups: [],
    restore: { kind: "failed", backup: "b", why },
    view: undefined,
  } as const;
  const backup = {
    id: "b",
    token: "t",
    owner: OWNER,
    askedAtMs: 0,
    snapshot: { kind: "taking", step: "" },
    proof: {
      kind: "passed",
      facts: {
        provedAtMs: 0,
        kubernetes: "1.35.4",
        objects: 1,
        resources: 1,
        sampled: 1,
        notCompared: [],
      },
    },
  } as const;
  const full = { ...seen, backups: [backup] };
  const first = decideRestore(full, {}, lookContext(1_000, 0, null));
  expect(first.deeds).toHaveLength(1);
  expect(first.outcome).toMatchObject({ progress: expect.stringContaining(why) });
  const second = decideRestore(full, {}, lookContext(2_000, 0, first.memo));
  expect(second.outcome).toMatchObject({ kind: "failed", class: "transient" });
  const last = decideRestore(full, {}, lookContext(9_000, 0, { askedAtMs: 8_000, gaveUp: 2 }));
  expect(last.outcome).toMatchObject({ kind: "failed", class: "terminal" });
  expect(decideRestore(seen, {}, lookContext(1, 0, null)).outcome.kind).toBe("failed");
});

test("restored is not done before every API server says so", () => {
  const facts = {
    takenAtMs: 0,
    kubernetes: "1.35.4",
    revision: 1,
    sizeBytes: 1,
    hash: "",
    objects: 1,
    resources: 1,
  };
  const backup = {
    id: "b",
    token: "t",
    owner: OWNER,
    askedAtMs: 0,
    snapshot: { kind: "taken", facts },
    proof: { kind: "none" },
  } as const;
  const restore = { kind: "restored", backup: "b", atMs: 1 } as const;
  const context = lookContext(1, 0, null);
  const look = (backups: readonly (typeof backup)[]) =>
    decideRestore({ backups, restore, view: undefined }, {}, context).outcome;
  expect(look([backup])).toMatchObject({ kind: "requeue" });
  expect(look([])).toMatchObject({ kind: "failed", why: "backup b was taken away meanwhile" });
});
