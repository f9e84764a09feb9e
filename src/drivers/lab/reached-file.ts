import * as z from "zod";
import type { Data } from "../../model/data.ts";
import { SCHEMA_VERSION } from "../../model/names.ts";
import { readIfThere, writeWhole, type ClusterFolder } from "./cluster-folder.ts";

/** How far the reconciler has come. */
const reachedSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("LabReached"),
  /** Everything that this generation of cluster.json asks for was done, or given up. */
  generation: z.int(),
  /** The version on which the whole control plane was last seen working; empty before the first time. */
  kubernetes: z.string(),
  /** Why that generation was given up, in words; empty when it was done. */
  problem: z.string(),
  /** How many of the cluster's restores were carried out: etcd is what the last of them says. */
  restored: z.int().optional(),
  /** By the number of a restore, when the whole control plane was first seen working after it. */
  restoredAtMs: z.record(z.string(), z.number()).optional(),
});

export type Reached = Data<typeof reachedSchema>;

const NOTHING: Reached = {
  schemaVersion: SCHEMA_VERSION,
  kind: "LabReached",
  generation: 0,
  kubernetes: "",
  problem: "",
};

export function readReached(folder: ClusterFolder): Reached {
  const text = readIfThere(folder.reachedFile);
  return text === undefined ? NOTHING : reachedSchema.parse(JSON.parse(text));
}

export function writeReached(folder: ClusterFolder, change: Partial<Reached>): void {
  const next = { ...readReached(folder), ...change };
  writeWhole(folder.reachedFile, `${JSON.stringify(next, null, 2)}\n`);
}
