import { describe, expect, it } from "vitest";
import { decideUp, type LabReleases } from "./cluster-request.ts";
import { demoCluster } from "./lab-cluster.fixture.ts";

const releases: LabReleases = {
  known: ["1.34.4", "1.35.4", "1.36.3"],
  installed: ["1.35.4", "1.36.3"],
  etcd: "3.6.16",
  etcdInstalled: true,
};
const everything = { ...releases, installed: releases.known };

describe("a cluster that is not there", () => {
  it("is made of the oldest release that is installed, with three nodes in three zones", () => {
    const cluster = decideUp(undefined, { name: "demo" }, releases);
    expect(cluster).toMatchObject({
      kind: "LabCluster",
      generation: 1,
      state: "up",
      kubernetes: "1.35.4",
      pools: [{ name: "general", size: 3 }],
      nodes: [
        { name: "general-1", zone: "zone-a", kubelet: "1.35.4" },
        { name: "general-2", zone: "zone-b" },
        { name: "general-3", zone: "zone-c" },
      ],
    });
  });

  it("has the pools that were asked for", () => {
    const pools = [
      { name: "web", size: 1, zones: ["zone-x"], labels: { tier: "web" } },
      { name: "batch", size: 2 },
    ];
    const cluster = decideUp(undefined, { name: "demo", kubernetes: "1.36", pools }, releases);
    expect(cluster).toMatchObject({
      kubernetes: "1.36.3",
      nodes: [
        { name: "web-1", pool: "web", zone: "zone-x" },
        { name: "batch-2", pool: "batch" },
        { name: "batch-3", pool: "batch" },
      ],
    });
  });

  it.each([
    [{ name: "De mo" }, releases, '"De mo" is no name for a cluster'],
    [{ name: "demo", kubernetes: "1.22" }, releases, "the lab has no Kubernetes 1.22"],
    [
      { name: "demo", kubernetes: "1.34" },
      releases,
      "Kubernetes 1.34.4 is not installed in the lab",
    ],
    [
      { name: "demo" },
      { ...releases, etcdInstalled: false },
      "etcd 3.6.16 is not installed in the lab",
    ],
    [{ name: "demo" }, { ...releases, known: [], installed: [] }, "the lab has no Kubernetes "],
  ])("%j is refused in words", (request, lab, why) => {
    expect(decideUp(undefined, request, lab)).toMatchObject({ kind: "problem", why });
  });
});

describe("a cluster that is there", () => {
  it("is brought back as it was", () => {
    const again = decideUp({ ...demoCluster, state: "down" }, { name: "demo" }, everything);
    expect(again).toEqual({ ...demoCluster, generation: 8 });
  });

  it("is itself when it is asked for with what it has", () => {
    const request = { name: "demo", kubernetes: "1.34", pools: [{ name: "general", size: 2 }] };
    expect(decideUp(demoCluster, request, everything).kind).toBe("LabCluster");
  });

  it.each([
    [{ kubernetes: "1.35" }, "lab cluster demo is there already, with Kubernetes 1.34.4"],
    [
      { pools: [{ name: "general", size: 9 }] },
      "lab cluster demo is there already, with pools general=2, web=0",
    ],
  ])("is not changed by %j", (change, why) => {
    const refused = decideUp(demoCluster, { name: "demo", ...change }, everything);
    expect(refused).toMatchObject({ kind: "problem", why });
  });
});
