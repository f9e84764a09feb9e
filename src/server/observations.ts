import type { Snapshot } from "../model/snapshot.ts";
import { snapshotSchema } from "../model/snapshot.ts";
import { canonicalJson } from "../model/hash.ts";
import type { RecordPort } from "../ports/record-port.ts";

/** Which snapshot of a cluster is the newest is a document of this kind, named fleet/cluster. */
const KIND = "LatestSnapshot";

/** Keeps a snapshot under its hash, as the newest of its cluster. */
export async function keepSnapshot(
  records: RecordPort,
  fleet: string,
  snapshot: Snapshot,
): Promise<void> {
  const hash = await records.putBlob(canonicalJson(snapshot));
  const name = `${fleet}/${snapshot.cluster}`;
  await records.putDocument({ kind: KIND, name, json: canonicalJson({ hash }) });
}

/** What was last seen of a cluster; undefined before it was first looked at. */
export async function latestSnapshot(
  records: RecordPort,
  fleet: string,
  cluster: string,
): Promise<Snapshot | undefined> {
  const document = await records.getDocument(KIND, `${fleet}/${cluster}`);
  if (document === undefined) return undefined;
  // Written above; the blob itself is checked by its schema.
  const { hash } = JSON.parse(document.json) as { readonly hash: string };
  const blob = await records.getBlob(hash);
  return blob === undefined ? undefined : snapshotSchema.parse(JSON.parse(blob));
}
