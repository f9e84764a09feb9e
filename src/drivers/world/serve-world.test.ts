import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import type { Member } from "../../model/fleet.ts";
import { scaledClock, systemClock } from "../../platform/clock.ts";
import { clusterPortSuite } from "../../ports/cluster-port.suite.ts";
import type { MemberPorts } from "../../ports/connect.ts";
import { providerPortSuite } from "../../ports/provider-port.suite.ts";
import { until } from "../../ports/until.suite.ts";
import { SMALL_WORLD_START_MS, smallWorldDocument } from "../../world/small-world.fixture.ts";
import { type ServedWorld, serveWorld } from "./serve-world.ts";
import { clusterFixture, providerFixture, worldMember } from "./world.fixture.ts";
import { worldPorts } from "./world-ports.ts";
import { connectWorldSocket, type WorldClient } from "./world-socket.ts";

/** An upgrade of ten minutes takes one second. */
const SPEED = 600;

interface Served {
  readonly dir: string;
  readonly world: ServedWorld;
  readonly client: WorldClient;
  readonly close: () => Promise<void>;
}

async function serve(dir = mkdtempSync(path.join(tmpdir(), "fl-world-"))): Promise<Served> {
  const world = await serveWorld({ document: smallWorldDocument(), dir, speed: SPEED });
  const client = connectWorldSocket(world.socket);
  const close = async (): Promise<void> => {
    client.close();
    await world.close();
  };
  return { dir, world, client, close };
}

async function suiteFixture<Fixture>(fixture: (open: (member: Member) => MemberPorts) => Fixture) {
  const { dir, world, client, close } = await serve();
  return {
    ...fixture((member) => worldPorts(client, member)),
    clock: scaledClock(world.scale),
    close: async () => {
      await close();
      rmSync(dir, { recursive: true });
    },
  };
}

providerPortSuite("world behind its socket", {
  open: () => suiteFixture(providerFixture),
});

clusterPortSuite("world behind its socket", {
  open: () => suiteFixture(clusterFixture),
});

const open: Served[] = [];
const serveForTest = async (dir?: string): Promise<Served> => {
  const served = await serve(dir);
  open.push(served);
  return served;
};

afterEach(async () => {
  for (const served of open.splice(0)) {
    await served.close();
    rmSync(served.dir, { recursive: true, force: true });
  }
});

it("gives every other process the same clock, which begins at the world's start", async () => {
  const { world, client } = await serveForTest();
  expect(await client.clock()).toEqual(world.scale);
  expect(world.scale).toMatchObject({ originMs: SMALL_WORLD_START_MS, speed: SPEED });
});

it("goes on after a restart where it would be had it never stopped", async () => {
  const first = await serve();
  const { provider, cluster } = worldPorts(first.client, worldMember("shop"));
  const [node] = await cluster.nodes();
  await provider.startControlPlaneUpgrade({ to: "1.35.4", token: "t" });
  await cluster.cordon(node?.name ?? "", "ours");
  await first.close();
  const second = await serveForTest(first.dir);
  expect(second.world.scale).toEqual(first.world.scale);
  const ports = worldPorts(second.client, worldMember("shop"));
  expect(await ports.cluster.nodes()).toContainEqual(
    expect.objectContaining({ name: node?.name, cordonedBy: "ours" }),
  );
  const patience = { lookEveryMs: 5_000, patienceMs: 3_600_000 };
  const after = await until(
    { ...patience, clock: scaledClock(second.world.scale) },
    () => ports.provider.observe(),
    (view) => view.status === "active",
  );
  expect(after.controlPlaneVersion).toBe("1.35.4");
  const ledger = await second.client.ledger();
  expect(ledger["shop"]?.controlPlaneUpgrades).toHaveLength(1);
});

it("keeps its state now and then, for the case that it is killed", async () => {
  const { dir, client } = await serveForTest();
  const { provider } = worldPorts(client, worldMember("shop"));
  await provider.startControlPlaneUpgrade({ to: "1.35.4", token: "t" });
  const copy = mkdtempSync(path.join(tmpdir(), "fl-world-"));
  await until(
    { clock: systemClock, lookEveryMs: 50, patienceMs: 10_000 },
    async () => {
      cpSync(path.join(dir, "world.json"), path.join(copy, "world.json"));
      const second = await serve(copy);
      const ledger = await second.client.ledger();
      await second.close();
      return ledger["shop"]?.controlPlaneUpgrades.length;
    },
    (upgrades) => upgrades === 1,
  );
  rmSync(copy, { recursive: true });
});

it("is not served twice", async () => {
  const { dir } = await serveForTest();
  await expect(serve(dir)).rejects.toThrow(`by process ${process.pid}`);
});

it("does not go on with a world that another file describes", async () => {
  const first = await serve();
  await first.close();
  const document = smallWorldDocument([{ name: "dns", kind: "ApiDown" }]);
  const options = { document, dir: first.dir, speed: SPEED };
  await expect(serveWorld(options)).rejects.toThrow("--fresh");
  const world = await serveWorld({ ...options, fresh: true });
  await world.close();
  rmSync(first.dir, { recursive: true });
});

it("leaves no pid behind when it ends by itself", async () => {
  const { dir, close } = await serve();
  expect(existsSync(path.join(dir, "world.pid"))).toBe(true);
  await close();
  expect(existsSync(path.join(dir, "world.pid"))).toBe(false);
  rmSync(dir, { recursive: true });
});

it("is a transient error while nobody serves it, and an API that is not ready", async () => {
  const { dir, client, close } = await serve();
  const { provider, cluster } = worldPorts(client, worldMember("shop"));
  await provider.observe();
  await close();
  await expect(provider.observe()).rejects.toMatchObject({ class: "transient" });
  expect(await cluster.readiness()).toMatchObject({ ready: false });
  rmSync(dir, { recursive: true });
});

it("puts a fault in and takes it out again", async () => {
  const { client } = await serveForTest();
  const { cluster } = worldPorts(client, worldMember("shop"));
  await client.break("shop", { name: "down", kind: "ApiDown", for: "24h" });
  await expect(cluster.nodes()).rejects.toMatchObject({ class: "transient" });
  expect((await client.status())[0]?.faults).toEqual(["down (ApiDown)"]);
  expect(await client.ask("shop", "repair", { name: "down" })).toEqual({
    kind: "value",
    value: true,
  });
  expect((await cluster.nodes()).length).toBeGreaterThan(0);
});

it("refuses a fault that does not exist, with words", async () => {
  const { client } = await serveForTest();
  await expect(client.break("shop", { name: "x", kind: "Nonsense" })).rejects.toThrow("fault");
  await expect(client.break("nobody", { name: "x", kind: "ApiDown" })).rejects.toThrow(
    "no cluster nobody",
  );
});

it("says when the folder is too deep for a socket", async () => {
  const dir = path.join(tmpdir(), "d".repeat(120));
  const options = { document: smallWorldDocument(), dir, speed: SPEED };
  await expect(serveWorld(options)).rejects.toThrow("too long for a socket");
});
