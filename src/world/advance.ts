/**
 * Time in a simulated cluster. It jumps from one thing that is due to the next and settles the
 * cluster there, so that the same requests at the same times always lead to the same state, however
 * seldom anybody looks. Pure: nobody's clock is read, `nowMs` is an argument.
 */
import { addonsDueMs, settleAddons } from "./addon-changes.ts";
import { backupsDueMs, settleBackups } from "./backups.ts";
import { beginForeignUpgrades, settleControlPlane } from "./control-plane.ts";
import { runControllers, schedule } from "./controllers.ts";
import { endFaults, stuckWorkloads } from "./faults.ts";
import { measure } from "./measure.ts";
import { settleNodes } from "./nodes.ts";
import { settleRolls } from "./pool-roll.ts";
import { settleRollouts } from "./rollouts.ts";
import { detach } from "./volumes.ts";
import type { ClusterState } from "./world-state.ts";

/** The cluster at `nowMs`; at its own time when that is later already. */
export function advance(cluster: ClusterState, nowMs: number): ClusterState {
  let state = cluster;
  for (let dueMs = nextDueMs(state); dueMs <= nowMs; dueMs = nextDueMs(state)) {
    state = settle({ ...state, nowMs: dueMs });
  }
  return rest(state, nowMs);
}

/** The cluster at `nowMs`, by when nothing is due in it. */
export function rest(cluster: ClusterState, nowMs: number): ClusterState {
  return nowMs > cluster.nowMs ? { ...cluster, nowMs } : cluster;
}

/** Lets everything happen that is due at the cluster's own time. */
export function settle(cluster: ClusterState): ClusterState {
  const steps = [
    endFaults,
    beginForeignUpgrades,
    settleBackups,
    settleControlPlane,
    settleNodes,
    endPods,
    settleRolls,
    settleAddons,
    runControllers,
    settleRollouts,
    schedule,
    measure,
  ];
  return steps.reduce((state, step) => step(state), cluster);
}

function endPods(cluster: ClusterState): ClusterState {
  const stuck = stuckWorkloads(cluster);
  const isGone = (pod: ClusterState["pods"][number]): boolean =>
    pod.goneAtMs !== undefined && pod.goneAtMs <= cluster.nowMs && !stuck.has(pod.workload);
  const gone = cluster.pods.filter(isGone);
  return gone.length === 0
    ? cluster
    : detach({ ...cluster, pods: cluster.pods.filter((pod) => !isGone(pod)) }, gone);
}

/** The next time at which something changes; infinite when nothing will. */
export function nextDueMs(cluster: ClusterState): number {
  let next = Infinity;
  const consider = (atMs: number | undefined): void => {
    if (atMs !== undefined && atMs > cluster.nowMs && atMs < next) next = atMs;
  };
  const { upgrade } = cluster.controlPlane;
  consider(upgrade?.checkedAtMs);
  consider(upgrade?.endsAtMs);
  for (const flip of upgrade?.flips ?? []) consider(flip.atMs);
  for (const pool of cluster.pools) consider(pool.roll?.nextTryAtMs);
  for (const node of cluster.nodes) {
    if (!node.joined) consider(node.joinsAtMs);
    consider(node.readyAtMs);
    consider(node.endsAtMs);
  }
  for (const pod of cluster.pods) {
    consider(pod.goneAtMs);
    // Whoever rolls a workload goes on when a pod has become ready.
    if (pod.template !== undefined && pod.node !== "") consider(pod.readyAtMs);
  }
  for (const atMs of addonsDueMs(cluster)) consider(atMs);
  for (const atMs of backupsDueMs(cluster)) consider(atMs);
  for (const fault of cluster.faults) {
    consider(fault.fromMs);
    consider(fault.untilMs);
  }
  return next;
}
