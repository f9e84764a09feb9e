/**
 * A fleet as large firms have them: clusters that came from the same few hundred templates, each with
 * its own names. Everything follows from the seed; no two clusters share an object in memory.
 */
import type { ClusterFacts, Part, WorkloadFacts } from "../../src/model/cluster-facts.ts";
import type { Fleet } from "../../src/model/fleet.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { seededRandom } from "../../src/simulate/seeded-random.ts";

const DAY_MS = Date.UTC(2026, 10, 21);
const PATCHES = ["1.31.14", "1.32.12", "1.33.11", "1.34.7", "1.35.4", "1.36.3"] as const;
const PROVIDERS = ["eks", "gke", "aks", "cluster-api", "kubeadm"] as const;
const ADDONS = [
  ["coredns", "1.11.3"],
  ["cert-manager", "1.17"],
  ["metrics-server", "0.7"],
  ["external-dns", "0.15"],
  ["velero", "1.15"],
] as const;

export interface MadeUpFleet {
  readonly fleet: Fleet;
  readonly snapshots: ReadonlyMap<string, Snapshot>;
}

export function madeUpFleet(clusters: number, templates: number, seed: number): MadeUpFleet {
  const names = Array.from(
    { length: clusters },
    (_, index) => `cluster-${String(index).padStart(6, "0")}`,
  );
  return {
    fleet: {
      name: "made-up",
      clusters: names.map((name, index) => {
        const template = index % templates;
        const kind = pick(PROVIDERS, template);
        const labels = {
          env: template % 4 === 0 ? "staging" : "production",
          tier: `t${template % 3}`,
        };
        return {
          name,
          labels,
          contacts: {},
          current: { name, provider: { kind }, access: {} },
          others: [],
        };
      }),
    },
    snapshots: new Map(
      names.map((name, index) => [name, snapshotOf(name, index % templates, seed)]),
    ),
  };
}

function snapshotOf(name: string, template: number, seed: number): Snapshot {
  const random = seededRandom(seed + template);
  const from = PATCHES.slice(0, 4)[Math.floor(random() * 4)] ?? PATCHES[0];
  const pools = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) => ({
    name: `pool-${index}`,
    dialect: "weRoll" as const,
    size: 2 + Math.floor(random() * 5),
  }));
  const nodes = pools.flatMap(({ name: pool, size }) =>
    Array.from({ length: size }, (_, index) => ({ pool, name: `${name}-${pool}-${index}` })),
  );
  return {
    schemaVersion: 1,
    kind: "Snapshot",
    cluster: name,
    member: name,
    identity: `uid-${name}`,
    observedAtMs: DAY_MS,
    controlPlane: { version: from, servers: [{ name: "api", version: from }] },
    pools: pools.map((pool) => ({
      ...pool,
      nodes: nodes
        .filter((node) => node.pool === pool.name)
        .map((node) => ({ name: node.name, kubeletVersion: from, ready: true })),
    })),
    available: [...PATCHES],
    facts: factsOf(nodes, from, random),
  };
}

function factsOf(
  nodes: readonly { readonly pool: string; readonly name: string }[],
  version: string,
  random: () => number,
): ClusterFacts {
  const workloads = Array.from({ length: 10 + Math.floor(random() * 30) }, (_, index) =>
    workloadOf(index, random),
  );
  return {
    nodes: seen(nodes.map((node, index) => nodeOf(node, index, version))),
    workloads: seen(workloads),
    barePods: seen([]),
    pendingPods: seen([]),
    budgets: seen(
      workloads.slice(0, 8).map(({ namespace, name }) => ({
        namespace,
        name,
        apiVersion: "policy/v1",
        selects: `app=${name}`,
        maxUnavailable: "1",
        disruptionsAllowed: 1,
        currentHealthy: 3,
        desiredHealthy: 2,
        expectedPods: 3,
        pods: 3,
        overlaps: [],
      })),
    ),
    webhooks: seen([]),
    volumes: seen(
      Array.from({ length: Math.floor(random() * 10) }, (_, index) => ({
        name: `pv-${index}`,
        plugin: "ebs.csi.aws.com",
        zones: [`zone-${index % 3}`],
        hosts: [],
        claim: `shop/data-${index}`,
        workload: `StatefulSet shop/db-${index}`,
        reclaimPolicy: "Delete",
      })),
    ),
    csiDrivers: seen(["ebs.csi.aws.com"]),
    crds: seen([]),
    apiUses: seen(
      random() < 0.2
        ? [
            {
              by: "requested" as const,
              group: "flowcontrol.apiserver.k8s.io",
              version: "v1beta3",
              kind: "flowschemas",
              objects: [],
              count: 1,
              who: [],
            },
          ]
        : [],
    ),
    helmReleases: seen([]),
    addons: seen(ADDONS.slice(0, 2 + Math.floor(random() * 4)).map(addonOf)),
    certificates: seen([]),
    queries: seen([]),
  };
}

function nodeOf(
  { name, pool }: { readonly pool: string; readonly name: string },
  index: number,
  version: string,
) {
  return {
    name,
    pool,
    zone: `zone-${index % 3}`,
    instanceType: "m6i.large",
    architecture: "amd64",
    osImage: "Bottlerocket OS 1.50",
    kernel: "6.12.0",
    runtime: "containerd://2.1.0",
    kubeletVersion: version,
    ready: true,
    unschedulable: false,
    badConditions: [],
    allocatable: { cpuMillis: 4000, memoryMi: 16000, pods: 110 },
    requested: { cpuMillis: 1500, memoryMi: 4000, pods: 20 },
  };
}

function addonOf([name, version]: (typeof ADDONS)[number]) {
  return {
    name,
    part: "whole" as const,
    version,
    others: [],
    namespace: "kube-system",
    evidence: [`image ${name}:${version}`],
  };
}

function workloadOf(index: number, random: () => number): WorkloadFacts {
  const name = `app-${index}`;
  return {
    kind: random() < 0.1 ? "StatefulSet" : "Deployment",
    namespace: "shop",
    name,
    replicas: 3,
    available: 3,
    podLabels: { app: name },
    images: [`registry.example/${name}:1.${index}`],
    emptyDir: random() < 0.1,
    nodeBound: [],
    claims: random() < 0.1 ? 1 : 0,
    terminationGraceSeconds: 30,
    onePerNode: false,
    hostPorts: false,
    updateStrategy: "RollingUpdate",
    budgets: index < 8 ? [name] : [],
    restarts: 0,
    failing: 0,
    doNotMove: [],
    exposed: random() < 0.3,
  };
}

function seen<Item>(items: Item[]): Extract<Part<Item>, { kind: "seen" }> & { items: Item[] } {
  return { kind: "seen", items };
}

function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
}
