import { compareVersions, minorNumber } from "../model/version.ts";
import type { ClusterState } from "./world-state.ts";

/** The version that every API server has at least. */
export function oldestServerVersion(cluster: Pick<ClusterState, "controlPlane">): string {
  return cluster.controlPlane.servers
    .map((server) => server.version)
    .reduce((oldest, version) => (compareVersions(version, oldest) < 0 ? version : oldest));
}

/** What the provider could bring the cluster to. */
export function availableVersions(cluster: ClusterState): readonly string[] {
  const current = oldestServerVersion(cluster);
  return cluster.versions.filter((version) => compareVersions(version, current) >= 0);
}

/** Why no provider would take the control plane to this version; undefined when it would. */
export function whyNotControlPlane(cluster: ClusterState, to: string): string | undefined {
  const from = oldestServerVersion(cluster);
  const hops = minorNumber(to) - minorNumber(from);
  if (hops < 0) return `${to} is older than ${from}: a control plane cannot go back`;
  if (!cluster.versions.includes(to)) return notToBeHad(cluster, to);
  if (hops > 1) {
    return `${from} cannot go to ${to} at once: the next minor is 1.${minorNumber(from) + 1}`;
  }
  const behind = cluster.nodes.find(
    (node) => minorNumber(to) - minorNumber(node.kubeletVersion) > allowedLag(to),
  );
  if (behind === undefined) return undefined;
  return `node ${behind.name} runs ${behind.kubeletVersion}, more than ${allowedLag(to)} minors behind ${to}: upgrade pool ${behind.pool} first`;
}

/** Why nodes cannot get this version: kubelets may lag the API server by some minors, and never lead it (I2). */
export function whyNotNodes(cluster: ClusterState, version: string): string | undefined {
  const server = oldestServerVersion(cluster);
  const lag = minorNumber(server) - minorNumber(version);
  if (lag < 0)
    return `nodes of ${version} would be newer than the control plane, which is at ${server}`;
  if (lag > allowedLag(server)) return `nodes of ${version} would be too old for ${server}`;
  if (version === server || cluster.versions.includes(version)) return undefined;
  return notToBeHad(cluster, version);
}

/** Three minors since 1.28, two before (version skew policy). */
function allowedLag(server: string): number {
  return minorNumber(server) >= 28 ? 3 : 2;
}

function notToBeHad(cluster: ClusterState, version: string): string {
  return `${version} is not to be had here (there are: ${cluster.versions.join(", ")})`;
}
