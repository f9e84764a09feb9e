import type { WorldChange } from "../watched-world.ts";
import { limitsOf, upgradeOf } from "./pool-limits.ts";
import type { Scene } from "./scene.ts";

/** A request for nodes that was carried out twice leaves more machines than the surge lets there be. */
export function lookAtMachines(scene: Scene, change: WorldChange): string | undefined {
  const { asked, after, before } = change;
  const upgrade = upgradeOf(scene, asked?.by);
  if (upgrade === undefined || asked?.kind !== "ensureNodes") return undefined;
  if (after.nodes.length === before.nodes.length) return undefined;
  const pool = after.pools.find(({ name }) => name === asked.request.pool);
  if (pool === undefined) return undefined;
  const nodes = after.nodes.filter(
    (node) => node.pool === pool.name && node.endsAtMs === undefined,
  );
  const most = pool.size + limitsOf(scene, upgrade, pool).surge;
  return nodes.length > most
    ? `pool ${pool.name} of ${change.cluster} has ${nodes.length} nodes, and ${most} with its surge`
    : undefined;
}
