import { isNodeReady } from "./nodes.ts";
import { budgetStatuses, healthyPods } from "./budgets.ts";
import { unavailableWorkloads } from "./faults.ts";
import { isPodReady, isTerminating, podPhase } from "./pods.ts";
import { eligibleNodes } from "./views.ts";
import type { ClusterState, PodState, WorkloadState } from "./world-state.ts";

/** An object in Kubernetes' own form, as far as the world knows it. */
export interface KubernetesObject {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
  readonly [field: string]: unknown;
}

/**
 * Nodes have room for a number of pods and nothing else here. To whom counts CPU and memory, a pod
 * asks for one share and a node has as many shares as places, so that both ways of counting agree.
 */
const SHARE = { cpuMillis: 100, memoryMi: 128 };

export function nodeObjects(cluster: ClusterState): readonly KubernetesObject[] {
  return cluster.nodes
    .filter(({ joined }) => joined)
    .map((node) => {
      const places = cluster.pools.find(({ name }) => name === node.pool)?.podsPerNode ?? 0;
      return {
        metadata: {
          name: node.name,
          labels: { "fleetlift.dev/pool": node.pool, "kubernetes.io/hostname": node.name },
        },
        spec: { unschedulable: node.unschedulable },
        status: {
          allocatable: {
            cpu: `${places * SHARE.cpuMillis}m`,
            memory: `${places * SHARE.memoryMi}Mi`,
            // Pods of daemon sets and static pods take no place of others.
            pods: String(places + everyNode(cluster)),
          },
          conditions: [
            { type: "Ready", status: isNodeReady(node, cluster.nowMs) ? "True" : "False" },
          ],
          nodeInfo: { kubeletVersion: `v${node.kubeletVersion}` },
        },
      };
    });
}

const everyNode = ({ workloads }: ClusterState): number =>
  workloads.filter(({ kind }) => kind === "DaemonSet" || kind === "StaticPod").length;

export function podObjects(cluster: ClusterState): readonly KubernetesObject[] {
  const unavailable = unavailableWorkloads(cluster);
  const workloads = new Map(cluster.workloads.map((workload) => [workload.key, workload]));
  return cluster.pods.map((pod) => {
    const ready = isPodReady(pod, cluster.nowMs, unavailable) ? "True" : "False";
    return {
      metadata: {
        name: pod.name,
        namespace: pod.namespace,
        uid: pod.uid,
        labels: pod.labels,
        ...(pod.kind === "StaticPod" && {
          annotations: { "kubernetes.io/config.mirror": pod.uid },
        }),
        ...(isTerminating(pod) && { deletionTimestamp: new Date(cluster.nowMs).toISOString() }),
        ownerReferences: ownersOf(pod, workloads.get(pod.workload)),
      },
      spec: { nodeName: pod.node, ...podSpec(pod, workloads.get(pod.workload)?.image) },
      status: {
        phase: podPhase(pod, cluster.nowMs),
        conditions: [
          { type: "Ready", status: ready },
          { type: "PodScheduled", status: pod.node === "" ? "False" : "True" },
        ],
      },
    };
  });
}

function ownersOf(pod: PodState, workload: WorkloadState | undefined): readonly object[] {
  const of = (kind: string, name: string) => [{ kind, name, controller: true }];
  switch (pod.kind) {
    case "Deployment":
      return of("ReplicaSet", replicaSetOf(workload?.name ?? ""));
    case "StatefulSet":
    case "DaemonSet":
      return of(pod.kind, workload?.name ?? "");
    case "StaticPod":
      return of("Node", pod.node);
    case "Pod":
      return [];
  }
}

/** A deployment has one here: its pods never change. */
const replicaSetOf = (deployment: string): string => `${deployment}-1`;

function podSpec(
  { kind, emptyDir, gracePeriodMs }: Pick<PodState, "kind" | "emptyDir" | "gracePeriodMs">,
  image: string | undefined,
): object {
  const shares = kind !== "DaemonSet" && kind !== "StaticPod";
  const requests = { cpu: `${SHARE.cpuMillis}m`, memory: `${SHARE.memoryMi}Mi` };
  const container = {
    name: "main",
    ...(image !== undefined && { image }),
    ...(shares && { resources: { requests } }),
  };
  return {
    containers: [container],
    terminationGracePeriodSeconds: gracePeriodMs / 1_000,
    ...(emptyDir && { volumes: [{ name: "scratch", emptyDir: {} }] }),
  };
}

/** Deployments, stateful sets or daemon sets. */
export function workloadObjects(
  cluster: ClusterState,
  kind: "Deployment" | "StatefulSet" | "DaemonSet",
): readonly KubernetesObject[] {
  const healthy = healthyPods(cluster);
  return cluster.workloads
    .filter((workload) => workload.kind === kind)
    .map((workload) => {
      const { namespace, name, key, replicas, labels, image } = workload;
      const available = healthy.get(key) ?? 0;
      return {
        metadata: { name, namespace, labels },
        spec: {
          ...(kind !== "DaemonSet" && { replicas }),
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: podSpec(workload, image) },
        },
        status:
          kind === "DaemonSet"
            ? {
                desiredNumberScheduled: eligibleNodes(cluster, workload),
                numberAvailable: available,
              }
            : { availableReplicas: available },
      };
    });
}

export function replicaSetObjects(cluster: ClusterState): readonly KubernetesObject[] {
  return cluster.workloads
    .filter(({ kind }) => kind === "Deployment")
    .map(({ name, namespace, replicas }) => ({
      metadata: {
        name: replicaSetOf(name),
        namespace,
        ownerReferences: [{ kind: "Deployment", name, controller: true }],
      },
      spec: { replicas },
    }));
}

export function budgetObjects(cluster: ClusterState): readonly KubernetesObject[] {
  return budgetStatuses(cluster).map(({ budget, ...status }) => {
    const { name, namespace, selector, minAvailable, maxUnavailable } = budget;
    return {
      metadata: { name, namespace, generation: 1 },
      spec: {
        selector,
        ...(minAvailable !== undefined && { minAvailable }),
        ...(maxUnavailable !== undefined && { maxUnavailable }),
      },
      status: { observedGeneration: 1, ...status },
    };
  });
}

export function namespaceObjects(cluster: ClusterState): readonly KubernetesObject[] {
  const written = [...cluster.workloads, ...cluster.budgets].map(({ namespace }) => namespace);
  return [...new Set(["default", "kube-system", ...written])].map((name) => ({
    metadata: {
      name,
      labels: { "kubernetes.io/metadata.name": name },
      ...(name === "kube-system" && { uid: cluster.uid }),
    },
  }));
}
