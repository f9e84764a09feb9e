import type {
  BudgetFacts,
  ClusterFacts,
  NodeFacts,
  VolumeFacts,
  WorkloadFacts,
} from "../model/cluster-facts.ts";

const none = { kind: "seen", items: [] } as const;

/** A cluster of which everything was seen, and in which nothing is but what is given. */
export function facts(other: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    nodes: none,
    workloads: none,
    barePods: none,
    pendingPods: none,
    budgets: none,
    webhooks: none,
    volumes: none,
    csiDrivers: none,
    crds: none,
    apiUses: none,
    helmReleases: none,
    addons: none,
    certificates: none,
    queries: none,
    ...other,
  };
}

export const seen = <Item>(...items: readonly Item[]) => ({ kind: "seen", items }) as const;
export const notSeen = { kind: "not-seen", why: "it was forbidden", help: "grant it" } as const;

export function node(name: string, other: Partial<NodeFacts> = {}): NodeFacts {
  return {
    name,
    pool: "general",
    zone: "a",
    instanceType: "m6i.large",
    architecture: "amd64",
    osImage: "",
    kernel: "",
    runtime: "containerd://1.7.20",
    kubeletVersion: "1.35.4",
    ready: true,
    unschedulable: false,
    badConditions: [],
    allocatable: { cpuMillis: 2_000, memoryMi: 8_000, pods: 30 },
    requested: { cpuMillis: 500, memoryMi: 1_000, pods: 8 },
    ...other,
  };
}

export function workload(name: string, other: Partial<WorkloadFacts> = {}): WorkloadFacts {
  return {
    kind: "Deployment",
    namespace: "shop",
    name,
    replicas: 2,
    available: 2,
    podLabels: { app: name },
    images: [],
    emptyDir: false,
    nodeBound: [],
    claims: 0,
    terminationGraceSeconds: 30,
    onePerNode: false,
    hostPorts: false,
    updateStrategy: "RollingUpdate",
    budgets: [],
    restarts: 0,
    failing: 0,
    doNotMove: [],
    exposed: true,
    ...other,
  };
}

export function volume(name: string, other: Partial<VolumeFacts> = {}): VolumeFacts {
  return {
    name,
    plugin: "ebs.csi.aws.com",
    zones: ["a"],
    hosts: [],
    reclaimPolicy: "Delete",
    ...other,
  };
}

export function budget(name: string, other: Partial<BudgetFacts> = {}): BudgetFacts {
  return {
    namespace: "shop",
    name,
    apiVersion: "policy/v1",
    selects: `app=${name}`,
    disruptionsAllowed: 1,
    currentHealthy: 2,
    desiredHealthy: 1,
    expectedPods: 2,
    pods: 2,
    overlaps: [],
    ...other,
  };
}
