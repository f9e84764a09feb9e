import path from "node:path";
import { childEnv } from "../../../platform/env.ts";
import type { Clock } from "../../../platform/clock.ts";
import { tryLock } from "../../../platform/file-lock.ts";
import { entryFile } from "../../../platform/package-root.ts";
import type { ClusterFolder } from "../cluster-folder.ts";
import { readCluster } from "../cluster-file.ts";
import { BACKUP_WORKER, labProcesses, marks, startDetached } from "../lab-processes.ts";
import {
  changeBackup,
  isToBeProved,
  isToBeTaken,
  readBackup,
  type LabBackup,
} from "./backup-file.ts";
import { backupFolders, backupsFolder, type BackupFolder } from "./backup-folder.ts";
import { proveBackup } from "./prove-backup.ts";
import { takeBackup } from "./take-backup.ts";

/** Tries at one snapshot: an API server may restart under it, or compact the revision away. */
const TRIES = 3;
const TRY_AGAIN_MS = 2_000;

/**
 * Takes and proves what was asked for, and ends. It may be killed between any two lines and started
 * again by anyone; of several at once only the holder of the lock does anything.
 */
export async function workOnBackups(cluster: ClusterFolder, clock: Clock): Promise<void> {
  for (let work = nextWork(cluster); work !== undefined; work = nextWork(cluster)) {
    const lock = tryLock(path.join(path.dirname(cluster.fileLock), "backups.lock"));
    // Whoever has it looks for more work after letting it go, so nothing is left lying.
    if (lock === undefined) return;
    try {
      await carryOut(cluster, work, clock);
    } finally {
      lock.release();
    }
  }
}

/** Sees to it that somebody works on what was asked for, as `ensureReconciler` does for the cluster itself. */
export function ensureWorker(cluster: ClusterFolder): void {
  if (nextWork(cluster) === undefined) return;
  const folder = backupsFolder(cluster);
  if (labProcesses(folder).some(({ part }) => part === BACKUP_WORKER)) return;
  const args = [entryFile, "lab", "work-on-backups", path.dirname(cluster.root), cluster.name];
  const mark = marks(folder, { name: BACKUP_WORKER, release: "", fingerprint: "" });
  const log = path.join(cluster.logs, `${BACKUP_WORKER}.log`);
  startDetached(log, process.execPath, args, childEnv(mark), cluster.root);
}

interface Work {
  readonly folder: BackupFolder;
  readonly backup: LabBackup;
}

function nextWork(cluster: ClusterFolder): Work | undefined {
  if (readCluster(cluster)?.state !== "up") return undefined;
  const open = backupFolders(cluster).flatMap((folder): readonly Work[] => {
    const backup = readBackup(folder);
    if (backup === undefined) return [];
    return isToBeTaken(backup) || isToBeProved(backup) ? [{ folder, backup }] : [];
  });
  return open.toSorted((a, b) => a.backup.askedAtMs - b.backup.askedAtMs)[0];
}

async function carryOut(
  cluster: ClusterFolder,
  { folder, backup }: Work,
  clock: Clock,
): Promise<void> {
  // Read before the lock was there: somebody may have done it meanwhile.
  const now = readBackup(folder);
  if (now === undefined || JSON.stringify(now) !== JSON.stringify(backup)) return;
  const change = isToBeTaken(backup)
    ? await take(cluster, folder, clock)
    : await proof(folder, backup, clock);
  await changeBackup(cluster, folder, clock, (latest) => ({
    ...(latest !== undefined && { next: { ...latest, ...change } }),
    answer: undefined,
  }));
}

async function take(
  cluster: ClusterFolder,
  folder: BackupFolder,
  clock: Clock,
): Promise<Pick<LabBackup, "taken" | "failed">> {
  for (let tries = 1; ; tries += 1) {
    try {
      return { taken: await takeBackup(cluster, folder, clock) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (tries === TRIES) return { failed: why };
      await clock.sleep(TRY_AGAIN_MS);
    }
  }
}

async function proof(
  folder: BackupFolder,
  { taken, proof: asked }: LabBackup,
  clock: Clock,
): Promise<Pick<LabBackup, "proof">> {
  if (taken === undefined || asked === undefined) return {};
  return { proof: { ...asked, ...(await proveBackup(folder, taken, clock)) } };
}
