import { drawMs, drawUid } from "./draw.ts";
import { startUpMs } from "./faults.ts";
import { count } from "./ledger.ts";
import type { ClusterState, PodState, WorkloadState } from "./world-state.ts";

export function podKey(pod: { readonly namespace: string; readonly name: string }): string {
  return `${pod.namespace}/${pod.name}`;
}

export function isTerminating(pod: PodState): boolean {
  return pod.goneAtMs !== undefined;
}

export function podPhase(
  pod: PodState,
  nowMs: number,
): "Pending" | "Running" | "Succeeded" | "Failed" {
  if (pod.finished !== undefined) return pod.finished;
  return pod.node === "" || nowMs < pod.runsAtMs ? "Pending" : "Running";
}

/** Whether it serves. One that is terminating may still, but nothing counts on it. */
export function isPodReady(
  pod: PodState,
  nowMs: number,
  unavailable: ReadonlySet<string>,
): boolean {
  return (
    pod.finished === undefined &&
    pod.node !== "" &&
    nowMs >= pod.readyAtMs &&
    !unavailable.has(pod.workload) &&
    !runsUnavailable(pod, unavailable)
  );
}

/** Whether it runs a version of an add-on that does not work (`addon/part@version`). */
function runsUnavailable({ template }: PodState, unavailable: ReadonlySet<string>): boolean {
  if (template === undefined || unavailable.size === 0) return false;
  return Object.entries(template).some(([of, version]) => unavailable.has(`${of}@${version}`));
}

/** Whether it counts as healthy for a budget, and as available for its workload. */
export function isHealthy(pod: PodState, nowMs: number, unavailable: ReadonlySet<string>): boolean {
  return !isTerminating(pod) && isPodReady(pod, nowMs, unavailable);
}

/** A new pod of a workload, not bound yet. */
export function makePod(
  cluster: ClusterState,
  workload: WorkloadState,
  name: string,
): ClusterState {
  const made = cluster.made + 1;
  const pod: PodState = {
    uid: drawUid(cluster.seed, "pod", made),
    namespace: workload.namespace,
    name,
    workload: workload.key,
    kind: workload.kind,
    labels: workload.labels,
    node: "",
    runsAtMs: 0,
    readyAtMs: 0,
    finished: workload.finished,
    ...(workload.template !== undefined && { template: workload.template }),
    goneAtMs: undefined,
    emptyDir: workload.emptyDir,
    gracePeriodMs: workload.gracePeriodMs,
  };
  return { ...cluster, made, pods: [...cluster.pods, pod] };
}

/** The pod on its node: images are pulled, then it runs, then it is ready. */
export function boundTo(cluster: ClusterState, pod: PodState, node: string): PodState {
  const readyAfterMs = startUpMs(cluster, pod.uid);
  return {
    ...pod,
    node,
    runsAtMs: cluster.nowMs + Math.min(readyAfterMs, drawMs(2_000, 8_000, pod.uid, "pull")),
    readyAtMs: cluster.nowMs + readyAfterMs,
  };
}

/** Begins to end a pod: most are gone long before their grace period is over. */
export function terminatePod(cluster: ClusterState, uid: string): ClusterState {
  return {
    ...cluster,
    pods: cluster.pods.map((pod) =>
      pod.uid === uid && !isTerminating(pod) ? { ...pod, goneAtMs: endOf(cluster, pod) } : pod,
    ),
  };
}

function endOf(cluster: ClusterState, pod: PodState): number {
  if (pod.node === "" || pod.finished !== undefined) return cluster.nowMs;
  const takesMs = drawMs(2_000, 6_000, pod.uid, "termination");
  return cluster.nowMs + Math.min(takesMs, pod.gracePeriodMs);
}

/** Ends every pod of a node that goes away, at the latest when its machine does. */
export function losePods(cluster: ClusterState, node: string, atMs: number): ClusterState {
  const lost = cluster.pods.filter(
    (pod) =>
      pod.node === node &&
      !isTerminating(pod) &&
      !runsOnEveryNode(pod) &&
      podPhase(pod, cluster.nowMs) === "Running",
  );
  const counted = lost.reduce((after, pod) => count(after, "podsLost", pod.workload), cluster);
  return {
    ...counted,
    pods: counted.pods.map((pod) =>
      pod.node === node ? { ...pod, goneAtMs: Math.min(pod.goneAtMs ?? atMs, atMs) } : pod,
    ),
  };
}

export function runsOnEveryNode({ kind }: { readonly kind: WorkloadState["kind"] }): boolean {
  return kind === "DaemonSet" || kind === "StaticPod";
}
