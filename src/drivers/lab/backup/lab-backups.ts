import type { Clock } from "../../../platform/clock.ts";
import type {
  BackupPort,
  BackupView,
  ProofStanding,
  RestoreView,
  SnapshotStanding,
} from "../../../ports/backup-port.ts";
import { PortError } from "../../../ports/port-error.ts";
import type { StartAnswer } from "../../../ports/provider-port.ts";
import { SCHEMA_VERSION } from "../../../model/names.ts";
import { installedReleases } from "../build-inputs.ts";
import { changeCluster, readCluster } from "../cluster-file.ts";
import { clusterFolder, type ClusterFolder } from "../cluster-folder.ts";
import { readReached } from "../reached-file.ts";
import { ensureReconciler } from "../start-reconciler.ts";
import { changeBackup, isToBeTaken, readBackup, type LabBackup } from "./backup-file.ts";
import { backupFolder, backupFolders, backupId, type BackupFolder } from "./backup-folder.ts";
import { decideRestore, restoreStanding } from "./restore-request.ts";
import { stepOfProof } from "./prove-backup.ts";
import { stepOfTaking } from "./take-backup.ts";
import { ensureWorker } from "./work-on-backups.ts";

export interface BackupMember {
  /** The folder of all lab clusters (`labRoot`). */
  readonly lab: string;
  readonly cluster: string;
  readonly clock: Clock;
}

/**
 * Backups of a lab cluster, in its folder. Requests are written down there and carried out by a
 * process of their own, restores by the cluster's reconciler; nothing is remembered here.
 */
export function labBackups({ lab, cluster: name, clock }: BackupMember): BackupPort {
  const cluster = clusterFolder(lab, name);
  const view = (folder: BackupFolder): BackupView | undefined => {
    const backup = readBackup(folder);
    return backup && viewOf(folder, backup);
  };
  const look = <Seen>(see: () => Seen): Promise<Seen> =>
    inWords(() => {
      present(cluster);
      ensureWorker(cluster);
      ensureReconciler(cluster);
      return see();
    });
  return {
    list: () =>
      look(() =>
        backupFolders(cluster)
          .map(view)
          .filter((one) => one !== undefined)
          .toSorted((a, b) => a.askedAtMs - b.askedAtMs),
      ),
    find: (token) => look(() => view(backupFolder(cluster, backupId(token)))),
    findRestore: (token) =>
      look((): RestoreView | undefined =>
        restoreStanding(present(cluster), readReached(cluster), token),
      ),
    begin: ({ token, owner }) =>
      inWords(async () => {
        present(cluster);
        const folder = backupFolder(cluster, backupId(token));
        const answer = await changeBackup(cluster, folder, clock, (backup) =>
          decideBegin(backup, { id: folder.id, token, owner, askedAtMs: clock.nowMs() }),
        );
        ensureWorker(cluster);
        return answer;
      }),
    beginProof: ({ backup: id }) =>
      inWords(async () => {
        present(cluster);
        const folder = backupFolders(cluster).find((one) => one.id === id);
        if (folder === undefined) return refused(`there is no backup ${id}`);
        const answer = await changeBackup(cluster, folder, clock, (backup) =>
          decideProof(backup, clock.nowMs()),
        );
        ensureWorker(cluster);
        return answer;
      }),
    restore: ({ backup: id, token }) =>
      inWords(async () => {
        present(cluster);
        const folder = backupFolders(cluster).find((one) => one.id === id);
        const found = folder && readBackup(folder);
        const installed = installedReleases();
        const answer = await changeCluster(cluster, clock, (wanted) =>
          decideRestore(wanted, readReached(cluster), { token, id, found }, installed),
        );
        ensureReconciler(cluster);
        return answer ?? refused(`there is no lab cluster ${name}`);
      }),
  };
}

type Asked = Pick<LabBackup, "id" | "token" | "owner" | "askedAtMs">;

interface Begun {
  readonly next?: LabBackup;
  readonly answer: StartAnswer;
}

function decideBegin(backup: LabBackup | undefined, asked: Asked): Begun {
  if (backup?.taken !== undefined) return { answer: { kind: "alreadyThere" } };
  if (backup !== undefined && isToBeTaken(backup)) return { answer: { kind: "alreadyRunning" } };
  const next: LabBackup = { schemaVersion: SCHEMA_VERSION, kind: "LabBackup", ...asked };
  return { next, answer: { kind: "accepted" } };
}

function decideProof(backup: LabBackup | undefined, nowMs: number): Begun {
  if (backup?.taken === undefined) {
    return {
      answer: refused(
        `backup ${backup?.id} is not whole: ${backup?.failed ?? "it is still being taken"}`,
      ),
    };
  }
  const { proof } = backup;
  if (proof?.passed !== undefined) return { answer: { kind: "alreadyThere" } };
  if (proof !== undefined && proof.failed === undefined) {
    return { answer: { kind: "alreadyRunning" } };
  }
  return { next: { ...backup, proof: { askedAtMs: nowMs } }, answer: { kind: "accepted" } };
}

function viewOf(folder: BackupFolder, backup: LabBackup): BackupView {
  const { id, token, owner, askedAtMs } = backup;
  const [snapshot, proof] = [snapshotOf(folder, backup), proofOf(folder, backup)];
  return { id, token, owner, askedAtMs, snapshot, proof };
}

function snapshotOf(folder: BackupFolder, { taken, failed }: LabBackup): SnapshotStanding {
  if (failed !== undefined) return { kind: "failed", why: failed };
  if (taken === undefined) return { kind: "taking", step: stepOfTaking(folder) };
  const { takenAtMs, kubernetes, revision, sizeBytes, hash, objects, resources } = taken;
  const facts = { takenAtMs, kubernetes, revision, sizeBytes, hash, objects, resources };
  return { kind: "taken", facts };
}

function proofOf(folder: BackupFolder, { proof }: LabBackup): ProofStanding {
  if (proof === undefined) return { kind: "none" };
  if (proof.passed !== undefined) return { kind: "passed", facts: proof.passed };
  if (proof.failed !== undefined) return { kind: "failed", ...proof.failed };
  return { kind: "proving", step: stepOfProof(folder) };
}

const refused = (why: string): StartAnswer => ({ kind: "refused", why });

function present(folder: ClusterFolder) {
  const cluster = readCluster(folder);
  if (cluster?.state === "up") return cluster;
  throw new PortError(
    "terminal",
    `there is no lab cluster ${folder.name} that is up in ${folder.root}: fleetlift lab up ${folder.name}`,
  );
}

/** A file that somebody broke does not heal by waiting. */
async function inWords<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PortError) throw error;
    throw new PortError("terminal", error instanceof Error ? error.message : String(error));
  }
}
