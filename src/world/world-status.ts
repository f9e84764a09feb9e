import { advance } from "./advance.ts";
import { unavailableWorkloads } from "./faults.ts";
import { isNodeReady } from "./nodes.ts";
import { isHealthy } from "./pods.ts";
import { oldestServerVersion } from "./versions.ts";
import type { ClusterState, WorldState } from "./world-state.ts";

/** A simulated cluster in one line, for people. */
export interface ClusterStatus {
  readonly name: string;
  readonly region: string;
  readonly version: string;
  /** What its provider is at: an upgrade, a roll, a failure, or nothing. */
  readonly doing: string;
  readonly nodesReady: number;
  readonly nodes: number;
  readonly podsReady: number;
  readonly pods: number;
  readonly faults: readonly string[];
}

/** Every cluster brought to the same time. */
export function advanceWorld(world: WorldState, nowMs: number): WorldState {
  const clusters = Object.entries(world.clusters).map(
    ([name, cluster]) => [name, advance(cluster, nowMs)] as const,
  );
  return { ...world, clusters: Object.fromEntries(clusters) };
}

export function worldStatus(world: WorldState): readonly ClusterStatus[] {
  return Object.values(world.clusters).map(clusterStatus);
}

function clusterStatus(cluster: ClusterState): ClusterStatus {
  const { nowMs, name, region, nodes, faults } = cluster;
  const unavailable = unavailableWorkloads(cluster);
  const pods = cluster.pods.filter(
    (pod) => pod.finished === undefined && pod.goneAtMs === undefined,
  );
  return {
    name,
    region,
    version: oldestServerVersion(cluster),
    doing: doing(cluster),
    nodesReady: nodes.filter((node) => isNodeReady(node, nowMs)).length,
    nodes: nodes.length,
    podsReady: pods.filter((pod) => isHealthy(pod, nowMs, unavailable)).length,
    pods: pods.length,
    faults: faults.map(({ fault }) => `${fault.name} (${fault.kind})`),
  };
}

function doing({ controlPlane, pools, addons = [] }: ClusterState): string {
  if (controlPlane.upgrade !== undefined) return `control plane to ${controlPlane.upgrade.to}`;
  const rolls = pools.flatMap(({ name, roll }) => (roll ? [`pool ${name} to ${roll.to}`] : []));
  const moves = addons.flatMap(({ name, parts, crds }) => [
    ...(crds?.change === undefined ? [] : [`CRDs of ${name} to ${crds.change.to}`]),
    ...parts.flatMap(({ part, change }) =>
      change === undefined
        ? []
        : [`${part === "whole" ? name : `${part} of ${name}`} to ${change.to}`],
    ),
  ]);
  const all = [...rolls, ...moves];
  return all.length > 0 ? all.join(", ") : controlPlane.failure;
}
