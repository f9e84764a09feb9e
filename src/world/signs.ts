import { activeFaults } from "./faults.ts";
import type { Fault } from "./fault.ts";
import type { KubernetesObject } from "./kubernetes-objects.ts";
import type { ClusterState, NodeState, PodState } from "./world-state.ts";

/** So long back there are events to be read. */
const EVENTS_MINUTES = 5;
const MINUTE_MS = 60_000;

/** Whether its kubelet says that it is not ready, whatever else is so. */
export function isCalledNotReady(cluster: ClusterState, { pool }: NodeState): boolean {
  return activeFaults(cluster, "NodesNotReady").some((fault) => (fault.pool ?? pool) === pool);
}

/** Whether its status is of before its newest change. */
export function isBehind(cluster: ClusterState, workload: string): boolean {
  return activeFaults(cluster, "StatusBehind").some((fault) => fault.workload === workload);
}

/** How often each of a pod's containers was started again. */
export function restartsOf(cluster: ClusterState, { workload }: PodState): number {
  return activeFaults(cluster, "ContainersRestart")
    .filter((fault) => fault.workload === workload)
    .reduce((most, { times }) => Math.max(most, times), 0);
}

/** When a fault that is in force began. */
function beganMs(cluster: ClusterState, { name }: Fault): number {
  return cluster.faults.find(({ fault }) => fault.name === name)?.fromMs ?? cluster.nowMs;
}

/** Signs of life: of now, but of kubelets that have fallen silent. */
export function leaseObjects(cluster: ClusterState): readonly KubernetesObject[] {
  const silent = activeFaults(cluster, "NodesSilent");
  return cluster.nodes
    .filter(({ joined }) => joined)
    .map(({ name, pool }) => {
      const fault = silent.find((one) => (one.pool ?? pool) === pool);
      const atMs = fault === undefined ? cluster.nowMs : beganMs(cluster, fault);
      return {
        metadata: { name, namespace: "kube-node-lease" },
        spec: { holderIdentity: name, renewTime: new Date(atMs).toISOString() },
      };
    });
}

/** Warnings of the last minutes, since they began. */
export function eventObjects(cluster: ClusterState): readonly KubernetesObject[] {
  return activeFaults(cluster, "WarningEvents").flatMap((fault) => {
    const lastsMs = cluster.nowMs - beganMs(cluster, fault);
    const minutes = Math.min(EVENTS_MINUTES, Math.floor(lastsMs / MINUTE_MS) + 1);
    return Array.from({ length: minutes * fault.perMinute }, (_, at) => ({
      metadata: { name: `${fault.name}.${at}`, namespace: "default" },
      type: "Warning",
      reason: fault.reason ?? "BackOff",
      lastTimestamp: new Date(
        cluster.nowMs - Math.floor(at / fault.perMinute) * MINUTE_MS,
      ).toISOString(),
    }));
  });
}

export function autoscalerObjects(cluster: ClusterState): readonly KubernetesObject[] {
  return activeFaults(cluster, "AutoscalerBlind").map(({ autoscaler }) => {
    const [namespace = "", name = ""] = autoscaler.split("/");
    const condition = { type: "ScalingActive", status: "False", reason: "FailedGetResourceMetric" };
    return { metadata: { namespace, name }, status: { conditions: [condition] } };
  });
}
