import { fleetSchema, type Cluster } from "../model/fleet.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { ClusterView } from "../report/rollout-view.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import type { Core } from "./core.ts";
import { allDocuments } from "./documents.ts";
import { latestSnapshot } from "./observations.ts";
import type { RolloutBook } from "./rollout-book.ts";
import type { FleetCluster } from "./views.ts";

/** Every cluster of every fleet, by name and then by fleet. */
export async function fleetClusters(core: Core): Promise<readonly FleetCluster[]> {
  const book = await core.readSide.upToDate();
  const clusters: FleetCluster[] = [];
  for (const document of await allDocuments(core.records, "Fleet")) {
    const fleet = resolveFleet(fleetSchema.parse(JSON.parse(document.json)));
    for (const cluster of fleet.clusters) {
      const snapshot = await latestSnapshot(core.records, fleet.name, cluster.name);
      clusters.push(clusterOf(fleet.name, cluster, snapshot, latestOf(book, fleet.name, cluster)));
    }
  }
  return clusters.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Unique among all fleets, and in the order of the list. */
export const keyOf = ({ name, fleet }: FleetCluster): string => `${name}/${fleet}`;

interface Place {
  readonly rollout: string;
  readonly view: ClusterView;
}

/** Where the cluster stands in the rollout that was planned last. */
function latestOf(book: RolloutBook, fleet: string, cluster: Cluster): Place | undefined {
  return book
    .rollouts()
    .map((rollout) => rollout.view())
    .filter((view) => view.fleet === fleet)
    .toSorted((a, b) => b.plannedAtMs - a.plannedAtMs)
    .flatMap(({ name, clusters }) =>
      clusters
        .filter((view) => view.name === cluster.name)
        .map((view) => ({ rollout: name, view })),
    )
    .at(0);
}

function clusterOf(
  fleet: string,
  cluster: Cluster,
  snapshot: Snapshot | undefined,
  place: Place | undefined,
): FleetCluster {
  return {
    name: cluster.name,
    fleet,
    labels: { ...cluster.labels },
    provider: cluster.current.provider.kind,
    member: cluster.current.name,
    ...lastKnown(snapshot, place?.view),
    ...(place === undefined
      ? { reason: "" }
      : {
          rollout: place.rollout,
          stage: place.view.stage,
          status: place.view.status,
          reason: place.view.reason,
        }),
  };
}

/** The newer of what was observed and of what an upgrade has proved. */
function lastKnown(
  snapshot: Snapshot | undefined,
  view: ClusterView | undefined,
): { readonly version: string; readonly observedAtMs: number | undefined } {
  const seenAtMs = snapshot?.observedAtMs;
  const proved = view?.status === "done" ? view.endedAtMs : undefined;
  if (view !== undefined && proved !== undefined && proved > (seenAtMs ?? 0)) {
    return { version: view.to, observedAtMs: proved };
  }
  return { version: snapshot?.controlPlane.version ?? "", observedAtMs: seenAtMs };
}
