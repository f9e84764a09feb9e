import { knowledge } from "../../knowledge/knowledge.ts";
import { addonSupports } from "../../knowledge/look-up.ts";
import { compareAddons } from "../../plan/path/parts/addon-versions.ts";
import { minorNumber, minorOf } from "../../model/version.ts";
import { versionIn, workloadsOf } from "../../world/addons.ts";
import type { AddonPartState, AddonState } from "../../world/addon-state.ts";
import type { ClusterState } from "../../world/world-state.ts";
import type { WorldChange } from "../watched-world.ts";
import type { Invariant } from "./invariant.ts";
import { upgradeOf } from "./pool-limits.ts";
import type { Scene } from "./scene.ts";

/**
 * Add-ons beside API servers as their publishers say, and proxies beside their control plane. What
 * somebody else has brought about is theirs: held against us is what we ask for.
 */
export const compatiblePairs: Invariant = {
  id: "I3",
  says: "No component pair is ever in a state that the knowledge calls incompatible",
  watch: (scene) => ({
    take: (happening) =>
      happening.kind === "world" && happening.asked?.by !== undefined
        ? look(scene, happening)
        : undefined,
    full: () => {
      for (const cluster of Object.values(scene.clusters())) {
        // Where somebody else moved the control plane, what follows is not ours to answer for.
        const isOurs = cluster.ledger.controlPlaneUpgrades.every(({ by }) => by === "fleetlift");
        const words = isOurs ? newProxies(cluster) : undefined;
        if (words !== undefined) return words;
      }
      return undefined;
    },
  }),
};

function look(scene: Scene, { asked, before, cluster }: WorldChange): string | undefined {
  const upgrade = upgradeOf(scene, asked?.by);
  if (upgrade === undefined || asked === undefined) return undefined;
  const words = `${upgrade.key} asked for`;
  switch (asked.kind) {
    case "startControlPlaneUpgrade": {
      const { to } = asked.request;
      for (const { name, version } of runningIn(before)) {
        if (isNew(before, name, version, to)) {
          return `${words} ${to} of ${cluster}, beside ${name} ${version}`;
        }
      }
      return undefined;
    }
    case "upgradeAddon": {
      const { addon, part, to } = asked.request;
      if (part === "proxies") return undefined;
      const against = before.controlPlane.servers.find(({ version }) => !fits(addon, to, version));
      return against === undefined
        ? undefined
        : `${words} ${addon} ${to} in ${cluster}, beside ${against.name} at ${against.version}`;
    }
    default:
      return undefined;
  }
}

/** A pair that is incompatible at `to`, and was not before. */
function isNew(cluster: ClusterState, addon: string, version: string, to: string): boolean {
  const isWorse = cluster.controlPlane.servers.some(
    (server) =>
      minorNumber(server.version) !== minorNumber(to) && fits(addon, version, server.version),
  );
  return isWorse && !fits(addon, version, to);
}

function fits(addon: string, version: string, kubernetes: string): boolean {
  return addonSupports(knowledge, addon, version, minorOf(kubernetes)).supported !== "no";
}

/** Every version of every add-on that speaks to the API servers; proxies only speak to their control plane. */
function runningIn(cluster: ClusterState): readonly { name: string; version: string }[] {
  return (cluster.addons ?? []).flatMap((addon) =>
    versionsOf(cluster, addon, "control-plane", "whole").map((version) => ({
      name: addon.name,
      version,
    })),
  );
}

function versionsOf(
  cluster: ClusterState,
  addon: AddonState,
  ...parts: readonly AddonPartState["part"][]
): readonly string[] {
  const wanted = addon.parts.filter(({ part }) => parts.includes(part));
  return wanted.flatMap((part) =>
    workloadsOf(cluster, part).map((workload) => versionIn(addon, part, workload)),
  );
}

/** A proxy that is newer than every control plane of its mesh. */
function newProxies(cluster: ClusterState): string | undefined {
  for (const addon of cluster.addons ?? []) {
    const servers = versionsOf(cluster, addon, "control-plane");
    const ahead = versionsOf(cluster, addon, "proxies").find((version) =>
      servers.every((server) => compareAddons(version, server) > 0),
    );
    if (servers.length > 0 && ahead !== undefined) {
      return `proxies of ${addon.name} in ${cluster.name} are at ${ahead}, their control plane is not`;
    }
  }
  return undefined;
}
