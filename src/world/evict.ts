import type { EvictAnswer } from "../ports/cluster-port.ts";
import { budgetStatuses, type BudgetStatus } from "./budgets.ts";
import { unavailableWorkloads } from "./faults.ts";
import { count } from "./ledger.ts";
import { isPodReady, isTerminating, podKey, podPhase, terminatePod } from "./pods.ts";
import type { ClusterState, PodState } from "./world-state.ts";

export interface Evicted {
  readonly cluster: ClusterState;
  readonly value: EvictAnswer;
}

/**
 * Asks the Eviction API, in the order in which the real one looks: is it there, does it need a
 * budget at all, are there too many budgets, does the one budget allow it.
 */
export function evict(
  cluster: ClusterState,
  wanted: { readonly namespace: string; readonly name: string; readonly uid: string },
  by: "api" | "provider",
): Evicted {
  const pod = cluster.pods.find((one) => one.uid === wanted.uid);
  if (pod === undefined) return { cluster, value: { kind: "gone" } };
  if (isTerminating(pod)) {
    return {
      cluster: count(cluster, "evictionsRepeated", podKey(pod)),
      value: { kind: "accepted" },
    };
  }
  if (podPhase(pod, cluster.nowMs) !== "Running") return end(cluster, pod, by);
  const statuses = budgetStatuses(cluster).filter(({ budget }) =>
    budget.workloads.includes(pod.workload),
  );
  const [status] = statuses;
  if (status === undefined) return end(cluster, pod, by);
  if (statuses.length > 1) {
    const names = statuses.map(({ budget }) => budget.name).join(", ");
    const message = `This pod has more than one PodDisruptionBudget, which the eviction subresource does not support. (${names})`;
    return { cluster, value: { kind: "refused", message } };
  }
  if (mayGo(cluster, pod, status)) return end(cluster, pod, by);
  const { budget, currentHealthy, desiredHealthy } = status;
  return {
    cluster: count(cluster, "evictionsBlocked", budget.key),
    value: {
      kind: "blockedByBudget",
      message: `The disruption budget ${budget.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    },
  };
}

/** A pod that is not ready takes nothing away from a budget that has enough (policy IfHealthyBudget), or says so (AlwaysAllow). */
function mayGo(cluster: ClusterState, pod: PodState, status: BudgetStatus): boolean {
  if (status.disruptionsAllowed > 0) return true;
  const ready = isPodReady(pod, cluster.nowMs, unavailableWorkloads(cluster));
  if (!ready && status.budget.alwaysAllowsUnready === true) return true;
  return !ready && status.desiredHealthy > 0 && status.currentHealthy >= status.desiredHealthy;
}

function end(cluster: ClusterState, pod: PodState, by: "api" | "provider"): Evicted {
  const counted = count(cluster, "evictions", podKey(pod));
  const noted = by === "provider" ? count(counted, "evictionsByProvider", pod.workload) : counted;
  return { cluster: terminatePod(noted, pod.uid), value: { kind: "accepted" } };
}
