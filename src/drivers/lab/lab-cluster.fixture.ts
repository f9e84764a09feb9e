import type { LabCluster, LabNode } from "./cluster-file.ts";
import type { Reached } from "./reached-file.ts";

const node = (number: number): LabNode => ({
  name: `general-${number}`,
  pool: "general",
  zone: number % 2 === 1 ? "zone-a" : "zone-b",
  kubelet: "1.34.4",
});

/** A cluster of 1.34.4 with two nodes in two zones, and an empty second pool. */
export const demoCluster: LabCluster = {
  schemaVersion: 1,
  kind: "LabCluster",
  name: "demo",
  generation: 7,
  state: "up",
  etcd: "3.6.16",
  kubernetes: "1.34.4",
  containerStartMs: 1_000,
  pools: [
    { name: "general", size: 2, zones: ["zone-a", "zone-b"], labels: {} },
    { name: "web", size: 0, zones: ["zone-a"], labels: { tier: "web" } },
  ],
  nodes: [node(1), node(2)],
  leaving: [],
  lastNode: 2,
};

/** The reconciler is through with it. */
export const settled: Reached = {
  schemaVersion: 1,
  kind: "LabReached",
  generation: 7,
  kubernetes: "1.34.4",
  problem: "",
};
