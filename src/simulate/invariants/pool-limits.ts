import type { Step } from "../../model/plan.ts";
import { isNodeReady } from "../../world/nodes.ts";
import type { ClusterState, PoolState } from "../../world/world-state.ts";
import type { Scene } from "./scene.ts";
import type { ToldUpgrade } from "./told-upgrade.ts";

/** What a plan lets be taken from a pool, and added to it, in whole nodes. */
export interface PoolLimits {
  readonly surge: number;
  readonly unavailable: number;
}

/** The upgrade that a host's key stands for, as `Upgrade ROLLOUT/CLUSTER/ATTEMPT`. */
export function upgradeOf(scene: Scene, by: string | undefined): ToldUpgrade | undefined {
  return by?.startsWith("Upgrade ") === true
    ? scene.upgrades.get(by.slice("Upgrade ".length))
    : undefined;
}

/** The limits that an upgrade's plan sets for a pool: the widest of its steps for it. */
export function limitsOf(scene: Scene, upgrade: ToldUpgrade, pool: PoolState): PoolLimits {
  return widest(scene.stepsOf(upgrade), pool);
}

/** The widest limits that any plan sets for a pool of a cluster. */
export function anyLimits(scene: Scene, pool: PoolState): PoolLimits {
  const steps = [...scene.plans.values()].flatMap(({ shapes }) =>
    Object.values(shapes).flatMap((shape) => shape.steps),
  );
  return widest(steps, pool);
}

function widest(steps: readonly Step[], { name, size }: PoolState): PoolLimits {
  const rolls = steps.filter(
    ({ uses, with: of }) => uses === "node-pool.roll" && of["pool"] === name,
  );
  const limits = rolls.map(({ with: of }) => {
    const surge = Math.ceil(share(of["maxSurge"] ?? 1, size));
    const unavailable = Math.floor(share(of["maxUnavailable"] ?? 0, size));
    // Both zero by rounding makes one unavailable (semantics 2).
    return { surge, unavailable: surge + unavailable === 0 ? 1 : unavailable };
  });
  return {
    surge: Math.max(0, ...limits.map(({ surge }) => surge)),
    unavailable: Math.max(0, ...limits.map(({ unavailable }) => unavailable)),
  };
}

function share(count: unknown, size: number): number {
  return typeof count === "string" && count.endsWith("%")
    ? (Number.parseInt(count, 10) * size) / 100
    : Number(count);
}

/** Nodes of a pool that serve, but for cordons of others: what is left of them is because of us. */
export function serving(
  cluster: ClusterState,
  pool: string,
  isOurs: (owner: string) => boolean,
): number {
  return cluster.nodes.filter(
    (node) =>
      node.pool === pool &&
      isNodeReady(node, cluster.nowMs) &&
      !(node.unschedulable && isOurs(node.cordonedBy ?? "")),
  ).length;
}
