import type { AttachmentView } from "../ports/cluster-port.ts";
import { drawMs } from "./draw.ts";
import { activeFaults } from "./faults.ts";
import type { ClusterState, PodState } from "./world-state.ts";

/** Volumes and the nodes that they are attached to: of pods that are there, and for a while of pods that are gone. */
export function attachmentViews(cluster: ClusterState): readonly AttachmentView[] {
  const { nowMs, detaching = [] } = cluster;
  const stuck = new Set(activeFaults(cluster, "DetachStuck").map(({ workload }) => workload));
  const nodes = new Set(cluster.nodes.map(({ name }) => name));
  const withVolume = volumeWorkloads(cluster);
  return [
    ...cluster.pods
      .filter(({ node, workload }) => node !== "" && withVolume.has(workload))
      .map((pod) => ({ node: pod.node, volume: volumeOf(pod) })),
    ...detaching
      .filter(({ node, workload, detachedAtMs }) => {
        return nodes.has(node) && (detachedAtMs > nowMs || stuck.has(workload));
      })
      .map(({ node, volume }) => ({ node, volume })),
  ];
}

/** Volumes of pods that have just gone are attached for 5 to 20 s more, and go with their node. */
export function detach(cluster: ClusterState, gone: readonly PodState[]): ClusterState {
  const withVolume = volumeWorkloads(cluster);
  const left = gone.filter(({ node, workload }) => node !== "" && withVolume.has(workload));
  if (left.length === 0) return cluster;
  const detaching = left.map((pod) => ({
    node: pod.node,
    volume: volumeOf(pod),
    workload: pod.workload,
    detachedAtMs: cluster.nowMs + drawMs(5_000, 20_000, pod.uid, "detach"),
  }));
  return { ...cluster, detaching: [...(cluster.detaching ?? []), ...detaching] };
}

function volumeWorkloads({ workloads }: ClusterState): ReadonlySet<string> {
  return new Set(workloads.filter(({ volume }) => volume === true).map(({ key }) => key));
}

function volumeOf({ namespace, name }: PodState): string {
  return `pv-${namespace}-${name}`;
}
