import { expect, it } from "vitest";
import { contentHash } from "./hash.ts";
import type { Snapshot } from "./snapshot.ts";
import { snapshotDocument, snapshotDocumentSchema, snapshotOf } from "./snapshot-document.ts";

const snapshot: Snapshot = {
  schemaVersion: 1,
  kind: "Snapshot",
  cluster: "shop-production",
  member: "spoon",
  identity: "u-1",
  observedAtMs: 1_795_000_000_000,
  controlPlane: { version: "1.34.4", servers: [{ name: "api-1", version: "1.34.4" }] },
  pools: [],
  available: ["1.35.4"],
};

it("a snapshot is the same after it was a document", () => {
  const written = JSON.stringify(snapshotDocument(snapshot));
  const read = snapshotOf(snapshotDocumentSchema.parse(JSON.parse(written)));
  expect(read).toEqual(snapshot);
  expect(contentHash(read)).toBe(contentHash(snapshot));
});

it("has the cluster for its name, and nothing of how it is stored", () => {
  expect(snapshotDocument(snapshot)).toMatchObject({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Snapshot",
    metadata: { name: "shop-production" },
  });
  expect(snapshotDocument(snapshot).spec).not.toHaveProperty("schemaVersion");
});
