import { expect, it } from "vitest";
import { openWorld } from "../drivers/world/world-handle.ts";
import { worldPorts } from "../drivers/world/world-ports.ts";
import type { Cluster } from "../model/fleet.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Connect } from "../ports/connect.ts";
import { PortError } from "../ports/port-error.ts";
import { buildWorld } from "../world/build-world.ts";
import { smallWorldDocument } from "../world/small-world.fixture.ts";
import { observeClusters, type Observation } from "./observe-cluster.ts";

const cluster = (name: string): Cluster => ({
  name,
  labels: {},
  contacts: {},
  current: { name: `${name}-one`, provider: { kind: "world" }, access: {} },
  others: [],
});

const snapshot = (name: string, member: string): Snapshot => ({
  schemaVersion: 1,
  kind: "Snapshot",
  cluster: name,
  member,
  identity: "u-1",
  observedAtMs: 1,
  controlPlane: { version: "1.34.4", servers: [] },
  pools: [],
  available: [],
});

const away: Connect = (member) =>
  Promise.reject(new PortError("transient", `${member.name} is away`));

it("a snapshot that is given is taken, and nobody is asked", async () => {
  const given = new Map([["a", snapshot("a", "a-one")]]);
  const asked: string[] = [];
  const connect: Connect = (member) => {
    asked.push(member.name);
    return away(member);
  };
  const seen = await observeClusters(connect, [cluster("a"), cluster("b")], 5, { given });
  expect(seen).toEqual([
    { kind: "seen", cluster: "a", snapshot: given.get("a") },
    { kind: "unseen", cluster: "b", error: "b-one is away" },
  ]);
  expect(asked).toEqual(["b-one"]);
});

it("a snapshot of another member says nothing of the one that serves now", async () => {
  const given = new Map([["a", snapshot("a", "old")]]);
  expect(await observeClusters(away, [cluster("a")], 5, { given })).toEqual([
    {
      kind: "unseen",
      cluster: "a",
      error:
        "the snapshot that was given is of member old, and the current one is a-one: observe it again",
    },
  ]);
});

it("whoever waits is told of each cluster", async () => {
  const told: Observation[] = [];
  const seen = await observeClusters(away, [cluster("a"), cluster("b")], 5, {
    onSeen: (each) => told.push(each),
  });
  expect(told).toEqual(seen);
});

it.each([
  ["transient", 1, "seen", [1_000]],
  ["transient", 2, "seen", [1_000, 3_000]],
  ["transient", 3, "unseen", [1_000, 3_000]],
  ["terminal", 1, "unseen", []],
] as const)("a %s error, %i times, leaves a cluster %s", async (kind, failures, end, waited) => {
  const handle = openWorld(buildWorld(smallWorldDocument()), () => 0);
  const slept: number[] = [];
  let asked = 0;
  const connect: Connect = (member) => {
    asked += 1;
    return asked > failures
      ? Promise.resolve(worldPorts(handle, { ...member, name: "shop" }))
      : Promise.reject(new PortError(kind, "503, try again"));
  };
  const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
  const [seen] = await observeClusters(connect, [cluster("a")], 5, { sleep });
  expect(seen?.kind).toBe(end);
  expect(slept).toEqual(waited);
});
