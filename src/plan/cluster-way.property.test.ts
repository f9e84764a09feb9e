import * as fc from "fast-check";
import { expect, it } from "vitest";
import { knowledge } from "../knowledge/knowledge.ts";
import type { Cluster } from "../model/fleet.ts";
import type { Target } from "../model/rollout.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { clusterWays, pathRequest, wayAlong } from "./cluster-way.ts";
import { findPath } from "./path/find-path.ts";
import { withAddons } from "./path/request.fixture.ts";
import { pool } from "./snapshot.fixture.ts";

/** Alike often: where the support of EKS is over a way hangs on what is accepted, and until when. */
const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    version: fc.constantFrom("1.29.7", "1.34.2", "1.37.0"),
    addons: fc.subarray(["coredns@1.11.3", "istio@1.25"]),
    available: fc.subarray(["1.36.1", "1.36.2"], { minLength: 1 }),
    day: fc.constantFrom(1, 9),
  })
  .map(({ version, addons, available, day }) => ({
    ...withAddons(version, addons, {
      available: ["1.30.1", "1.31.1", "1.32.1", "1.33.1", "1.34.6", "1.35.4", ...available],
      pools: [pool("general", [version])],
    }),
    observedAtMs: Date.UTC(2026, 10, day),
  }));

const kinds = fc.constantFrom("kubeadm" as const, "eks" as const);
const targets: fc.Arbitrary<Target> = fc.constantFrom(
  { kubernetes: "1.36" },
  { kubernetes: "1.35", addons: { coredns: "1.10", istio: "latest-compatible" } },
);

it("the way of a cluster is the one that it has alone, whatever clusters were asked for before it", () => {
  const fleets = fc.array(fc.record({ seen: anySnapshot, kind: kinds }), {
    minLength: 2,
    maxLength: 12,
  });
  fc.assert(
    fc.property(fleets, targets, (fleet, target) => {
      const all = fleet.map(({ seen, kind }, index) => {
        const name = `c${index}`;
        const current = { name, provider: { kind }, access: {} };
        const cluster: Cluster = { name, labels: {}, contacts: {}, current, others: [] };
        return { cluster, seen: { ...seen, cluster: name, identity: name } };
      });
      // Accepted for two of them only, and over before the later snapshots.
      const by = { by: "ada", reason: "known", until: "2026-11-05", clusters: ["c1", "c2"] };
      const names = ["SupportEnded", "AddonUntested", "AddonUnknown", "AddonIncompatible"];
      const acceptRisks = names.map((name) => ({ name, ...by }));
      const given = { target, facts: knowledge, acceptRisks };
      const ways = clusterWays({
        clusters: all.map(({ cluster }) => cluster),
        snapshots: new Map(all.map(({ cluster, seen }) => [cluster.name, seen])),
        ...given,
      });
      const alone = all.map(({ cluster, seen }) =>
        wayAlong(findPath(pathRequest(cluster, seen, given)), cluster.name, seen),
      );
      expect(ways).toEqual(alone);
    }),
  );
});
