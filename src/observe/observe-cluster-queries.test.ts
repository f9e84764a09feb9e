import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createConnect } from "../drivers/connect.ts";
import { serveWorld, type ServedWorld } from "../drivers/world/serve-world.ts";
import type { Cluster } from "../model/fleet.ts";
import type { MetricsPort } from "../ports/metrics-port.ts";
import { outsidesOf, worldFolder } from "../server/outsides.ts";
import { systemClock } from "../platform/clock.ts";
import { smallWorldDocument } from "../world/small-world.fixture.ts";
import { observeCluster } from "./observe-cluster.ts";

let dir: string;
let world: ServedWorld;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "fl-queries-"));
  world = await serveWorld({ document: smallWorldDocument(), dir: worldFolder(dir), speed: 1 });
});
afterAll(async () => {
  await world.close();
  rmSync(dir, { recursive: true });
});

const shop: Cluster = {
  name: "shop",
  labels: {},
  contacts: {},
  current: { name: "shop", provider: { kind: "world" }, access: {} },
  others: [],
};

async function queriesSeen(metrics: MetricsPort | undefined, facts: boolean) {
  const connect = createConnect(outsidesOf(dir, systemClock));
  const withMetrics: typeof connect = async (member) => ({
    ...(await connect(member)),
    ...(metrics && { metrics }),
  });
  const seen = await observeCluster(withMetrics, shop, 0, {
    facts,
    queries: ({ controlPlane }) => [`of ${controlPlane.version}`],
  });
  return seen.kind === "seen" ? seen.snapshot.facts?.queries : seen;
}

it("the queries that a version gives rise to are asked, and stand in the snapshot", async () => {
  const metrics: MetricsPort = { query: async () => ({ kind: "value", value: 1 }) };
  expect(await queriesSeen(metrics, true)).toEqual({
    kind: "seen",
    items: [{ query: "of 1.34.4", value: 1 }],
  });
});

it("without a place for metrics that is said, and where only versions are looked at nothing is", async () => {
  expect(await queriesSeen(undefined, true)).toMatchObject({ kind: "not-seen" });
  expect(await queriesSeen(undefined, false)).toBeUndefined();
});
