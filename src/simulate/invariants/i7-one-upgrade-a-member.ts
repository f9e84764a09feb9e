import type { Happening } from "../happening.ts";
import type { WorldChange } from "../watched-world.ts";
import { foreignWatch } from "./i7-foreign-writer.ts";
import type { Invariant, Watch } from "./invariant.ts";
import { upgradeOf } from "./pool-limits.ts";
import type { Scene } from "./scene.ts";

/** By the identity of the real cluster, not by any of its names. */
export const oneUpgradeAMember: Invariant = {
  id: "I7",
  says: "Every member, by identity, has at most one upgrade, and only that one touches it; foreign writers are noticed",
  watch: (scene) => watchMembers(scene),
};

function watchMembers(scene: Scene): Watch {
  const foreign = foreignWatch(scene);
  return {
    take: (happening) => look(scene, happening) ?? foreign(happening),
    full: () => {
      for (const [cluster, holders] of scene.leases) {
        if (cluster !== "" && holders.size > 1) return sharedWords(cluster, holders);
      }
      return undefined;
    },
  };
}

function look(scene: Scene, happening: Happening): string | undefined {
  if (happening.kind === "world") return touchedWithoutLease(scene, happening);
  if (happening.kind !== "event" || happening.event.kind !== "upgrade.leased") return undefined;
  const upgrade = scene.upgrades.get(happening.event.stream.slice("upgrade/".length));
  const cluster = upgrade && scene.worldCluster(upgrade);
  const holders = cluster === undefined ? undefined : scene.leases.get(cluster);
  return cluster !== undefined && holders !== undefined && holders.size > 1
    ? sharedWords(cluster, holders)
    : undefined;
}

function touchedWithoutLease(scene: Scene, change: WorldChange): string | undefined {
  const { asked, cluster } = change;
  if (asked?.by === undefined) return undefined;
  const upgrade = upgradeOf(scene, asked.by);
  if (upgrade === undefined)
    return `${asked.by} asked ${asked.kind} of ${cluster}: it is no upgrade`;
  if (scene.worldCluster(upgrade) !== cluster) {
    return `${upgrade.key} asked ${asked.kind} of ${cluster}, which is not its own`;
  }
  return scene.leases.get(cluster)?.has(upgrade) === true
    ? undefined
    : `${upgrade.key} asked ${asked.kind} of ${cluster} without holding its lease`;
}

function sharedWords(cluster: string, holders: ReadonlySet<{ readonly key: string }>): string {
  return `${cluster} is leased to ${[...holders].map(({ key }) => key).join(" and to ")} at once`;
}
