import { expect, it } from "vitest";
import type { Clock } from "../../platform/clock.ts";
import { type BackupFixture, backupPortSuite } from "../../ports/backup-port.suite.ts";
import { until } from "../../ports/until.suite.ts";
import { SMALL_WORLD_START_MS, smallWorld } from "../../world/small-world.fixture.ts";
import { openWorld } from "./world-handle.ts";
import { worldMember } from "./world.fixture.ts";
import { worldPorts } from "./world-ports.ts";

const ASKED = { token: "t", owner: "o" };

function open(faults: readonly object[] = []) {
  let nowMs = SMALL_WORLD_START_MS;
  const clock: Clock = {
    speed: 1,
    nowMs: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
  const world = openWorld(smallWorld(faults), () => clock.nowMs());
  const ports = worldPorts(world, worldMember("shop"));
  const { backups } = ports;
  if (backups === undefined) throw new Error("the world has backups");
  return { ...ports, backups, world, clock, lookEveryMs: 5_000, patienceMs: 3_600_000 };
}

backupPortSuite("world in this process", {
  open: () => {
    const { cluster, provider, backups, world, ...patience } = open();
    const nobody = worldPorts(world, worldMember("nobody")).backups;
    if (nobody === undefined) throw new Error("the world has backups");
    const fixture: BackupFixture = {
      ...patience,
      backups,
      nobody,
      kubernetes: "1.34.4",
      // A mark on a node is what of its objects can be changed from outside.
      change: async (name) => {
        const free = (await cluster.nodes()).find(({ cordonedBy }) => cordonedBy === undefined);
        await cluster.cordon(free?.name ?? "", name);
      },
      changes: async () =>
        (await cluster.nodes()).flatMap(({ cordonedBy }) => cordonedBy ?? []).toSorted(),
      version: async () => (await provider.observe()).controlPlaneVersion,
      upgrade: async () => {
        await provider.startControlPlaneUpgrade({ to: "1.35.4", token: "suite" });
        const look = () => provider.observe();
        await until(patience, look, ({ status }) => status === "active");
      },
      leftovers: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    };
    return Promise.resolve(fixture);
  },
});

it.each([
  [{ name: "x", kind: "BackupFails", reason: "etcd lost its leader" }, "etcd lost its leader"],
  [{ name: "x", kind: "BackupFails" }, "etcd broke the snapshot off"],
  [{ name: "x", kind: "BackupDiskFull" }, "no space left on device"],
])(
  "a snapshot that fails says why, is proved by nobody, and is taken anew: %j",
  async (fault, why) => {
    const { backups, world, ...patience } = open([fault]);
    await backups.begin(ASKED);
    const look = () => backups.find("t");
    const view = await until(patience, look, (seen) => seen?.snapshot.kind !== "taking");
    expect(view?.snapshot).toEqual({ kind: "failed", why });
    const id = view?.id ?? "";
    expect(await backups.beginProof({ backup: id })).toMatchObject({
      kind: "refused",
      why: expect.stringContaining(why),
    });
    world.repair("shop", "x");
    expect(await backups.begin(ASKED)).toEqual({ kind: "accepted" });
    const again = await until(patience, look, (seen) => seen?.snapshot.kind !== "taking");
    expect(again).toMatchObject({ id, snapshot: { kind: "taken" } });
  },
);

it("a proof that finds a difference names it, forbids the way back, and can be made anew", async () => {
  const { backups, world, ...patience } = open([{ name: "x", kind: "BackupProofDiffers" }]);
  await backups.begin(ASKED);
  const look = () => backups.find("t");
  const { id = "" } = (await until(patience, look, (s) => s?.snapshot.kind === "taken")) ?? {};
  await backups.beginProof({ backup: id });
  const view = await until(patience, look, (seen) => seen?.proof.kind !== "proving");
  expect(view?.proof).toMatchObject({ kind: "failed", differences: ["pods: one is missing"] });
  expect(await backups.restore({ backup: id, token: "back" })).toMatchObject({ kind: "refused" });
  world.repair("shop", "x");
  expect(await backups.beginProof({ backup: id })).toEqual({ kind: "accepted" });
  const again = await until(patience, look, (seen) => seen?.proof.kind !== "proving");
  expect(again?.proof.kind).toBe("passed");
});

it("while it goes back no API answers, and a backup is not begun while the control plane moves", async () => {
  const { backups, provider, cluster, ...patience } = open();
  await backups.begin(ASKED);
  const look = () => backups.find("t");
  const { id = "" } = (await until(patience, look, (s) => s?.snapshot.kind === "taken")) ?? {};
  await backups.beginProof({ backup: id });
  await until(patience, look, (seen) => seen?.proof.kind === "passed");
  await provider.startControlPlaneUpgrade({ to: "1.35.4", token: "t" });
  expect(await backups.begin({ ...ASKED, token: "u" })).toMatchObject({ kind: "busy" });
  await backups.restore({ backup: id, token: "back" });
  expect(await backups.restore({ backup: id, token: "other" })).toMatchObject({ kind: "busy" });
  expect(await cluster.readiness()).toMatchObject({ ready: false });
});
