import { knowledge } from "../knowledge/knowledge.ts";
import type { Cluster } from "../model/fleet.ts";
import { SCHEMA_VERSION } from "../model/names.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Connect } from "../ports/connect.ts";
import { PortError } from "../ports/port-error.ts";
import { fitFacts } from "./fit-facts.ts";
import { observeFacts } from "./observe-facts.ts";
import { observeQueries } from "./observe-queries.ts";

/** What came of looking at a cluster. One that could not be seen is said so, never left out. */
export type Observation =
  | { readonly kind: "seen"; readonly cluster: string; readonly snapshot: Snapshot }
  | { readonly kind: "unseen"; readonly cluster: string; readonly error: string };

export interface LookOptions {
  /** Look at everything else too; left out, at the versions only. */
  readonly facts?: boolean;
  /** Snapshots to take in place of looking, by cluster. */
  readonly given?: ReadonlyMap<string, Snapshot>;
  /** The PromQL queries to ask of a cluster, once its versions are known; left out, none. */
  readonly queries?: (seen: Snapshot) => readonly string[];
  /** Waits so long before a cluster is asked again whose error may pass; left out, each is asked once. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Told of each cluster as soon as it was looked at. */
  readonly onSeen?: (observation: Observation) => void;
}

/** How long to wait before the second look at a cluster, and before the third. */
const AGAIN_AFTER_MS = [1_000, 3_000];

/**
 * Looks at the member that serves now: its versions through its provider, its identity and the
 * facts through its API. Changes nothing. One slip of an API must not leave a cluster out of a plan,
 * so that with `sleep` an error that may pass is waited out.
 */
export async function observeCluster(
  connect: Connect,
  cluster: Cluster,
  nowMs: number,
  options: LookOptions = {},
): Promise<Observation> {
  const { sleep } = options;
  for (const pauseMs of sleep === undefined ? [] : AGAIN_AFTER_MS) {
    const seen = await lookAt(connect, cluster, nowMs, options);
    if (!(seen instanceof PortError) || seen.class === "terminal")
      return observationOf(cluster, seen);
    await sleep?.(pauseMs);
  }
  return observationOf(cluster, await lookAt(connect, cluster, nowMs, options));
}

function observationOf({ name: cluster }: Cluster, seen: Snapshot | PortError): Observation {
  return seen instanceof PortError
    ? { kind: "unseen", cluster, error: seen.message }
    : { kind: "seen", cluster, snapshot: seen };
}

async function lookAt(
  connect: Connect,
  cluster: Cluster,
  nowMs: number,
  { facts = false, queries }: LookOptions,
): Promise<Snapshot | PortError> {
  try {
    const { provider, cluster: api, reader, metrics } = await connect(cluster.current);
    const [view, identity] = await Promise.all([provider.observe(), api.identity()]);
    // Only of a cluster that answers: the rest would be a list of the same error.
    const seen = facts ? { facts: fitFacts(await observeFacts(reader, knowledge)) } : {};
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
      ...seen,
    };
    if (snapshot.facts === undefined || queries === undefined) return snapshot;
    const asked = await observeQueries(metrics, queries(snapshot));
    return { ...snapshot, facts: { ...snapshot.facts, queries: asked } };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return error;
  }
}

/** A snapshot that is of another member says nothing of the one that serves now. */
function taken({ name, current }: Cluster, given: Snapshot): Observation {
  if (given.member === current.name) return { kind: "seen", cluster: name, snapshot: given };
  const error = `the snapshot that was given is of member ${given.member}, and the current one is ${current.name}: observe it again`;
  return { kind: "unseen", cluster: name, error };
}

/** How many clusters are looked at at the same time. */
const AT_ONCE = 16;
/** Of those whose facts are read: each holds some pages of its lists in memory. */
const WITH_FACTS_AT_ONCE = 4;

/** Looks at all clusters that no snapshot is given of, a few at a time; the answers are in the order of the clusters. */
export async function observeClusters(
  connect: Connect,
  clusters: readonly Cluster[],
  nowMs: number,
  options: LookOptions = {},
): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  const queue = clusters.entries();
  // Each worker takes the next cluster from the one queue that they share.
  const worker = async (): Promise<void> => {
    for (const [index, cluster] of queue) {
      const given = options.given?.get(cluster.name);
      const observation =
        given === undefined
          ? await observeCluster(connect, cluster, nowMs, options)
          : taken(cluster, given);
      observations[index] = observation;
      options.onSeen?.(observation);
    }
  };
  const workers = options.facts === true ? WITH_FACTS_AT_ONCE : AT_ONCE;
  await Promise.all(Array.from({ length: workers }, worker));
  return observations;
}
