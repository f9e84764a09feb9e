import { isNodeReady } from "../../world/nodes.ts";
import type { WorldChange } from "../watched-world.ts";
import type { Invariant, Watch } from "./invariant.ts";
import { limitsOf, upgradeOf } from "./pool-limits.ts";
import type { Scene } from "./scene.ts";

/**
 * Of nodes, for now: one is removed only when others are Ready in its place, but for as many as the
 * plan lets be away, and when nothing runs on it any more: what ran there has gone elsewhere.
 */
export const replacedBeforeRemoved: Invariant = {
  id: "I12",
  says: "Nothing is deleted until its replacement is proved",
  watch: (scene) => watchRemovals(scene),
};

function watchRemovals(scene: Scene): Watch {
  let seen: string | undefined;
  return {
    take: (happening) => {
      seen ??= happening.kind === "world" ? look(scene, happening) : undefined;
      return seen;
    },
    full: () => {
      if (seen !== undefined) return seen;
      for (const { name, ledger } of Object.values(scene.clusters())) {
        const [lost] = Object.keys(ledger.podsLost);
        if (lost !== undefined)
          return `pods of ${lost} in ${name} still ran as their node was removed`;
      }
      return undefined;
    },
  };
}

function look(scene: Scene, { cluster, before, after, asked }: WorldChange): string | undefined {
  const upgrade = upgradeOf(scene, asked?.by);
  if (asked?.kind !== "removeNode" || upgrade === undefined) return undefined;
  if (asked.answer.kind !== "value" || asked.answer.value.kind !== "accepted") return undefined;
  const { request } = asked;
  const words = `${upgrade.key} removes node ${request.node} of ${cluster}`;
  const lost = Object.keys(after.ledger.podsLost).find(
    (key) => after.ledger.podsLost[key] !== before.ledger.podsLost[key],
  );
  if (lost !== undefined) return `${words}, and a pod of ${lost} still runs on it`;
  const pool = before.pools.find(({ name }) => name === request.pool);
  const node = before.nodes.find(({ name }) => name === request.node);
  if (pool === undefined || node?.joined !== true) return undefined;
  const { unavailable } = limitsOf(scene, upgrade, pool);
  const others = before.nodes.filter(
    (other) => other.pool === pool.name && other !== node && isNodeReady(other, before.nowMs),
  );
  return others.length < pool.size - unavailable
    ? `${words}, and ${others.length} others of pool ${pool.name} are Ready, of ${pool.size}`
    : undefined;
}
