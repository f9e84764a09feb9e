import { mkdirSync } from "node:fs";
import * as z from "zod";
import type { Data } from "../../../model/data.ts";
import { SCHEMA_VERSION } from "../../../model/names.ts";
import type { Clock } from "../../../platform/clock.ts";
import { withLock } from "../../../platform/file-lock.ts";
import { readIfThere, writeWhole, type ClusterFolder } from "../cluster-folder.ts";
import { labClusterSchema } from "../cluster-file.ts";
import type { BackupFolder } from "./backup-folder.ts";

const takenSchema = z.strictObject({
  takenAtMs: z.number(),
  kubernetes: z.string(),
  revision: z.int(),
  sizeBytes: z.int(),
  /** SHA-256 of the snapshot's file. */
  hash: z.string(),
  /** etcd's own hash of all keys up to the revision, and since which compaction it counts. */
  hashKv: z.strictObject({ hash: z.int(), compactRevision: z.int() }),
  keys: z.int(),
  objects: z.int(),
  resources: z.int(),
  /** What was wanted of the cluster then: its versions and its nodes, which a restore brings back. */
  cluster: labClusterSchema,
});

const proofSchema = z.strictObject({
  askedAtMs: z.number(),
  passed: z
    .strictObject({
      provedAtMs: z.number(),
      kubernetes: z.string(),
      objects: z.int(),
      resources: z.int(),
      sampled: z.int(),
      notCompared: z.array(z.string()),
    })
    .optional(),
  failed: z.strictObject({ why: z.string(), differences: z.array(z.string()) }).optional(),
});

const backupSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("LabBackup"),
  id: z.string(),
  token: z.string(),
  owner: z.string(),
  askedAtMs: z.number(),
  /** Written when the snapshot is whole, and never before. */
  taken: takenSchema.optional(),
  failed: z.string().optional(),
  proof: proofSchema.optional(),
});

export type LabBackup = Data<typeof backupSchema>;
export type Taken = Data<typeof takenSchema>;
export type LabProof = Data<typeof proofSchema>;

/** Undefined when there is none. */
export function readBackup({ file }: BackupFolder): LabBackup | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return backupSchema.parse(JSON.parse(text));
  } catch {
    throw new Error(`${file} is not what the lab wrote; take that folder away`);
  }
}

/** Reads, decides and writes as one. `decide` gives back the backup as it is to be, or none to leave it. */
export async function changeBackup<Answer>(
  cluster: ClusterFolder,
  folder: BackupFolder,
  clock: Clock,
  decide: (backup: LabBackup | undefined) => {
    readonly next?: LabBackup;
    readonly answer: Answer;
  },
): Promise<Answer> {
  return withLock(cluster.fileLock, clock, () => {
    const { next, answer } = decide(readBackup(folder));
    if (next !== undefined) {
      mkdirSync(folder.root, { recursive: true, mode: 0o700 });
      writeWhole(folder.file, `${JSON.stringify(next, null, 2)}\n`);
    }
    return answer;
  });
}

/** Whether a snapshot was asked for and is neither there nor given up. */
export function isToBeTaken({ taken, failed }: LabBackup): boolean {
  return taken === undefined && failed === undefined;
}

/** Whether a proof was asked for that has neither passed nor failed. */
export function isToBeProved({ taken, proof }: LabBackup): boolean {
  return (
    taken !== undefined &&
    proof !== undefined &&
    proof.passed === undefined &&
    proof.failed === undefined
  );
}
