/**
 * Backups of a simulated cluster's etcd: a copy of its objects and versions, a proof that takes its
 * time, and the way back to the copy. Faults make a snapshot fail, or a proof find a difference.
 */
import { contentHash } from "../model/hash.ts";
import type { BackupView, RestoreView } from "../ports/backup-port.ts";
import type { BackupState, ClusterCopy, RestoreState } from "./backup-state.ts";
import { drawMs } from "./draw.ts";
import { activeFaults } from "./faults.ts";
import type { Started } from "./provider-requests.ts";
import type { Requests } from "./requests.ts";
import { oldestServerVersion } from "./versions.ts";
import type { ClusterState } from "./world-state.ts";

/** Least and most of what each takes. */
const TAKING_MS = [20_000, 60_000] as const;
const PROVING_MS = [60_000, 180_000] as const;
const RESTORING_MS = [120_000, 240_000] as const;
const BYTES_PER_OBJECT = 2_048;

export function beginBackup(
  cluster: ClusterState,
  { token, owner }: Requests["beginBackup"],
): Started {
  const { nowMs, seed, backups = [], controlPlane } = cluster;
  const before = backups.find((one) => one.token === token);
  if (before?.copy !== undefined) return answered(cluster, "alreadyThere");
  if (before?.failure === "") return answered(cluster, "alreadyRunning");
  if (controlPlane.upgrade !== undefined || isRestoring(cluster)) {
    const value = { kind: "busy", with: "a move of the control plane" } as const;
    return { cluster, value };
  }
  const backup: BackupState = {
    id: before?.id ?? `backup-${backups.length + 1}`,
    token,
    owner,
    askedAtMs: nowMs,
    endsAtMs: nowMs + drawMs(...TAKING_MS, seed, "backup", token, nowMs),
    failure: "",
  };
  const next = { ...cluster, backups: [...backups.filter((one) => one !== before), backup] };
  return { cluster: next, value: { kind: "accepted" } };
}

export function proveBackup(
  cluster: ClusterState,
  { backup: id }: Requests["proveBackup"],
): Started {
  const { nowMs, seed, backups = [] } = cluster;
  const backup = backups.find((one) => one.id === id);
  if (backup?.copy === undefined) return refused(cluster, whyNotWhole(id, backup));
  const { proof } = backup;
  if (proof?.ended === false) return answered(cluster, "alreadyRunning");
  if (proof?.differences.length === 0) return answered(cluster, "alreadyThere");
  const endsAtMs = nowMs + drawMs(...PROVING_MS, seed, "proof", id, nowMs);
  const asked = { askedAtMs: nowMs, endsAtMs, differences: [], ended: false };
  return {
    cluster: withBackup(cluster, { ...backup, proof: asked }),
    value: { kind: "accepted" },
  };
}

export function restoreBackup(
  cluster: ClusterState,
  { backup: id, token }: Requests["restoreBackup"],
): Started {
  const { nowMs, seed, backups = [], restores = [] } = cluster;
  const before = restores.find((one) => one.token === token);
  if (before !== undefined)
    return answered(cluster, before.done ? "alreadyThere" : "alreadyRunning");
  const running = restores.find(({ done }) => !done);
  if (running !== undefined) {
    return { cluster, value: { kind: "busy", with: `the restore of ${running.backup}` } };
  }
  const backup = backups.find((one) => one.id === id);
  if (backup?.copy === undefined) return refused(cluster, whyNotWhole(id, backup));
  if (backup.proof?.ended !== true || backup.proof.differences.length > 0) {
    return refused(cluster, `backup ${id} is not proved`);
  }
  const endsAtMs = nowMs + drawMs(...RESTORING_MS, seed, "restore", token, nowMs);
  const restore: RestoreState = { token, backup: id, endsAtMs, done: false };
  return {
    cluster: {
      ...cluster,
      // Whatever moved it is given up: its servers are stopped.
      controlPlane: { ...cluster.controlPlane, upgrade: undefined, failure: "" },
      restores: [...restores, restore],
    },
    value: { kind: "accepted" },
  };
}

/** Lets snapshots, proofs and restores end whose time has come. */
export function settleBackups(cluster: ClusterState): ClusterState {
  const { backups = [], restores = [] } = cluster;
  if (backups.length === 0) return cluster;
  const settled = backups.map((backup) => settleProof(cluster, settleSnapshot(cluster, backup)));
  const changed = settled.some((backup, at) => backup !== backups[at]);
  const next = changed ? { ...cluster, backups: settled } : cluster;
  const due = restores.find(({ done, endsAtMs }) => !done && endsAtMs <= cluster.nowMs);
  const copy = due && backups.find(({ id }) => id === due.backup)?.copy;
  if (due === undefined || copy === undefined) return next;
  return {
    ...withoutOptional(next),
    ...copy,
    restores: restores.map((one) => (one === due ? { ...one, done: true } : one)),
  };
}

/** What a copy has none of is not there after it was put back. */
function withoutOptional(cluster: ClusterState): ClusterState {
  const { addons: _addons, objects: _objects, ...rest } = cluster;
  return rest;
}

