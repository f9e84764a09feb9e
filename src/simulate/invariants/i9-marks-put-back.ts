import type { Event } from "../../model/event.ts";
import type { Happening } from "../happening.ts";
import type { WorldChange } from "../watched-world.ts";
import type { Invariant } from "./invariant.ts";
import { upgradeOf } from "./pool-limits.ts";
import type { Scene } from "./scene.ts";
import type { ToldUpgrade } from "./told-upgrade.ts";

/** Cordons by their owner; taints of ours have none, and are whoever's upgrade holds the lease. */
export const marksPutBack: Invariant = {
  id: "I9",
  says: "Whatever we marked is in the record before it is done, and is put back when the upgrade ends",
  watch: (scene) => ({
    take: (happening) => look(scene, happening),
    full: () => {
      for (const upgrade of scene.upgrades.values()) {
        const words = upgrade.ended === "" ? undefined : leftCordoned(scene, upgrade);
        if (words !== undefined) return words;
      }
      return undefined;
    },
  }),
};

function look(scene: Scene, happening: Happening): string | undefined {
  if (happening.kind === "world") return markedUnsaid(scene, happening);
  return happening.kind === "event" ? leftBehind(scene, happening.event) : undefined;
}

/** The words of the record name the node, or, of many, that it is one of them. */
function markedUnsaid(scene: Scene, change: WorldChange): string | undefined {
  const { asked, before, after } = change;
  const upgrade = upgradeOf(scene, asked?.by);
  if (asked === undefined || upgrade === undefined || before.nodes === after.nodes)
    return undefined;
  const words = wordsFor(asked);
  if (words === undefined) return undefined;
  const said = [...upgrade.intends.values()]
    .flat()
    .some((told) => words.every((word) => told.includes(word)));
  return said
    ? undefined
    : `${upgrade.key} did ${words.join(" ")} in ${change.cluster}, which is not in the record`;
}

function wordsFor(asked: NonNullable<WorldChange["asked"]>): readonly string[] | undefined {
  switch (asked.kind) {
    case "cordon":
      return [`cordon node ${asked.request.node}`];
    case "avoid":
      return asked.request.on ? ["taint ", "PreferNoSchedule"] : undefined;
    default:
      return undefined;
  }
}

function leftBehind(scene: Scene, event: Event): string | undefined {
  if (event.kind !== "upgrade.ended") return undefined;
  const upgrade = scene.upgrades.get(event.stream.slice("upgrade/".length));
  if (upgrade === undefined) return undefined;
  return leftCordoned(scene, upgrade) ?? leftTainted(scene, upgrade);
}

function leftCordoned(scene: Scene, upgrade: ToldUpgrade): string | undefined {
  const cluster = scene.clusters()[scene.worldCluster(upgrade) ?? ""];
  const node = cluster?.nodes.find(
    ({ cordonedBy, endsAtMs }) => cordonedBy === upgrade.key && endsAtMs === undefined,
  );
  return node === undefined
    ? undefined
    : `${upgrade.key} has ended (${upgrade.ended}), and its cordon is on node ${node.name} of ${cluster?.name}`;
}

function leftTainted(scene: Scene, upgrade: ToldUpgrade): string | undefined {
  const cluster = scene.clusters()[scene.worldCluster(upgrade) ?? ""];
  // Whatever stands there was begun under a lease, and is its last holder's to take off.
  if (upgrade.intends.size === 0) return undefined;
  const node = cluster?.nodes.find(({ avoided, endsAtMs }) => avoided && endsAtMs === undefined);
  return node === undefined
    ? undefined
    : `${upgrade.key} has ended (${upgrade.ended}), and our taint is on node ${node.name} of ${cluster?.name}`;
}
