import * as z from "zod";
import type { Data } from "./data.ts";
import { API_VERSION, metadataSchema, SCHEMA_VERSION } from "./names.ts";
import { snapshotSchema, type Snapshot } from "./snapshot.ts";

const specSchema = snapshotSchema.omit({ schemaVersion: true, kind: true, cluster: true });

/** A snapshot as a document: written by `fleetlift observe`, and read in place of looking. */
export const snapshotDocumentSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Snapshot"),
    /** `name` is the cluster's. */
    metadata: metadataSchema,
    spec: specSchema,
  })
  .meta({
    title: "Snapshot",
    description: "What was observed of one cluster at one time; written by fleetlift observe.",
  });

export type SnapshotDocument = Data<typeof snapshotDocumentSchema>;

export function snapshotDocument(snapshot: Snapshot): SnapshotDocument {
  const { schemaVersion: _version, kind: _kind, cluster, ...spec } = snapshot;
  return { apiVersion: API_VERSION, kind: "Snapshot", metadata: { name: cluster }, spec };
}

/** The snapshot of a document; the same snapshot has the same hash, whichever way it went. */
export function snapshotOf({ metadata, spec }: SnapshotDocument): Snapshot {
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: "Snapshot",
    cluster: metadata.name,
    ...spec,
  };
}
