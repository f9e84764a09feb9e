import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { clusterFolder, type ClusterFolder } from "../cluster-folder.ts";

/** Where one backup keeps everything, in the folder of its cluster. */
export interface BackupFolder {
  readonly id: string;
  readonly root: string;
  /** What was asked for and what came of it (`backup-file.ts`): the one word on whether it is whole. */
  readonly file: string;
  readonly snapshot: string;
  /** A snapshot on its way; it is none. */
  readonly unfinished: string;
  readonly inventory: string;
  /** The small cluster that a proof starts: it is there only while one goes on. */
  readonly proof: ClusterFolder;
}

/** The processes that work on backups, and the proofs, are marked with folders below this one. */
export function backupsFolder(cluster: ClusterFolder): ClusterFolder {
  return clusterFolder(cluster.root, "backups");
}

export function backupFolder(cluster: ClusterFolder, id: string): BackupFolder {
  const root = path.join(backupsFolder(cluster).root, id);
  return {
    id,
    root,
    file: path.join(root, "backup.json"),
    snapshot: path.join(root, "snapshot.db"),
    unfinished: path.join(root, "snapshot.db.part"),
    inventory: path.join(root, "inventory.json"),
    proof: clusterFolder(root, "proof"),
  };
}

/** The same token, the same backup. */
export function backupId(token: string): string {
  return `backup-${createHash("sha256").update(token).digest("hex").slice(0, 10)}`;
}

export function backupFolders(cluster: ClusterFolder): readonly BackupFolder[] {
  const { root } = backupsFolder(cluster);
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((name) => name.startsWith("backup-"))
    .map((name) => backupFolder(cluster, name))
    .filter(({ file }) => existsSync(file));
}
