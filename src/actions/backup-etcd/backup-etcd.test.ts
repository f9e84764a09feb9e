import { expect, test } from "vitest";
import type { BackupPort } from "../../ports/backup-port.ts";
import {
  type Disturbance,
  lookContext,
  OWNER,
  runAction,
  type TestWorld,
  testWorld,
} from "../run-in-world.fixture.ts";
import { backupEtcd } from "./backup-etcd.ts";
import { decideBackup } from "./decide.ts";

const small = {
  pools: [{ name: "general", dialect: "weRoll", size: 2 }],
  workloads: [{ kind: "Deployment", namespace: "shop", name: "cart", replicas: 2 }],
};

const backupsOf = ({ member }: TestWorld): BackupPort => {
  if (member.backups === undefined) throw new Error("the test world has backups");
  return member.backups;
};

test.each<Disturbance>(["none", "twice", "killed"])(
  "one snapshot is taken and proved before the step is done, with its evidence, disturbed: %s",
  async (disturbance) => {
    const world = testWorld(small);
    const { outcome, largestMemo } = await runAction(world, backupEtcd, {}, { disturbance });
    expect(outcome).toMatchObject({
      kind: "done",
      summary: expect.stringMatching(
        /^etcd 1\.35\.4 backed up as backup-1 at 2026-11-23T08:\d\d:\d\dZ: revision \d+, \d+ kB, sha256 [0-9a-f]{12}; proved by a restore at 2026-11-23T08:\d\d:\d\dZ: an API server 1\.35\.4 served \d+ objects of \d resources, \d+ compared, all as in the cluster$/,
      ),
      outputs: { backup: "backup-1", proved: true, kubernetes: "1.35.4" },
    });
    const [backup, ...others] = await backupsOf(world).list();
    expect(others).toEqual([]);
    expect(backup).toMatchObject({
      token: `${OWNER}/step-1`,
      owner: OWNER,
      proof: { kind: "passed" },
    });
    expect(largestMemo).toBeLessThan(200);
  },
);

test("the record says what is done before it is done: the snapshot, then the proof", async () => {
  const { intended } = await runAction(testWorld(small), backupEtcd, {});
  expect(intended).toEqual([
    "take a snapshot of etcd",
    "prove backup backup-1 by a restore beside the cluster",
  ]);
});

test("without a proof only where the plan says so, and it is said", async () => {
  const inputs = { proveByRestore: false };
  const { outcome, intended } = await runAction(testWorld(small), backupEtcd, inputs);
  expect(outcome).toMatchObject({
    kind: "done",
    summary: expect.stringMatching(/; not proved, as the plan says$/),
    outputs: { proved: false },
  });
  expect(intended).toHaveLength(1);
});

test("a snapshot that breaks off is asked for once a try, and no more often than the tries allow", async () => {
  const faults = [{ name: "leader", kind: "BackupFails", reason: "etcd lost its leader" }];
  const world = testWorld(small, { faults });
  const kinds: string[] = [];
  let memo = null as Awaited<ReturnType<typeof runAction>>["memo"];
  for (let tries = 0; tries < 6 && kinds.at(-1) !== "terminal"; tries += 1) {
    const run = await runAction(world, backupEtcd, {}, { memo });
    if (run.outcome.kind !== "failed") throw new Error(run.outcome.kind);
    expect(run.outcome.why).toContain("etcd lost its leader");
    kinds.push(run.outcome.class);
    memo = run.memo;
    world.clock.nowMs += 60_000;
  }
  expect(kinds).toEqual(["transient", "transient", "terminal"]);
});

test("a full disk that somebody made room on is no trouble any more", async () => {
  const world = testWorld(small, { faults: [{ name: "full", kind: "BackupDiskFull" }] });
  const first = await runAction(world, backupEtcd, {});
  expect(first.outcome).toMatchObject({
    kind: "failed",
    class: "transient",
    why: "the snapshot of etcd failed: no space left on device",
  });
  world.handle.repair("shop-1", "full");
  world.clock.nowMs += 60_000;
  const second = await runAction(world, backupEtcd, {}, { memo: first.memo });
  expect(second.outcome.kind).toBe("done");
});

test("a proof that finds a difference ends the step at once: the backup is no way back", async () => {
  const difference = "secrets shop/tls: is not as it was";
  const faults = [{ name: "bits", kind: "BackupProofDiffers", difference }];
  const { outcome } = await runAction(testWorld(small, { faults }), backupEtcd, {});
  expect(outcome).toEqual({
    kind: "failed",
    class: "terminal",
    rule: "backup-not-proved",
    why: `backup backup-1 did not pass its proof: what was restored is not what was backed up (${difference}). It is no way back; find out why before anything is upgraded`,
  });
});

test("a proved backup that is young enough, of the version that runs, does as well", async () => {
  const world = testWorld(small);
  const backups = backupsOf(world);
  await backups.begin({ token: "last-night", owner: "somebody" });
  world.clock.nowMs += 120_000;
  await backups.beginProof({ backup: "backup-1" });
  world.clock.nowMs += 3_600_000;
  const young = await runAction(world, backupEtcd, { maxAgeMs: 7_200_000 });
  expect(young.intended).toEqual([]);
  expect(young.outcome).toMatchObject({
    kind: "done",
    summary: expect.stringContaining(" old, within the limit)"),
  });
  const old = await runAction(world, backupEtcd, { maxAgeMs: 60_000 });
  expect(old.outcome).toMatchObject({ kind: "done", outputs: { backup: "backup-2" } });
});

test("a backup of an older version does not do, however young it is", () => {
  const facts = {
    takenAtMs: 0,
    kubernetes: "1.34.4",
    revision: 1,
    sizeBytes: 2_500_000,
    hash: "a".repeat(64),
    objects: 1,
    resources: 1,
  };
  const proof = { provedAtMs: 0, kubernetes: "1.34.4", objects: 1, resources: 1, sampled: 1 };
  const backup = {
    id: "b",
    token: "t",
    owner: "o",
    askedAtMs: 0,
    snapshot: { kind: "taken", facts },
    proof: { kind: "passed", facts: { ...proof, notCompared: ["metrics.k8s.io: elsewhere"] } },
  } as const;
  const context = lookContext(60_000, 0, null);
  const input = { proveByRestore: true, maxAgeMs: 3_600_000 };
  const look = (kubernetes: string) =>
    decideBackup({ backups: [backup], kubernetes }, input, context);
  expect(look("1.35.4").deeds).toEqual([{ kind: "begin", token: `${OWNER}/step-1`, owner: OWNER }]);
  expect(look("1.34.4").outcome).toMatchObject({
    kind: "done",
    summary: expect.stringMatching(/2\.5 MB.*; not compared: metrics\.k8s\.io: elsewhere$/),
  });
});

test("where the driver takes no backups it says so, and begins nothing", async () => {
  const world = testWorld(small);
  const { backups: _backups, ...member } = world.member;
  const { outcome } = await runAction({ ...world, member }, backupEtcd, {});
  expect(outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
    why: expect.stringContaining("takes no backups of etcd"),
  });
});
