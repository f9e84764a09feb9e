import { expect, it } from "vitest";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import { canonicalJson, contentHash } from "../model/hash.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { keepSnapshot, latestVersions } from "./observations.ts";

const light: Snapshot = {
  schemaVersion: 1,
  kind: "Snapshot",
  cluster: "shop",
  member: "spoon",
  identity: "u-1",
  observedAtMs: 1,
  controlPlane: { version: "1.34.4", servers: [] },
  pools: [],
  available: [],
};
const hidden = { kind: "not-seen", why: "not asked", help: "" } as const;
const whole: Snapshot = {
  ...light,
  facts: {
    nodes: hidden,
    workloads: hidden,
    barePods: hidden,
    pendingPods: hidden,
    budgets: hidden,
    webhooks: hidden,
    volumes: hidden,
    csiDrivers: hidden,
    crds: hidden,
    apiUses: hidden,
    helmReleases: hidden,
    addons: hidden,
    certificates: hidden,
    queries: hidden,
  },
};

it("keeps a snapshot whole under its hash, and shows lists what they need of the newest", async () => {
  const records = memoryRecords();
  expect(await latestVersions(records, "f", "shop")).toBeUndefined();
  await keepSnapshot(records, "f", whole);
  expect(await records.getBlob(contentHash(whole))).toBe(canonicalJson(whole));
  expect(await latestVersions(records, "f", "shop")).toEqual(light);
  await keepSnapshot(records, "f", { ...whole, observedAtMs: 2 });
  expect(await latestVersions(records, "f", "shop")).toEqual({ ...light, observedAtMs: 2 });
  expect(await latestVersions(records, "other", "shop")).toBeUndefined();
});

it("reads what was kept before there were facts", async () => {
  const records = memoryRecords();
  const hash = await records.putBlob(canonicalJson(light));
  const json = canonicalJson({ hash });
  await records.putDocument({ kind: "LatestSnapshot", name: "f/shop", json });
  expect(await latestVersions(records, "f", "shop")).toEqual(light);
});
