import { resolveCount } from "../model/count.ts";
import type { Template } from "./addon-state.ts";
import { unavailableWorkloads } from "./faults.ts";
import { isPodReady, isTerminating, terminatePod } from "./pods.ts";
import type { ClusterState, PodState, WorkloadState } from "./world-state.ts";

/** Share of a deployment that a rolling update may add and miss: Kubernetes' own, where nobody says otherwise. */
const SHARE = "25%";

/** Whether a pod was made with the template that its workload has now. */
export function isCurrent(pod: PodState, { template }: WorkloadState): boolean {
  return template === undefined || sameTemplate(pod.template, template);
}

function sameTemplate(one: Template | undefined, other: Template): boolean {
  return (
    one === other ||
    (one !== undefined && Object.entries(other).every(([of, version]) => one[of] === version))
  );
}

/** Pods that a deployment may have above its replicas while it rolls. */
export function surgeOf({ replicas }: WorkloadState): number {
  return resolveCount(SHARE, replicas, "up");
}

/**
 * Ends pods of an older template as their controllers do: of a deployment as many as it may miss, of
 * a stateful or daemon set one when all others are ready. Rollouts ask no budget.
 */
export function settleRollouts(cluster: ClusterState): ClusterState {
  if (cluster.addons === undefined) return cluster;
  const byWorkload = Map.groupBy(cluster.pods, (pod) => pod.workload);
  const unavailable = unavailableWorkloads(cluster);
  return cluster.workloads.reduce((after, workload) => {
    const all = byWorkload.get(workload.key) ?? [];
    const pods = all.filter((pod) => !isTerminating(pod));
    const old = pods.filter((pod) => !isCurrent(pod, workload));
    if (old.length === 0) return after;
    const ready = new Set(pods.filter((pod) => isPodReady(pod, cluster.nowMs, unavailable)));
    return toEnd(workload, { all, pods, old, ready }).reduce(
      (state, { uid }) => terminatePod(state, uid),
      after,
    );
  }, cluster);
}

interface Own {
  /** Those that are ending included; in the others they are not. */
  readonly all: readonly PodState[];
  readonly pods: readonly PodState[];
  readonly old: readonly PodState[];
  readonly ready: ReadonlySet<PodState>;
}

function toEnd(workload: WorkloadState, { all, pods, old, ready }: Own): readonly PodState[] {
  switch (workload.kind) {
    case "Deployment": {
      const least = workload.replicas - resolveCount(SHARE, workload.replicas, "down");
      const unready = old.filter((pod) => !ready.has(pod));
      const fresh = pods.filter((pod) => !old.includes(pod) && !ready.has(pod)).length;
      // Old pods that do not serve go first, as long as enough are left beside the new ones on their way.
      const useless = unready.slice(0, Math.max(0, pods.length - least - fresh));
      const serving = old.filter((pod) => ready.has(pod));
      return [...useless, ...serving.slice(0, Math.max(0, ready.size - least))];
    }
    case "StatefulSet":
    case "DaemonSet": {
      // One that does not serve is nobody's loss; otherwise the last, when all serve.
      const broken = old.findLast((pod) => !ready.has(pod));
      if (broken !== undefined) return [broken];
      return ready.size === all.length ? old.slice(-1) : [];
    }
    case "StaticPod":
    case "Pod":
      return [];
  }
}