function settleSnapshot(cluster: ClusterState, backup: BackupState): BackupState {
  if (backup.copy !== undefined || backup.failure !== "") return backup;
  const [full] = activeFaults(cluster, "BackupDiskFull");
  if (full !== undefined) return { ...backup, failure: "no space left on device" };
  if (backup.endsAtMs > cluster.nowMs) return backup;
  const [fault] = activeFaults(cluster, "BackupFails");
  if (fault === undefined) return { ...backup, copy: copyOf(cluster) };
  return { ...backup, failure: fault.reason ?? "etcd broke the snapshot off" };
}

function settleProof(cluster: ClusterState, backup: BackupState): BackupState {
  const { proof } = backup;
  if (proof === undefined || proof.ended || proof.endsAtMs > cluster.nowMs) return backup;
  const [fault] = activeFaults(cluster, "BackupProofDiffers");
  const differences = fault === undefined ? [] : [fault.difference ?? "pods: one is missing"];
  return { ...backup, proof: { ...proof, ended: true, differences } };
}

function copyOf(cluster: ClusterState): ClusterCopy {
  const { controlPlane, pools, nodes, workloads, budgets, pods, addons, objects } = cluster;
  return {
    controlPlane: { ...controlPlane, upgrade: undefined, failure: "" },
    pools,
    nodes,
    workloads,
    budgets,
    pods,
    ...(addons !== undefined && { addons }),
    ...(objects !== undefined && { objects }),
  };
}

export function isRestoring({ restores = [] }: ClusterState): boolean {
  return restores.some(({ done }) => !done);
}

/** Times at which something of backups changes. */
export function backupsDueMs({ backups = [], restores = [] }: ClusterState): readonly number[] {
  return [
    ...backups.flatMap(({ endsAtMs, proof }) => [endsAtMs, ...(proof ? [proof.endsAtMs] : [])]),
    ...restores.map(({ endsAtMs }) => endsAtMs),
  ];
}

export function backupViews({ backups = [] }: ClusterState): readonly BackupView[] {
  return backups.map((backup) => {
    const { id, token, owner, askedAtMs } = backup;
    return { id, token, owner, askedAtMs, snapshot: snapshotOf(backup), proof: proofOf(backup) };
  });
}

function snapshotOf({ copy, failure, endsAtMs }: BackupState): BackupView["snapshot"] {
  if (failure !== "") return { kind: "failed", why: failure };
  if (copy === undefined) return { kind: "taking", step: "reading etcd" };
  const { objects, resources } = countOf(copy);
  const facts = {
    takenAtMs: endsAtMs,
    kubernetes: kubernetesOf(copy),
    revision: objects * 100,
    sizeBytes: objects * BYTES_PER_OBJECT,
    hash: contentHash(copy),
    objects,
    resources,
  };
  return { kind: "taken", facts };
}

function proofOf({ copy, proof }: BackupState): BackupView["proof"] {
  if (proof === undefined || copy === undefined) return { kind: "none" };
  if (!proof.ended) return { kind: "proving", step: "restoring beside the cluster" };
  const { differences, endsAtMs } = proof;
  if (differences.length > 0) {
    return { kind: "failed", why: "what was restored is not what was backed up", differences };
  }
  const counts = countOf(copy);
  const kubernetes = kubernetesOf(copy);
  const facts = { provedAtMs: endsAtMs, kubernetes, ...counts, sampled: counts.objects };
  return { kind: "passed", facts: { ...facts, notCompared: [] } };
}

export function restoreView({ restores = [] }: ClusterState, token: string): RestoreView | null {
  const restore = restores.find((one) => one.token === token);
  if (restore === undefined) return null;
  const { backup, done, endsAtMs } = restore;
  return done
    ? { kind: "restored", backup, atMs: endsAtMs }
    : { kind: "restoring", backup, step: "the control plane is stopped, and etcd replaced" };
}

function countOf({ nodes, workloads, budgets, pods, objects = [] }: ClusterCopy) {
  const all = [nodes, workloads, budgets, pods, objects].map(({ length }) => length);
  return {
    objects: all.reduce((sum, length) => sum + length, 0),
    resources: all.filter((length) => length > 0).length,
  };
}

const kubernetesOf = (copy: ClusterCopy): string => oldestServerVersion(copy);

function withBackup(cluster: ClusterState, backup: BackupState): ClusterState {
  const backups = cluster.backups?.map((one) => (one.id === backup.id ? backup : one)) ?? [];
  return { ...cluster, backups };
}

function whyNotWhole(id: string, backup: BackupState | undefined): string {
  if (backup === undefined) return `there is no backup ${id}`;
  const why = backup.failure === "" ? "it is still being taken" : backup.failure;
  return `backup ${id} is not whole: ${why}`;
}

const answered = (cluster: ClusterState, kind: "alreadyThere" | "alreadyRunning"): Started => ({
  cluster,
  value: { kind },
});
const refused = (cluster: ClusterState, why: string): Started => ({
  cluster,
  value: { kind: "refused", why },
});
