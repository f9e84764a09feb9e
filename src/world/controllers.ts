import { boundTo, isTerminating, makePod, runsOnEveryNode } from "./pods.ts";
import { isNodeReady } from "./nodes.ts";
import { isCurrent, surgeOf } from "./rollouts.ts";
import type { ClusterState, NodeState, PodState, WorkloadState } from "./world-state.ts";

/** Makes the pods that workloads lack, as their controllers do. Bare pods are nobody's to make. */
export function runControllers(cluster: ClusterState): ClusterState {
  const pods = Map.groupBy(cluster.pods, (pod) => pod.workload);
  return cluster.workloads.reduce((after, workload) => {
    const own = pods.get(workload.key) ?? [];
    const names = missing(after, workload, own);
    return names.reduce((state, name) => makePod(state, workload, name), after);
  }, cluster);
}

function missing(
  cluster: ClusterState,
  workload: WorkloadState,
  pods: readonly PodState[],
): readonly string[] {
  switch (workload.kind) {
    case "Deployment": {
      // A replacement is made as soon as the old pod begins to end; while it rolls, some before.
      const there = pods.filter((pod) => !isTerminating(pod));
      const current = there.filter((pod) => isCurrent(pod, workload)).length;
      const surge = current < there.length ? surgeOf(workload) : 0;
      const lacking = Math.min(
        workload.replicas - current,
        workload.replicas + surge - there.length,
      );
      return numbers(lacking).map((n) => `${workload.name}-${(cluster.made + n).toString(36)}`);
    }
    case "StatefulSet": {
      // The same name again: only once the old pod is gone.
      const there = new Set(pods.map((pod) => pod.name));
      return numbers(workload.replicas)
        .map((n) => `${workload.name}-${n}`)
        .filter((name) => !there.has(name));
    }
    case "DaemonSet":
    case "StaticPod": {
      const there = new Set(pods.map((pod) => pod.name));
      return cluster.nodes
        .filter((node) => node.joined && node.endsAtMs === undefined)
        .filter((node) => fits(workload, node))
        .map((node) => `${workload.name}-${node.name}`)
        .filter((name) => !there.has(name));
    }
    case "Pod":
      return [];
  }
}

/**
 * Binds pods that have no node yet: to a Ready, schedulable node with room, rather to one that is
 * not avoided, and there to the emptiest. Pods of every node go to their own, whatever its state.
 */
export function schedule(cluster: ClusterState): ClusterState {
  if (cluster.pods.every((pod) => pod.node !== "")) return cluster;
  const load = loads(cluster);
  const pods = cluster.pods.map((pod) => {
    if (pod.node !== "" || isTerminating(pod)) return pod;
    const node = nodeFor(cluster, pod, load);
    if (node === undefined) return pod;
    if (!runsOnEveryNode(pod)) load.set(node, (load.get(node) ?? 0) + 1);
    return boundTo(cluster, pod, node);
  });
  return { ...cluster, pods };
}

function loads(cluster: ClusterState): Map<string, number> {
  const load = new Map<string, number>();
  for (const pod of cluster.pods) {
    if (runsOnEveryNode(pod) || pod.finished !== undefined) continue;
    load.set(pod.node, (load.get(pod.node) ?? 0) + 1);
  }
  return load;
}

function nodeFor(
  cluster: ClusterState,
  pod: PodState,
  load: ReadonlyMap<string, number>,
): string | undefined {
  const workload = cluster.workloads.find(({ key }) => key === pod.workload);
  if (workload === undefined) return undefined;
  if (runsOnEveryNode(pod)) {
    return cluster.nodes.find((node) => pod.name === `${workload.name}-${node.name}`)?.name;
  }
  const loadOf = (node: NodeState): number => load.get(node.name) ?? 0;
  const room = (node: NodeState): number =>
    cluster.pools.find(({ name }) => name === node.pool)?.podsPerNode ?? 0;
  const [best] = cluster.nodes
    .filter((node) => isNodeReady(node, cluster.nowMs) && !node.unschedulable)
    .filter((node) => fits(workload, node) && loadOf(node) < room(node))
    .toSorted((a, b) => Number(a.avoided) - Number(b.avoided) || loadOf(a) - loadOf(b));
  return best?.name;
}

function fits(workload: WorkloadState, node: NodeState): boolean {
  return workload.pool === undefined || workload.pool === node.pool;
}

function numbers(length: number): readonly number[] {
  return Array.from({ length: Math.max(0, length) }, (_, at) => at);
}
