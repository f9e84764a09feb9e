import { sha256 } from "../model/hash.ts";
import type { Template } from "./addon-state.ts";
import { type Images, imagesFor } from "./addon-objects.ts";
import { isNodeReady } from "./nodes.ts";
import { budgetStatuses, healthyPods } from "./budgets.ts";
import { unavailableWorkloads } from "./faults.ts";
import { isPodReady, isTerminating, podPhase } from "./pods.ts";
import { isCalledNotReady, restartsOf } from "./signs.ts";
import { eligibleNodes } from "./views.ts";
import type { ClusterState, NodeState, PodState, WorkloadState } from "./world-state.ts";

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
          conditions: [{ type: "Ready", status: isShownReady(cluster, node) ? "True" : "False" }],
          nodeInfo: { kubeletVersion: `v${node.kubeletVersion}` },
        },
      };
    });
}

const isShownReady = (cluster: ClusterState, node: NodeState): boolean =>
  isNodeReady(node, cluster.nowMs) && !isCalledNotReady(cluster, node);

const everyNode = ({ workloads }: ClusterState): number =>
  workloads.filter(({ kind }) => kind === "DaemonSet" || kind === "StaticPod").length;

export function podObjects(cluster: ClusterState): readonly KubernetesObject[] {
  const unavailable = unavailableWorkloads(cluster);
  const workloads = new Map(cluster.workloads.map((workload) => [workload.key, workload]));
  const images = imagesFor(cluster);
  return cluster.pods.map((pod) => {
    const ready = isPodReady(pod, cluster.nowMs, unavailable) ? "True" : "False";
    const restarts = restartsOf(cluster, pod);
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
      spec: {
        nodeName: pod.node,
        ...podSpec(pod, images(pod.template, workloads.get(pod.workload)?.image)),
      },
      status: {
        phase: podPhase(pod, cluster.nowMs),
        conditions: [
          { type: "Ready", status: ready },
          { type: "PodScheduled", status: pod.node === "" ? "False" : "True" },
        ],
        ...(restarts > 0 && {
          containerStatuses: [{ name: "main", restartCount: restarts }],
        }),
      },
    };
  });
}

function ownersOf(pod: PodState, workload: WorkloadState | undefined): readonly object[] {
  const of = (kind: string, name: string) => [{ kind, name, controller: true }];
  switch (pod.kind) {
    case "Deployment":
      return of("ReplicaSet", replicaSetOf(workload?.name ?? "", pod.template));
    case "StatefulSet":
    case "DaemonSet":
      return of(pod.kind, workload?.name ?? "");
    case "StaticPod":
      return of("Node", pod.node);
    case "Pod":
      return [];
  }
}

/** A deployment has one for each template that its pods were made with. */
function replicaSetOf(deployment: string, template: Template | undefined): string {
  const of = template === undefined ? "1" : sha256(JSON.stringify(template)).slice(0, 8);
  return `${deployment}-${of}`;
}

function podSpec(
  { kind, emptyDir, gracePeriodMs }: Pick<PodState, "kind" | "emptyDir" | "gracePeriodMs">,
  { main, sidecars }: Images,
): object {
  const shares = kind !== "DaemonSet" && kind !== "StaticPod";
  const requests = { cpu: `${SHARE.cpuMillis}m`, memory: `${SHARE.memoryMi}Mi` };
  const container = {
    name: "main",
    ...(main !== undefined && { image: main }),
    ...(shares && { resources: { requests } }),
  };
  return {
    containers: [container, ...sidecars],
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
  const images = imagesFor(cluster);
  return cluster.workloads
    .filter((workload) => workload.kind === kind)
    .map((workload) => {
      const { namespace, name, key, replicas, labels, image, template } = workload;
      const available = healthy.get(key) ?? 0;
      return {
        metadata: { name, namespace, labels },
        spec: {
          ...(kind !== "DaemonSet" && { replicas }),
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: podSpec(workload, images(template, image)) },
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
    .flatMap((workload) => {
      const { name, namespace, key, replicas, template } = workload;
      const current = replicaSetOf(name, template);
      // While it rolls, pods of older templates still have theirs.
      const older = cluster.pods
        .filter((pod) => pod.workload === key && pod.template !== undefined)
        .map((pod) => replicaSetOf(name, pod.template));
      return [...new Set([current, ...older])].map((set) => ({
        metadata: {
          name: set,
          namespace,
          ownerReferences: [{ kind: "Deployment", name, controller: true }],
        },
        spec: { replicas: set === current ? replicas : 0 },
      }));
    });
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
