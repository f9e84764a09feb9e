import type { BudgetView, NodeView, PodView, WorkloadView } from "../ports/cluster-port.ts";
import type { ProviderChange, ProviderView } from "../ports/provider-port.ts";
import { ownerWord } from "../ports/owner-word.ts";
import { budgetStatuses, healthyPods } from "./budgets.ts";
import { unavailableWorkloads } from "./faults.ts";
import { isNodeReady, nodesOf } from "./nodes.ts";
import { isPodReady, isTerminating, podPhase } from "./pods.ts";
import { isBehind, isCalledNotReady } from "./signs.ts";
import { availableVersions, oldestServerVersion } from "./versions.ts";
import type { ClusterState, PodState, WorkloadState } from "./world-state.ts";

/** The cluster as its provider shows it: nodes on their way are in their pool before they join. */
export function providerView(cluster: ClusterState): ProviderView {
  const { upgrade, failure, servers } = cluster.controlPlane;
  return {
    status: upgrade !== undefined ? "upgrading" : failure === "" ? "active" : "failed",
    ...(upgrade && { upgradingTo: upgrade.to }),
    statusReason: failure,
    controlPlaneVersion: oldestServerVersion(cluster),
    servers,
    pools: cluster.pools.map(({ name, dialect, size }) => ({
      name,
      dialect,
      size,
      nodes: cluster.nodes
        .filter((node) => node.pool === name)
        .map((node) => ({
          name: node.name,
          ...(node.joined && { kubeletVersion: node.kubeletVersion }),
          ready: isNodeReady(node, cluster.nowMs),
        })),
    })),
    available: availableVersions(cluster),
    changes: lastChanges(cluster),
  };
}

/** The record of a provider: who asked last for a move of the control plane, and of each pool that it rolls. */
function lastChanges({ ledger, pools }: ClusterState): readonly ProviderChange[] {
  const ofPools = pools.map(({ name }) =>
    ledger.poolUpgrades.findLast(({ pool }) => pool === name),
  );
  return [ledger.controlPlaneUpgrades.at(-1), ...ofPools]
    .filter((change) => change !== undefined)
    .map(({ to, by, atMs, ...rest }) => ({
      ...("pool" in rest && { pool: rest.pool }),
      to,
      by,
      atMs,
    }));
}

export function nodeViews(cluster: ClusterState): readonly NodeView[] {
  return cluster.nodes
    .filter((node) => node.joined)
    .map((node) => ({
      name: node.name,
      pool: node.pool,
      kubeletVersion: node.kubeletVersion,
      ready: isNodeReady(node, cluster.nowMs) && !isCalledNotReady(cluster, node),
      unschedulable: node.unschedulable,
      cordonedBy: node.cordonedBy,
      avoided: node.avoided,
      ...(node.quarantine && { quarantine: node.quarantine }),
    }));
}

export function podViews(cluster: ClusterState, node: string | undefined): readonly PodView[] {
  const unavailable = unavailableWorkloads(cluster);
  return cluster.pods
    .filter((pod) => node === undefined || pod.node === node)
    .map((pod) => ({
      namespace: pod.namespace,
      name: pod.name,
      uid: pod.uid,
      node: pod.node,
      labels: pod.labels,
      phase: podPhase(pod, cluster.nowMs),
      ready: isPodReady(pod, cluster.nowMs, unavailable),
      terminating: isTerminating(pod),
      ...(pod.goneAtMs !== undefined && { goneByMs: pod.goneAtMs }),
      controller: CONTROLLERS[pod.kind],
      mirror: pod.kind === "StaticPod",
      emptyDir: pod.emptyDir,
      ...whoseIs(pod),
    }));
}

function whoseIs({ kind, workload, labels }: PodState): Pick<PodView, "workload" | "ownedBy"> {
  const ownedBy = ownerWord({ labels });
  const isBare = kind === "StaticPod" || kind === "Pod";
  return {
    ...(!isBare && { workload: { kind, name: workload.slice(workload.indexOf("/") + 1) } }),
    ...(ownedBy !== undefined && { ownedBy }),
  };
}

const CONTROLLERS: Readonly<Record<PodState["kind"], string>> = {
  Deployment: "ReplicaSet",
  StatefulSet: "StatefulSet",
  DaemonSet: "DaemonSet",
  StaticPod: "Node",
  Pod: "",
};

export function budgetViews(cluster: ClusterState): readonly BudgetView[] {
  return budgetStatuses(cluster).map(({ budget, ...status }) => ({
    namespace: budget.namespace,
    name: budget.name,
    selector: budget.selector,
    ...status,
    ...(budget.alwaysAllowsUnready && { unhealthyPodEvictionPolicy: "AlwaysAllow" as const }),
  }));
}

export function workloadViews(cluster: ClusterState): readonly WorkloadView[] {
  const available = healthyPods(cluster);
  return cluster.workloads.flatMap((workload) => {
    const { kind, namespace, name, key } = workload;
    if (kind === "StaticPod" || kind === "Pod") return [];
    const desired = kind === "DaemonSet" ? eligibleNodes(cluster, workload) : workload.replicas;
    const behind = isBehind(cluster, key) && { behind: true as const };
    return [{ kind, namespace, name, desired, available: available.get(key) ?? 0, ...behind }];
  });
}

/** Nodes that a daemon set has a pod on. */
export function eligibleNodes(cluster: ClusterState, workload: WorkloadState): number {
  return cluster.pools
    .filter(({ name }) => workload.pool === undefined || workload.pool === name)
    .flatMap(({ name }) => nodesOf(cluster, name))
    .filter((node) => node.joined).length;
}
