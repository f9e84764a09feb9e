import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { Clock } from "../../../platform/clock.ts";
import { buildOf, executable, isBuilt } from "../build-inputs.ts";
import { readIfThere, type ClusterFolder } from "../cluster-folder.ts";
import { labApi, type LabApi } from "../lab-api.ts";
import { endProcesses, labProcesses, startPart } from "../lab-processes.ts";
import { settlePorts, type Ports } from "../loopback-ports.ts";
import { logFile, partsOf, type ControlPlanePart, type Part } from "../parts.ts";
import { ensureSecrets } from "../secrets.ts";
import type { LabProof, Taken } from "./backup-file.ts";
import type { BackupFolder } from "./backup-folder.ts";
import { hashKv, hashOfFile } from "./etcd-gateway.ts";
import { restoreSnapshot } from "./etcdutl.ts";
import { countOf, differencesOf, inventorySchema, takeSameInventory } from "./inventory.ts";

const READY_LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 200;
const GRACE_MS = 2_000;
/** More than anybody reads; that there are more is said. */
const MOST_DIFFERENCES = 20;

type Result = Pick<LabProof, "passed" | "failed">;

/**
 * Proves a snapshot: a fresh etcd is made of it, an API server of its version started on it, and what
 * that one serves compared with what the source served at the same revision. Whatever a killed proof
 * left behind is ended first, and everything is ended again, whatever the proof comes to.
 */
export async function proveBackup(
  folder: BackupFolder,
  taken: Taken,
  clock: Clock,
): Promise<Result> {
  await endProof(folder, clock);
  try {
    return await prove(folder, taken, clock);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { failed: { why, differences: [] } };
  } finally {
    await endProof(folder, clock);
  }
}

/** Ends what there is of a proof: processes, and then its folder. */
export async function endProof({ proof }: BackupFolder, clock: Clock): Promise<void> {
  for (let left = labProcesses(proof); left.length > 0; left = labProcesses(proof)) {
    const identities = left.map(({ identity }) => identity);
    await endProcesses(identities, GRACE_MS, clock);
  }
  rmSync(proof.root, { recursive: true, force: true, maxRetries: 3 });
}

async function prove(folder: BackupFolder, taken: Taken, clock: Clock): Promise<Result> {
  const { hash } = await hashOfFile(folder.snapshot);
  if (hash !== taken.hash) {
    return differs("the snapshot's file is not the one that was taken", [
      `SHA-256 ${hash}, and it was ${taken.hash}`,
    ]);
  }
  const source = inventorySchema.parse(JSON.parse(readFileSync(folder.inventory, "utf8")));
  const { proof } = folder;
  const ports = await prepare(proof);
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  const caller = { folder: proof, release: taken.cluster.etcd };
  await restoreSnapshot(caller, folder.snapshot, { dataDir: proof.etcdData, peer });
  const api = labApi(proof, ports);
  const start = starter(proof, taken, ports, clock);
  await start("etcd", () => api.etcdReady());
  const ofEtcd = await hashKv(`http://127.0.0.1:${ports.etcd}`, taken.revision);
  const sameHistory = ofEtcd.compactRevision === taken.hashKv.compactRevision;
  if (sameHistory && ofEtcd.hash !== taken.hashKv.hash) {
    return differs("the restored etcd has other keys", [
      `hash ${ofEtcd.hash} at revision ${taken.revision}, and the source had ${taken.hashKv.hash}`,
    ]);
  }
  await start("kube-apiserver", () => isVersion(api, taken.kubernetes));
  const found = await takeSameInventory(api, source, clock);
  const differences = differencesOf(source, found);
  if (differences.length > 0)
    return differs("what was restored is not what was backed up", differences);
  const passed = { provedAtMs: clock.nowMs(), kubernetes: taken.kubernetes, ...countOf(found) };
  return { passed: { ...passed, notCompared: [...source.notListed] } };
}

async function prepare(proof: ClusterFolder): Promise<Ports> {
  for (const place of [proof.certs, proof.logs, proof.temporary]) {
    mkdirSync(place, { recursive: true, mode: 0o700 });
  }
  ensureSecrets(proof);
  return settlePorts(proof, () => false);
}

/** Starts one part of the cluster as it was then, on the proof's own ports, and waits for it. */
function starter(proof: ClusterFolder, { cluster }: Taken, ports: Ports, clock: Clock) {
  const parts = partsOf({ ...cluster, nodes: [] }, proof, ports);
  return async (name: ControlPlanePart, isReady: () => Promise<boolean>): Promise<void> => {
    const part = parts.find((one) => one.name === name);
    if (part === undefined) throw new Error(`the lab has no part ${name}`);
    startPart(proof, part, fileOf(part));
    const until = clock.nowMs() + READY_LIMIT_MS;
    while (!(await isReady())) {
      const runs = labProcesses(proof).some((process) => process.part === name);
      if (!runs || clock.nowMs() > until) {
        throw new Error(`${name} did not come up on what was restored: ${lastWords(proof, name)}`);
      }
      await clock.sleep(LOOK_EVERY_MS);
    }
  };
}

function fileOf({ program, release, called }: Part): string {
  const build = buildOf(program, release);
  if (isBuilt(build)) return executable(build, called);
  throw new Error(`${program} ${release} is not installed: fleetlift lab install ${release}`);
}

async function isVersion(api: LabApi, version: string): Promise<boolean> {
  return (await api.apiServerReady()) && (await api.version()) === version;
}

function differs(why: string, all: readonly string[]): Result {
  const differences = all.slice(0, MOST_DIFFERENCES);
  if (all.length > differences.length) {
    differences.push(`and ${all.length - differences.length} more`);
  }
  return { failed: { why, differences } };
}

function lastWords(proof: ClusterFolder, part: string): string {
  const lines = readIfThere(logFile(proof, part))?.trimEnd().split("\n") ?? [];
  return lines.at(-1)?.slice(0, 300) ?? "it said nothing";
}

/** How far it is, in words. */
export function stepOfProof({ proof }: BackupFolder): string {
  if (!existsSync(proof.root)) return "waits for its turn";
  return existsSync(path.join(proof.certs, "apiserver.crt"))
    ? "an API server runs on the restored etcd, and its objects are compared"
    : "restoring into a fresh etcd";
}
