import { existsSync, renameSync, rmSync } from "node:fs";
import type { Clock } from "../../../platform/clock.ts";
import type { ClusterFolder } from "../cluster-folder.ts";
import type { LabCluster } from "../cluster-file.ts";
import { endProcesses, labProcesses, RECONCILER } from "../lab-processes.ts";
import { readPorts } from "../loopback-ports.ts";
import { nodeOfPart } from "../parts.ts";
import { readReached, writeReached } from "../reached-file.ts";
import { backupFolder } from "./backup-folder.ts";
import { restoreSnapshot } from "./etcdutl.ts";

/**
 * What a restore moves revisions on by: more changes than there were since the backup. The next one
 * moves them on by as much again, so that it is above the one before too.
 */
const BUMP = 1_000_000_000;

const API_SERVER_GRACE_MS = 3_000;
const ETCD_GRACE_MS = 10_000;

/** Whether the etcd that is there is not yet what the last restore asks for. */
export function restoreIsDue(folder: ClusterFolder, { restores = [] }: LabCluster): boolean {
  return (readReached(folder).restored ?? 0) < restores.length;
}

/**
 * Ends the control plane, API servers first, and puts what was backed up in the place of its etcd.
 * Only whoever has the reconciler's lock may call it. Killed between any two lines, the next one goes
 * on: the store that was there is moved away by one rename, the restored one comes by another, and
 * only when it is whole. The one before is kept until the next restore.
 */
export async function replaceEtcd(
  folder: ClusterFolder,
  { restores = [], etcd }: LabCluster,
  clock: Clock,
  note: (words: string) => void,
): Promise<void> {
  const number = restores.length;
  const restore = restores[number - 1];
  const ports = readPorts(folder);
  if (restore === undefined || ports === undefined) return;
  const before = `${folder.etcdData}.before-${number}`;
  const whole = `${folder.etcdData}.restored-${number}`;
  const unfinished = `${whole}.part`;
  note(`restore ${restore.backup}: end the control plane`);
  await endControlPlane(folder, clock);
  if (!existsSync(before)) {
    if (!existsSync(whole)) {
      rmSync(unfinished, { recursive: true, force: true });
      await restoreSnapshot(
        { folder, release: etcd },
        backupFolder(folder, restore.backup).snapshot,
        {
          dataDir: unfinished,
          peer: `http://127.0.0.1:${ports.etcdPeer}`,
          bumpRevision: BUMP * number,
        },
      );
      renameSync(unfinished, whole);
    }
    renameSync(folder.etcdData, before);
  }
  if (!existsSync(folder.etcdData)) renameSync(whole, folder.etcdData);
  for (const older of ["before", "restored"]) {
    rmSync(`${folder.etcdData}.${older}-${number - 1}`, { recursive: true, force: true });
  }
  note(`restore ${restore.backup}: etcd is what was backed up`);
  writeReached(folder, { restored: number });
}

/** Notes that the whole control plane works as it is wanted, and after which restore. */
export function noteStanding(folder: ClusterFolder, cluster: LabCluster, nowMs: number): void {
  const reached = readReached(folder);
  const { kubernetes, restores = [] } = cluster;
  const number = String(restores.length);
  const isNew = restores.length > 0 && reached.restoredAtMs?.[number] === undefined;
  if (reached.kubernetes === kubernetes && !isNew) return;
  const restoredAtMs = { ...reached.restoredAtMs, ...(isNew && { [number]: nowMs }) };
  writeReached(folder, { kubernetes, ...(isNew && { restoredAtMs }) });
}

/** Nodes go on: they list anew when their API server is back. */
async function endControlPlane(folder: ClusterFolder, clock: Clock): Promise<void> {
  const of = (isMeant: (part: string) => boolean) =>
    labProcesses(folder)
      .filter(({ part }) => part !== RECONCILER && nodeOfPart(part) === undefined && isMeant(part))
      .map(({ identity }) => identity);
  // Whatever writes to etcd ends before etcd does: nothing of now may come into what is restored.
  await endProcesses(
    of((part) => part !== "etcd"),
    API_SERVER_GRACE_MS,
    clock,
  );
  await endProcesses(
    of(() => true),
    ETCD_GRACE_MS,
    clock,
  );
}
