import * as z from "zod";
import type { Data } from "../../model/data.ts";
import { labelsSchema, nameSchema, SCHEMA_VERSION } from "../../model/names.ts";
import { versionSchema } from "../../model/version.ts";
import type { Clock } from "../../platform/clock.ts";
import { readIfThere, writeWhole, type ClusterFolder } from "./cluster-folder.ts";
import { withLock } from "../../platform/file-lock.ts";

const labPoolSchema = z.strictObject({
  name: nameSchema,
  size: z.int().min(0),
  /** New nodes go to the zone of the pool that has fewest. */
  zones: z.array(nameSchema).min(1),
  labels: labelsSchema,
});

const labNodeSchema = z.strictObject({
  name: nameSchema,
  pool: nameSchema,
  zone: nameSchema,
  kubelet: versionSchema,
});

/** What is wanted of one lab cluster. Nothing in it is observed. */
export const labClusterSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("LabCluster"),
  name: nameSchema,
  /** Raised by every request; the reconciler has work until it has written the same number down. */
  generation: z.int(),
  state: z.enum(["up", "down"]),
  etcd: versionSchema,
  /** Version of API server, controller manager and scheduler. */
  kubernetes: versionSchema,
  /** How long an imaginary container takes to start, in milliseconds. */
  containerStartMs: z.int().min(0),
  pools: z.array(labPoolSchema),
  nodes: z.array(labNodeSchema),
  /** Nodes that are to go and may not be gone yet. */
  leaving: z.array(z.strictObject({ name: nameSchema, pool: nameSchema })),
  /** Number in the name of the newest node: a name is never given twice. */
  lastNode: z.int().min(0),
  /** Times that its etcd is to be replaced by what was backed up, in order; never forgotten, so that none is done twice. */
  restores: z.array(z.strictObject({ token: z.string(), backup: z.string() })).optional(),
});

export type LabPool = Data<typeof labPoolSchema>;
export type LabNode = Data<typeof labNodeSchema>;
export type LabCluster = Data<typeof labClusterSchema>;

/** Undefined when there is no such cluster. Throws, in words, when its file cannot be read. */
export function readCluster(folder: ClusterFolder): LabCluster | undefined {
  const text = readIfThere(folder.clusterFile);
  if (text === undefined) return undefined;
  try {
    return labClusterSchema.parse(JSON.parse(text));
  } catch {
    throw new Error(
      `${folder.clusterFile} is not what the lab wrote; take the cluster away with: fleetlift lab down ${folder.name}`,
    );
  }
}

export function writeCluster(folder: ClusterFolder, cluster: LabCluster): void {
  writeWhole(folder.clusterFile, `${JSON.stringify(cluster, null, 2)}\n`);
}

/** The cluster as it is wanted from now on: the reconciler has work again. */
export function asked(cluster: LabCluster, change: Partial<LabCluster>): LabCluster {
  return { ...cluster, ...change, generation: cluster.generation + 1 };
}

/**
 * Reads, decides and writes as one: two requests at once are decided one after the other. `decide`
 * gives back the cluster as it is to be (`asked`), or none to leave it. Undefined when there is no
 * such cluster.
 */
export async function changeCluster<Answer>(
  folder: ClusterFolder,
  clock: Clock,
  decide: (cluster: LabCluster) => {
    readonly next?: LabCluster | undefined;
    readonly answer: Answer;
  },
): Promise<Answer | undefined> {
  if (readCluster(folder) === undefined) return undefined;
  return withLock(folder.fileLock, clock, () => {
    const cluster = readCluster(folder);
    if (cluster === undefined) return undefined;
    const { next, answer } = decide(cluster);
    if (next !== undefined) writeCluster(folder, next);
    return answer;
  });
}
