import { fleetSchema, type Cluster } from "../model/fleet.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { foremost } from "../report/foremost.ts";
import type { ClusterView } from "../report/rollout-view.ts";
import type { RecordPort } from "../ports/record-port.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import type { Core } from "./core.ts";
import { allDocuments } from "./documents.ts";
import { latestVersions } from "./observations.ts";
import type { RolloutBook } from "./rollout-book.ts";
import type { FleetCluster } from "./views.ts";

/** A cluster of a fleet, before anything is known of it. */
export interface ListedCluster {
  readonly fleet: string;
  readonly cluster: Cluster;
}

/** Every cluster of every fleet, by name and then by fleet. */
export async function listClusters(records: RecordPort): Promise<readonly ListedCluster[]> {
  const listed: ListedCluster[] = [];
  for (const { json } of await allDocuments(records, "Fleet")) {
    const fleet = resolveFleet(fleetSchema.parse(JSON.parse(json)));
    listed.push(...fleet.clusters.map((cluster) => ({ fleet: fleet.name, cluster })));
  }
  return listed.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Unique among all fleets, and in the order of the list. */
export const keyOf = ({ fleet, cluster }: ListedCluster): string => `${cluster.name}/${fleet}`;

/** What is known of these clusters: what was last seen of each, and where it stands. */
export async function fleetClusters(
  { records, readSide }: Pick<Core, "records" | "readSide">,
  listed: readonly ListedCluster[],
): Promise<readonly FleetCluster[]> {
  const places = foremostPlaces(await readSide.upToDate());
  const clusters: FleetCluster[] = [];
  for (const one of listed) {
    const snapshot = await latestVersions(records, one.fleet, one.cluster.name);
    clusters.push(clusterOf(one, snapshot, places.get(keyOf(one))));
  }
  return clusters;
}

interface Place {
  readonly rollout: string;
  readonly view: ClusterView;
}

/** Where each cluster stands, by the rollout that says so. */
function foremostPlaces(book: RolloutBook): ReadonlyMap<string, Place> {
  const places = book.rollouts().flatMap((rollout) => {
    const view = rollout.view();
    return view.clusters.map((cluster) => ({ rollout: view.name, view, cluster }));
  });
  const byCluster = Map.groupBy(places, ({ view, cluster }) => `${cluster.name}/${view.fleet}`);
  return new Map(
    [...byCluster].flatMap(([key, sights]) => {
      const place = foremost(sights);
      return place === undefined ? [] : [[key, { rollout: place.rollout, view: place.cluster }]];
    }),
  );
}

function clusterOf(
  { fleet, cluster }: ListedCluster,
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

/** The newer of what was observed and of what an upgrade has proved, which one with skipped steps has not. */
function lastKnown(
  snapshot: Snapshot | undefined,
  view: ClusterView | undefined,
): { readonly version: string; readonly observedAtMs: number | undefined } {
  const seenAtMs = snapshot?.observedAtMs;
  const whole = view?.steps.every(({ status }) => status === "done") === true;
  const proved = view?.status === "done" && whole ? view.endedAtMs : undefined;
  if (view !== undefined && proved !== undefined && proved > (seenAtMs ?? 0)) {
    return { version: view.to, observedAtMs: proved };
  }
  return { version: snapshot?.controlPlane.version ?? "", observedAtMs: seenAtMs };
}
