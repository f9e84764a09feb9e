import type { ClusterView, RolloutView } from "./rollout-view.ts";

/** A cluster as one of the rollouts that have it sees it. */
export interface Sight {
  readonly view: Pick<RolloutView, "phase" | "plannedAtMs">;
  readonly cluster: ClusterView;
}

/**
 * Of several rollouts that have a cluster, the one that says where it is: the one that is at it,
 * then one that waits for it, then one that will come to it, then the one of the latest news. A
 * rollout that somebody only planned does not hide the one that is at work.
 */
export function foremost<Of extends Sight>(sights: readonly Of[]): Of | undefined {
  return sights.toSorted((a, b) => rank(b) - rank(a) || newsAtMs(b) - newsAtMs(a))[0];
}

function rank({ view, cluster }: Sight): number {
  if (cluster.status === "running") return cluster.waitsForLease ? 2 : 3;
  return cluster.status === "waiting" && view.phase === "running" ? 1 : 0;
}

function newsAtMs({ view, cluster }: Sight): number {
  return cluster.sinceMs ?? view.plannedAtMs;
}
