import type { Snapshot } from "../model/snapshot.ts";
import { snapshotSchema } from "../model/snapshot.ts";
import { canonicalJson } from "../model/hash.ts";
import type { RecordPort } from "../ports/record-port.ts";

/** Which snapshot of a cluster is the newest is a document of this kind, named fleet/cluster. */
const KIND = "LatestSnapshot";

/** Of a `LatestSnapshot`: the snapshot's hash, and that of the same without its facts. */
interface Latest {
  readonly hash: string;
  /** Left out by versions that kept no facts: then both are one. */
  readonly versions?: string;
}

/**
 * Keeps a snapshot under its hash, as the newest of its cluster. What lists show of it is kept
 * beside it: the facts may be megabytes, and a list is of hundreds.
 */
export async function keepSnapshot(
  records: RecordPort,
  fleet: string,
  snapshot: Snapshot,
): Promise<void> {
  const { facts: _, ...light } = snapshot;
  const hash = await records.putBlob(canonicalJson(snapshot));
  const latest: Latest = { hash, versions: await records.putBlob(canonicalJson(light)) };
  const name = `${fleet}/${snapshot.cluster}`;
  await records.putDocument({ kind: KIND, name, json: canonicalJson(latest) });
}

/** What was last seen of a cluster, without its facts; undefined before it was first looked at. */
export async function latestVersions(
  records: RecordPort,
  fleet: string,
  cluster: string,
): Promise<Snapshot | undefined> {
  const document = await records.getDocument(KIND, `${fleet}/${cluster}`);
  if (document === undefined) return undefined;
  // Written above; the blob itself is checked by its schema.
  const { hash, versions = hash } = JSON.parse(document.json) as Latest;
  const blob = await records.getBlob(versions);
  return blob === undefined ? undefined : snapshotSchema.parse(JSON.parse(blob));
}
