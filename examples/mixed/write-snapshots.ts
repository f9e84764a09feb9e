// Writes snapshots.yaml: what `fleetlift observe` would have seen of the forty clusters of fleet.yaml.
// Run it with: node examples/mixed/write-snapshots.ts
import { writeFileSync } from "node:fs";
import path from "node:path";
import type {
  BudgetFacts,
  ClusterFacts,
  NodeFacts,
  WorkloadFacts,
} from "../../src/model/cluster-facts.ts";
import { snapshotDocument } from "../../src/model/snapshot-document.ts";
import { snapshotSchema, type Snapshot } from "../../src/model/snapshot.ts";
import { kinds, type Kind } from "./shapes.ts";

const OBSERVED_AT = Date.UTC(2026, 10, 21, 6);
const NONE = { kind: "seen", items: [] } as const;

function factsOf(kind: Kind): ClusterFacts {
  return {
    nodes: { kind: "seen", items: nodeNames(kind).map((name, index) => nodeOf(kind, name, index)) },
    workloads: { kind: "seen", items: [...kind.workloads] },
    barePods: NONE,
    pendingPods: NONE,
    budgets: { kind: "seen", items: kind.workloads.map(budgetOf) },
    webhooks: NONE,
    volumes: NONE,
    csiDrivers: NONE,
    crds: NONE,
    apiUses: NONE,
    helmReleases: NONE,
    addons: NONE,
    certificates: NONE,
    queries: NONE,
    ...kind.other,
  };
}

function budgetOf({ namespace, name, replicas }: WorkloadFacts): BudgetFacts {
  return {
    namespace,
    name,
    apiVersion: "policy/v1",
    selects: `app=${name}`,
    maxUnavailable: "1",
    disruptionsAllowed: 1,
    currentHealthy: replicas,
    desiredHealthy: replicas - 1,
    expectedPods: replicas,
    pods: replicas,
    overlaps: [],
  };
}

const nodeNames = ({ pool, nodes }: Kind): readonly string[] =>
  Array.from({ length: nodes }, (_, index) => `${pool}-${index + 1}`);

function nodeOf(kind: Kind, name: string, index: number): NodeFacts {
  return {
    name,
    pool: kind.pool,
    zone: kind.zones[index % kind.zones.length] ?? "",
    instanceType: kind.instanceType,
    architecture: "amd64",
    osImage: kind.osImage,
    kernel: "6.12.0",
    runtime: "containerd://2.1.4",
    kubeletVersion: kind.kubelet,
    ready: true,
    unschedulable: false,
    badConditions: [],
    allocatable: { cpuMillis: 4_000, memoryMi: 15_000, pods: 58 },
    requested: { cpuMillis: 1_800, memoryMi: 6_000, pods: 20 },
    cgroup: kind.cgroup,
  };
}

function snapshotOf(kind: Kind, index: number): Snapshot {
  const cluster = `${kind.name}-${String(index + 1).padStart(2, "0")}`;
  return snapshotSchema.parse({
    schemaVersion: 1,
    kind: "Snapshot",
    cluster,
    member: cluster,
    identity: `kube-system-of-${cluster}`,
    observedAtMs: OBSERVED_AT,
    controlPlane: {
      version: kind.version,
      servers: [{ name: "api", version: kind.version }],
    },
    pools: [
      {
        name: kind.pool,
        dialect: kind.dialect,
        size: kind.nodes,
        nodes: nodeNames(kind).map((name) => ({
          name,
          kubeletVersion: kind.kubelet,
          ready: true,
        })),
      },
    ],
    available: kind.available,
    facts: factsOf(kind),
  });
}

const documents = kinds.flatMap((kind) =>
  Array.from({ length: kind.count }, (_, index) => snapshotDocument(snapshotOf(kind, index))),
);
// JSON is YAML too; a document a line keeps forty of them short.
const lines = documents.map((document) => JSON.stringify(document));
writeFileSync(
  path.join(import.meta.dirname, "snapshots.yaml"),
  `# Written by write-snapshots.ts.\n---\n${lines.join("\n---\n")}\n`,
);
