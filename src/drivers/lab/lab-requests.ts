import { compareVersions, minorNumber, minorOf } from "../../model/version.ts";
import type { StartAnswer } from "../../ports/provider-port.ts";
import { asked, type LabCluster } from "./cluster-file.ts";
import { withNewNodes, withoutNode } from "./node-changes.ts";
import type { Reached } from "./reached-file.ts";

/** What a request comes to: the answer, and the cluster as it is wanted from now on, if it changes. */
export interface Decided {
  readonly answer: StartAnswer;
  readonly next?: LabCluster;
}

/** How far a kubelet may be behind the API server (version skew policy, since 1.28). */
const MAX_KUBELET_LAG = 3;

/** Whether the control plane is where it is wanted. */
export function controlPlaneStands(cluster: LabCluster, reached: Reached): boolean {
  return reached.kubernetes === cluster.kubernetes;
}

export function decideControlPlane(
  cluster: LabCluster,
  reached: Reached,
  to: string,
  installed: readonly string[],
): Decided {
  const stands = reached.kubernetes;
  if (minorOf(to) === minorOf(stands) && compareVersions(to, stands) <= 0) {
    return { answer: { kind: "alreadyThere" } };
  }
  if (!controlPlaneStands(cluster, reached)) {
    if (cluster.kubernetes !== to) {
      return { answer: { kind: "busy", with: `the move to ${cluster.kubernetes}` } };
    }
    // Asked again after it was given up: it is tried again.
    const givenUp = reached.generation === cluster.generation && reached.problem !== "";
    return { answer: { kind: "alreadyRunning" }, ...(givenUp && { next: asked(cluster, {}) }) };
  }
  const why = reasonAgainst(cluster, to, installed);
  if (why !== undefined) return { answer: { kind: "refused", why } };
  return { answer: { kind: "accepted" }, next: asked(cluster, { kubernetes: to }) };
}

function reasonAgainst(
  cluster: LabCluster,
  to: string,
  installed: readonly string[],
): string | undefined {
  const from = cluster.kubernetes;
  if (!(compareVersions(to, from) > 0)) return `${from} cannot go down to ${to}`;
  if (minorNumber(to) > minorNumber(from) + 1) return `${from} to ${to} would skip a minor`;
  if (!installed.includes(to)) return `${to} is not installed in the lab`;
  const behind = cluster.nodes.find(
    ({ kubelet }) => minorNumber(to) - minorNumber(kubelet) > MAX_KUBELET_LAG,
  );
  if (behind === undefined) return undefined;
  return `node ${behind.name} would be more than ${MAX_KUBELET_LAG} minors behind with ${behind.kubelet}`;
}

export function decideNodes(
  cluster: LabCluster,
  reached: Reached,
  request: { readonly pool: string; readonly version: string; readonly count: number },
  installed: readonly string[],
): Decided {
  const { version, count } = request;
  const pool = cluster.pools.find(({ name }) => name === request.pool);
  if (pool === undefined) return refused(`there is no pool ${request.pool}`);
  const there = cluster.nodes.filter(
    (node) => node.pool === pool.name && node.kubelet === version,
  ).length;
  if (there >= count) return { answer: { kind: "alreadyThere" } };
  if (!(compareVersions(version, cluster.kubernetes) <= 0)) {
    return refused(`kubelet ${version} would lead the control plane (${cluster.kubernetes})`);
  }
  // While the control plane moves, its old API server still serves (I2).
  if (!(compareVersions(version, reached.kubernetes) <= 0)) {
    return { answer: { kind: "busy", with: `the move to ${cluster.kubernetes}` } };
  }
  if (!installed.includes(version)) return refused(`${version} is not installed in the lab`);
  if (minorNumber(cluster.kubernetes) - minorNumber(version) > MAX_KUBELET_LAG) {
    return refused(`kubelet ${version} is too old for ${cluster.kubernetes}`);
  }
  const grown = withNewNodes(cluster, pool, version, count - there);
  return { answer: { kind: "accepted" }, next: asked(grown, {}) };
}

export function decideRemoval(
  cluster: LabCluster,
  request: { readonly pool: string; readonly node: string },
): Decided {
  if (cluster.leaving.some(({ name }) => name === request.node)) {
    return { answer: { kind: "alreadyRunning" } };
  }
  const node = cluster.nodes.find(({ name }) => name === request.node);
  if (node === undefined) return { answer: { kind: "alreadyThere" } };
  if (node.pool !== request.pool) return refused(`node ${node.name} is of pool ${node.pool}`);
  return { answer: { kind: "accepted" }, next: asked(withoutNode(cluster, node), {}) };
}

function refused(why: string): Decided {
  return { answer: { kind: "refused", why } };
}
