import type { ClusterState, PoolState } from "../../world/world-state.ts";
import type { WorldChange } from "../watched-world.ts";
import type { Invariant } from "./invariant.ts";
import { anyLimits, limitsOf, serving, upgradeOf } from "./pool-limits.ts";
import type { Scene } from "./scene.ts";

/** Of pools that we roll; what a provider does to its own is its own. Budgets are never overridden by us. */
export const unavailableNodes: Invariant = {
  id: "I4",
  says: "At most maxUnavailable nodes of a pool are unavailable because of us, and no budget is overridden",
  watch: (scene) => ({
    take: (happening) =>
      happening.kind === "world" && happening.asked?.by !== undefined
        ? (tookTooMany(scene, happening) ?? overrode(happening))
        : undefined,
    full: () => {
      for (const cluster of Object.values(scene.clusters())) {
        const [broken] = cluster.ledger.budgetViolations;
        if (broken !== undefined) return `${cluster.name}: ${broken.budget} by ${broken.why}`;
        for (const pool of rolledByUs(cluster)) {
          const short = shortOf(scene, cluster, pool, anyLimits(scene, pool).unavailable);
          if (short !== undefined) return short;
        }
      }
      return undefined;
    },
  }),
};

function tookTooMany(scene: Scene, { before, after, asked }: WorldChange): string | undefined {
  const upgrade = upgradeOf(scene, asked?.by);
  if (upgrade === undefined || before.nodes === after.nodes) return undefined;
  for (const pool of rolledByUs(after)) {
    const isOurs = ours(scene);
    if (serving(after, pool.name, isOurs) >= serving(before, pool.name, isOurs)) continue;
    const { unavailable } = limitsOf(scene, upgrade, pool);
    const short = shortOf(scene, after, pool, unavailable);
    if (short !== undefined) return `${asked?.kind} of ${upgrade.key}: ${short}`;
  }
  return undefined;
}

function shortOf(
  scene: Scene,
  cluster: ClusterState,
  { name, size }: PoolState,
  unavailable: number,
): string | undefined {
  const left = serving(cluster, name, ours(scene));
  return left < size - unavailable
    ? `pool ${name} of ${cluster.name} has ${left} nodes in service of ${size}, and ${unavailable} may be away`
    : undefined;
}

function overrode({ cluster, before, after, asked }: WorldChange): string | undefined {
  const broken = after.ledger.budgetViolations.at(before.ledger.budgetViolations.length);
  return broken === undefined
    ? undefined
    : `${asked?.by} took ${broken.budget} of ${cluster} to ${broken.currentHealthy} of ${broken.desiredHealthy}: ${broken.why}`;
}

function rolledByUs({ pools }: ClusterState): readonly PoolState[] {
  return pools.filter(({ dialect }) => dialect === "weRoll");
}

function ours({ upgrades }: Scene): (owner: string) => boolean {
  return (owner) => upgrades.has(owner);
}
