import type { Event } from "../../model/event.ts";
import type { Step } from "../../model/plan.ts";
import { compareVersions } from "../../model/version.ts";
import { isNodeReady } from "../../world/nodes.ts";
import type { ClusterState } from "../../world/world-state.ts";
import type { Scene } from "./scene.ts";

/** Whether the world is as a step says that it made it, at the moment at which it is told as done. */
export function lookAtEffect(scene: Scene, event: Event): string | undefined {
  if (event.kind !== "step.done") return undefined;
  const upgrade = scene.upgrades.get(event.stream.slice("upgrade/".length));
  const cluster = upgrade && scene.clusters()[scene.worldCluster(upgrade) ?? ""];
  const step = upgrade && scene.stepsOf(upgrade).find(({ id }) => id === event.step);
  if (cluster === undefined || step === undefined) return undefined;
  const missing = missingOf(step, cluster);
  return missing === undefined
    ? undefined
    : `${step.id} of ${upgrade?.key} is told as done, and ${missing}`;
}

function missingOf({ uses, with: inputs }: Step, cluster: ClusterState): string | undefined {
  const to = String(inputs["to"]);
  switch (uses) {
    case "control-plane.upgrade": {
      const old = cluster.controlPlane.servers.find(({ version }) => isOlder(version, to));
      return old === undefined ? undefined : `${old.name} is at ${old.version}`;
    }
    case "node-pool.roll": {
      const pool = cluster.pools.find(({ name }) => name === inputs["pool"]);
      const nodes = cluster.nodes.filter((node) => node.pool === pool?.name);
      // Only where the plan says so may a node be given up, and then its mark says it.
      const given = inputs["onTimeout"] === "Quarantine";
      const old = nodes.find(
        ({ joined, kubeletVersion, quarantine }) =>
          joined && isOlder(kubeletVersion, to) && !(given && quarantine !== undefined),
      );
      if (old !== undefined) return `node ${old.name} is at ${old.kubeletVersion}`;
      const ready = nodes.filter((node) => isNodeReady(node, cluster.nowMs)).length;
      return ready >= (pool?.size ?? 0) ? undefined : `${ready} of ${pool?.size} nodes are Ready`;
    }
    default:
      return undefined;
  }
}

function isOlder(version: string, to: string): boolean {
  return compareVersions(version, to) < 0;
}
