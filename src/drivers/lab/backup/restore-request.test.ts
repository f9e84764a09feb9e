import { expect, it } from "vitest";
import type { LabCluster } from "../cluster-file.ts";
import { demoCluster, settled } from "../lab-cluster.fixture.ts";
import type { LabBackup } from "./backup-file.ts";
import { decideRestore, restoreStanding } from "./restore-request.ts";

const INSTALLED = ["1.34.4", "1.35.4"];

const proved: LabBackup = {
  schemaVersion: 1,
  kind: "LabBackup",
  id: "backup-1",
  token: "t",
  owner: "o",
  askedAtMs: 1,
  taken: {
    takenAtMs: 2,
    kubernetes: "1.34.4",
    revision: 600,
    sizeBytes: 1,
    hash: "",
    hashKv: { hash: 1, compactRevision: -1 },
    keys: 1,
    objects: 1,
    resources: 1,
    cluster: demoCluster,
  },
  proof: {
    askedAtMs: 3,
    passed: {
      provedAtMs: 4,
      kubernetes: "1.34.4",
      objects: 1,
      resources: 1,
      sampled: 1,
      notCompared: [],
    },
  },
};

/** Upgraded since, with other nodes. */
const now: LabCluster = {
  ...demoCluster,
  generation: 12,
  kubernetes: "1.35.4",
  nodes: [{ name: "general-3", pool: "general", zone: "zone-a", kubelet: "1.35.4" }],
  lastNode: 3,
};
const reached = { ...settled, generation: 12, kubernetes: "1.35.4" };
const request = { token: "back", id: "backup-1", found: proved };

const accepted = (): LabCluster => {
  const { next, answer } = decideRestore(now, reached, request, INSTALLED);
  expect(answer).toEqual({ kind: "accepted" });
  if (next === undefined) throw new Error("nothing is wanted");
  return next;
};

it("the cluster is wanted as it was then, and no name of a node is given again", () => {
  const { kubernetes, nodes, lastNode, generation, restores } = accepted();
  expect({ kubernetes, nodes, lastNode, generation, restores }).toEqual({
    kubernetes: "1.34.4",
    nodes: demoCluster.nodes,
    lastNode: 3,
    generation: 13,
    restores: [{ token: "back", backup: "backup-1" }],
  });
});

it.each([
  ["is not there", undefined, INSTALLED, "there is no backup backup-1"],
  ["is being taken", { ...proved, taken: undefined }, INSTALLED, "it is still being taken"],
  ["failed", { ...proved, taken: undefined, failed: "full" }, INSTALLED, "not whole: full"],
  ["nobody proved", { ...proved, proof: undefined }, INSTALLED, "no proof of it has ended"],
  [
    "did not pass",
    { ...proved, proof: { askedAtMs: 3, failed: { why: "it differs", differences: [] } } },
    INSTALLED,
    "is not proved: it differs",
  ],
  ["is of a release that is not built", proved, ["1.35.4"], "fleetlift lab install 1.34.4"],
] as const)("a backup that %s is refused", (_what, found, installed, why) => {
  const asked = { ...request, found };
  const { answer, next } = decideRestore(now, reached, asked, installed);
  expect(answer).toMatchObject({ kind: "refused", why: expect.stringContaining(why) });
  expect(next).toBeUndefined();
});

it("the same token on its way is running, another one has to wait", () => {
  const next = accepted();
  expect(restoreStanding(next, reached, "back")).toMatchObject({ kind: "restoring" });
  expect(decideRestore(next, reached, request, INSTALLED)).toEqual({
    answer: { kind: "alreadyRunning" },
  });
  expect(decideRestore(next, reached, { ...request, token: "other" }, INSTALLED)).toEqual({
    answer: { kind: "busy", with: "the restore of backup-1" },
  });
});

it("what was restored once is there for good, also when the cluster has moved on and was restored again", () => {
  const next = accepted();
  const stands = { ...reached, generation: 13, restored: 1, restoredAtMs: { "1": 99 } };
  const restored = { kind: "restored", backup: "backup-1", atMs: 99 };
  expect(restoreStanding(next, stands, "back")).toEqual(restored);
  const again = decideRestore(next, stands, { ...request, token: "again" }, INSTALLED);
  expect(again.next?.restores).toHaveLength(2);
  if (again.next === undefined) return;
  expect(restoreStanding(again.next, stands, "back")).toEqual(restored);
  expect(restoreStanding(again.next, stands, "again")).toMatchObject({ kind: "restoring" });
  expect(decideRestore(again.next, stands, request, INSTALLED).answer.kind).toBe("alreadyThere");
});

it("one that was given up says why, and is tried again under its own number", () => {
  const next = accepted();
  const givenUp = { ...reached, generation: 13, problem: "etcd did not start" };
  expect(restoreStanding(next, givenUp, "back")).toEqual({
    kind: "failed",
    backup: "backup-1",
    why: "etcd did not start",
  });
  const again = decideRestore(next, givenUp, request, INSTALLED);
  expect(again.answer).toEqual({ kind: "accepted" });
  expect([again.next?.generation, again.next?.restores?.length]).toEqual([14, 1]);
  const other = decideRestore(next, givenUp, { ...request, token: "other" }, INSTALLED);
  expect(other.next?.restores).toHaveLength(2);
  if (other.next === undefined) return;
  expect(restoreStanding(other.next, givenUp, "back")).toMatchObject({
    kind: "failed",
    why: expect.stringContaining("another restore was asked for"),
  });
});

it("knows nothing of a token that was never given", () => {
  expect(restoreStanding(now, reached, "never")).toBeUndefined();
});
