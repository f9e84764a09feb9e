import type { Cluster } from "../model/fleet.ts";
import { SCHEMA_VERSION } from "../model/names.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Connect } from "../ports/connect.ts";
import { PortError } from "../ports/port-error.ts";

/** What came of looking at a cluster. One that could not be seen is said so, never left out. */
export type Observation =
  | { readonly kind: "seen"; readonly cluster: string; readonly snapshot: Snapshot }
  | { readonly kind: "unseen"; readonly cluster: string; readonly error: string };

/** Looks at the member that serves now: its versions through its provider, its identity through its API. */
export async function observeCluster(
  connect: Connect,
  cluster: Cluster,
  nowMs: number,
): Promise<Observation> {
  try {
    const { provider, cluster: api } = await connect(cluster.current);
    const [view, identity] = await Promise.all([provider.observe(), api.identity()]);
    const snapshot: Snapshot = {
      schemaVersion: SCHEMA_VERSION,
      kind: "Snapshot",
      cluster: cluster.name,
      member: cluster.current.name,
      identity,
      observedAtMs: nowMs,
      controlPlane: { version: view.controlPlaneVersion, servers: view.servers },
      pools: view.pools,
      available: view.available,
    };
    return { kind: "seen", cluster: cluster.name, snapshot };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { kind: "unseen", cluster: cluster.name, error: error.message };
  }
}

/** How many clusters are looked at at the same time. */
const AT_ONCE = 16;

/** Looks at all clusters, a few at a time; the answers are in the order of the clusters. */
export async function observeClusters(
  connect: Connect,
  clusters: readonly Cluster[],
  nowMs: number,
): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  const queue = clusters.entries();
  // Each worker takes the next cluster from the one queue that they share.
  const worker = async (): Promise<void> => {
    for (const [index, cluster] of queue) {
      observations[index] = await observeCluster(connect, cluster, nowMs);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return observations;
}
