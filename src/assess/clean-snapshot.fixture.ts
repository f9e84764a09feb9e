import { knowledge } from "../knowledge/knowledge.ts";
import type {
  BudgetFacts,
  ClusterFacts,
  NodeFacts,
  Part,
  VolumeFacts,
  WebhookFacts,
  WorkloadFacts,
} from "../model/cluster-facts.ts";
import type { Finding } from "../model/finding.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { assess } from "./assess.ts";
import type { AssessRequest } from "./request.ts";

/** The day of the tests: 2026-11-21. */
export const NOW_MS = Date.UTC(2026, 10, 21);

export function seen<Item>(...items: readonly Item[]): Part<Item> {
  return { kind: "seen", items };
}

export function node(name: string, other: Partial<NodeFacts> = {}): NodeFacts {
  return {
    name,
    pool: "general",
    zone: "a",
    instanceType: "m5.large",
    architecture: "amd64",
    osImage: "Bottlerocket OS 1.50",
    kernel: "6.12.0",
    runtime: "containerd://2.1.0",
    kubeletVersion: "1.35.4",
    ready: true,
    unschedulable: false,
    badConditions: [],
    allocatable: { cpuMillis: 4000, memoryMi: 8000, pods: 100 },
    requested: { cpuMillis: 1000, memoryMi: 2000, pods: 10 },
    cgroup: "v2",
    ...other,
  };
}

/** A workload that nothing is wrong with. */
export function workload(name: string, other: Partial<WorkloadFacts> = {}): WorkloadFacts {
  return {
    kind: "Deployment",
    namespace: "shop",
    name,
    replicas: 3,
    available: 3,
    podLabels: { app: name },
    images: ["example.com/web:1"],
    emptyDir: false,
    nodeBound: [],
    claims: 0,
    terminationGraceSeconds: 30,
    onePerNode: false,
    hostPorts: false,
    updateStrategy: "RollingUpdate",
    budgets: [name],
    restarts: 0,
    failing: 0,
    doNotMove: [],
    exposed: true,
    served: true,
    readinessProbe: true,
    minReadySeconds: 0,
    nodes: 3,
    dockerSocket: false,
    ...other,
  };
}

/** A budget that lets one pod of three go. */
export function budget(name: string, other: Partial<BudgetFacts> = {}): BudgetFacts {
  return {
    namespace: "shop",
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
    ...other,
  };
}

export function webhook(name: string, other: Partial<WebhookFacts> = {}): WebhookFacts {
  return {
    kind: "validating",
    configuration: name,
    name: `${name}.example.com`,
    failurePolicy: "Fail",
    resources: ["apps/deployments"],
    target: `hooks/${name}`,
    endpoints: 2,
    sparesKubeSystem: true,
    timeoutSeconds: 10,
    ...other,
  };
}

export function volume(name: string, other: Partial<VolumeFacts> = {}): VolumeFacts {
  return {
    name,
    plugin: "ebs.csi.aws.com",
    zones: [],
    hosts: [],
    claim: `shop/${name}`,
    workload: `StatefulSet shop/${name}`,
    reclaimPolicy: "Delete",
    ...other,
  };
}

export const NODES = ["n1", "n2", "n3"];

/** Everything was looked at, and nothing is wrong. */
export function cleanFacts(other: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    nodes: seen(...NODES.map((name) => node(name))),
    workloads: seen(workload("web")),
    barePods: seen(),
    pendingPods: seen(),
    budgets: seen(budget("web")),
    webhooks: seen(webhook("policy")),
    volumes: seen(),
    csiDrivers: seen("ebs.csi.aws.com"),
    crds: seen(),
    apiUses: seen(),
    helmReleases: seen(),
    addons: seen(),
    certificates: seen(),
    queries: seen(),
    ...other,
  };
}

export function snapshotOf(
  facts: ClusterFacts | undefined,
  other: Partial<Snapshot> = {},
): Snapshot {
  return {
    schemaVersion: 1,
    kind: "Snapshot",
    cluster: "shop",
    member: "shop",
    identity: "uid-of-shop",
    observedAtMs: NOW_MS,
    controlPlane: { version: "1.35.4", servers: [{ name: "api-1", version: "1.35.4" }] },
    pools: [
      {
        name: "general",
        dialect: "weRoll",
        size: NODES.length,
        nodes: NODES.map((name) => ({ name, kubeletVersion: "1.35.4", ready: true })),
      },
    ],
    available: ["1.35.4", "1.36.3"],
    ...(facts === undefined ? {} : { facts }),
    ...other,
  };
}

/** From 1.35 to 1.36 with what a rollout that says nothing of nodes has. */
export function requestOf(snapshot: Snapshot, other: Partial<AssessRequest> = {}): AssessRequest {
  return {
    snapshot,
    target: { kubernetes: "1.36" },
    provider: "kubeadm",
    labels: {},
    nodes: { maxSurge: 1, drainTimeoutMs: 1_800_000, emptyDirData: "Refuse", barePods: "Refuse" },
    // Risks have tests of their own, and no snapshot answers all of them.
    facts: { ...knowledge, risks: () => [] },
    accepted: [],
    ...other,
  };
}

/** A cluster running one minor, its control plane, pool and nodes at it. */
export function clusterAt(
  version: string,
  facts: Partial<ClusterFacts> = {},
  other: Partial<Snapshot> = {},
): Snapshot {
  const nodes = NODES.map((name) => node(name, { kubeletVersion: version }));
  return snapshotOf(cleanFacts({ nodes: seen(...nodes), ...facts }), {
    controlPlane: { version, servers: [{ name: "api-1", version }] },
    pools: [
      {
        name: "general",
        dialect: "weRoll",
        size: NODES.length,
        nodes: NODES.map((name) => ({ name, kubeletVersion: version, ready: true })),
      },
    ],
    available: Array.from({ length: 30 }, (_, index) => `1.${index + 10}.9`),
    ...other,
  });
}

/** What was found: all but what passed or does not apply. */
export function foundIn(request: AssessRequest): readonly Finding[] {
  return assess(request).filter(({ level }) => level !== "Passed" && level !== "Not applicable");
}

/** `level check: object` of all that was found. */
export function inWords(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ level, check, object, hop }) =>
    [`${level} ${check}: ${object}`, ...(hop === undefined ? [] : [`before ${hop}`])].join(" "),
  );
}
