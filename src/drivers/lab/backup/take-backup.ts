import { chmodSync, existsSync, renameSync, rmSync, statfsSync } from "node:fs";
import type { Clock } from "../../../platform/clock.ts";
import { readCluster } from "../cluster-file.ts";
import { writeWhole, type ClusterFolder } from "../cluster-folder.ts";
import { labApi } from "../lab-api.ts";
import { readPorts } from "../loopback-ports.ts";
import { controlPlaneStands } from "../lab-requests.ts";
import { readReached } from "../reached-file.ts";
import type { Taken } from "./backup-file.ts";
import type { BackupFolder } from "./backup-folder.ts";
import { hashKv, hashOfFile, saveSnapshot, storeSize } from "./etcd-gateway.ts";
import { snapshotStatus } from "./etcdutl.ts";
import { countOf, takeInventory } from "./inventory.ts";

/** The snapshot, what it is restored to, and what a proof restores: one store three times. */
const TIMES_THE_STORE = 3;
/** A file whose size is so much above a whole number of pages has its hash behind it. */
const HASH_BYTES = 32;
const PAGE_BYTES = 512;

/**
 * Takes a snapshot of the cluster's etcd, and writes down what the cluster's API had at its revision:
 * what a proof compares with, whenever it is made. Nothing counts before the facts given back are in
 * `backup.json`; what a killed one left behind is taken away first.
 */
export async function takeBackup(
  cluster: ClusterFolder,
  folder: BackupFolder,
  clock: Clock,
): Promise<Taken> {
  for (const file of [folder.unfinished, folder.snapshot, folder.inventory]) {
    rmSync(file, { force: true });
  }
  const ports = readPorts(cluster);
  const wanted = readCluster(cluster);
  if (ports === undefined || wanted?.state !== "up") throw new Error("the cluster is not up");
  if (!controlPlaneStands(wanted, readReached(cluster))) {
    throw new Error(`the control plane is on its way to ${wanted.kubernetes}`);
  }
  const etcd = `http://127.0.0.1:${ports.etcd}`;
  refuseWithoutRoom(folder, await storeSize(etcd));
  await saveSnapshot(etcd, folder.unfinished);
  const { hash, sizeBytes } = await hashOfFile(folder.unfinished);
  if (sizeBytes % PAGE_BYTES !== HASH_BYTES)
    throw new Error("the snapshot broke off before its end");
  const caller = { folder: folder.proof, release: wanted.etcd };
  const { revision, keys } = await snapshotStatus(caller, folder.unfinished);
  const ofEtcd = await hashKv(etcd, revision);
  const api = labApi(cluster, ports);
  const inventory = await takeInventory(api, revision, clock);
  if ((await api.version()) !== wanted.kubernetes) {
    throw new Error("the API server was exchanged while the snapshot was taken");
  }
  writeWhole(folder.inventory, `${JSON.stringify(inventory)}\n`);
  chmodSync(folder.unfinished, 0o400);
  renameSync(folder.unfinished, folder.snapshot);
  const { objects, resources } = countOf(inventory);
  return {
    takenAtMs: clock.nowMs(),
    kubernetes: wanted.kubernetes,
    revision,
    sizeBytes,
    hash,
    hashKv: ofEtcd,
    keys,
    objects,
    resources,
    cluster: wanted,
  };
}

/** Said before anything is written: a full disk ends etcd itself too. */
function refuseWithoutRoom({ root }: BackupFolder, storeBytes: number): void {
  const { bavail, bsize } = statfsSync(root);
  const needed = storeBytes * TIMES_THE_STORE;
  if (bavail * bsize >= needed) return;
  throw new Error(
    `the disk of ${root} has ${megabytes(bavail * bsize)} left, and a backup and its proof need ${megabytes(needed)}`,
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}

/** How far it is, in words. */
export function stepOfTaking(folder: BackupFolder): string {
  return existsSync(folder.unfinished)
    ? "reading etcd, and counting what the API server has at that revision"
    : "waits for its turn";
}
