import { appendFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Clock } from "../../platform/clock.ts";
import { buildOf, executable, isBuilt } from "./build-inputs.ts";
import { readIfThere, type ClusterFolder } from "./cluster-folder.ts";
import { changeCluster, readCluster, type LabCluster } from "./cluster-file.ts";
import { labApi, type LabApi } from "./lab-api.ts";
import {
  endProcesses,
  labProcesses,
  RECONCILER,
  startPart,
  type LabProcess,
} from "./lab-processes.ts";
import { noteStanding, replaceEtcd, restoreIsDue } from "./backup/replace-etcd.ts";
import { tryLock } from "../../platform/file-lock.ts";
import { settlePorts, type Ports } from "./loopback-ports.ts";
import { controlPlaneIsThere, nextMoves, type Move, type Seen } from "./next-moves.ts";
import { apiServerUrl, logFile, partsOf, type Part } from "./parts.ts";
import { freshPatience, spend } from "./patience.ts";
import { readReached, writeReached } from "./reached-file.ts";
import { ensureSecrets, writeKubeconfigs } from "./secrets.ts";

const LOOK_EVERY_MS = 150;

/** How long a part may take to end by itself. An API server with watches open would take a minute. */
const GRACE_MS: Readonly<Record<string, number>> = { "kube-apiserver": 3_000, etcd: 10_000 };
const NODE_GRACE_MS = 5_000;

/**
 * Brings one cluster to what its cluster.json says, and ends. It may be killed between any two
 * lines and started again by anyone: everything that it goes by is read anew at each turn, and of
 * several at once only the holder of the lock does anything.
 */
export async function reconcile(folder: ClusterFolder, clock: Clock): Promise<void> {
  while (hasWork(folder)) {
    const generation = readCluster(folder)?.generation ?? 0;
    const lock = tryLock(folder.reconcileLock);
    // Whoever has it reads cluster.json once more after letting it go, so nothing is left lying.
    if (lock === undefined) return;
    try {
      await bringThere(folder, clock);
    } catch (error) {
      giveUp(folder, clock, generation, error instanceof Error ? error.message : String(error));
    } finally {
      lock.release();
    }
  }
}

/** Whether something was asked for that is neither done nor given up. */
export function hasWork(folder: ClusterFolder): boolean {
  const cluster = readCluster(folder);
  return cluster?.state === "up" && readReached(folder).generation < cluster.generation;
}

async function bringThere(folder: ClusterFolder, clock: Clock): Promise<void> {
  let patience = freshPatience;
  ensureSecrets(folder);
  for (const place of [folder.certs, folder.nodes, folder.logs, folder.temporary]) {
    mkdirSync(place, { recursive: true, mode: 0o700 });
  }
  for (;;) {
    const cluster = readCluster(folder);
    if (cluster?.state !== "up") return;
    if (restoreIsDue(folder, cluster)) {
      await replaceEtcd(folder, cluster, clock, (words) => note(folder, clock, words));
    }
    const turn = await look(folder, cluster);
    const { parts, seen } = turn;
    if (controlPlaneIsThere(parts, seen)) noteStanding(folder, cluster, clock.nowMs());
    const moves = nextMoves({ parts, leaving: cluster.leaving.map(({ name }) => name) }, seen);
    if (moves.length === 0) {
      note(folder, clock, `generation ${cluster.generation} is there`);
      writeReached(folder, { generation: cluster.generation, problem: "" });
      return;
    }
    const spent = spend(patience, moves, clock.nowMs());
    patience = spent.patience;
    if (spent.lost !== undefined) {
      const { part, why } = spent.lost;
      const words = `${part} ${why}: ${lastWords(folder, part)}`;
      return giveUp(folder, clock, cluster.generation, words);
    }
    await Promise.all(moves.map((move) => make(move, folder, turn, clock)));
    await clock.sleep(LOOK_EVERY_MS);
  }
}

interface Turn {
  readonly parts: readonly Part[];
  readonly ports: Ports;
  readonly processes: readonly LabProcess[];
  readonly seen: Seen;
  readonly api: LabApi;
}

async function look(folder: ClusterFolder, cluster: LabCluster): Promise<Turn> {
  const processes = labProcesses(folder).filter((process) => process.part !== RECONCILER);
  const ports = await settlePorts(folder, (part) => processes.some((one) => one.part === part));
  const api = labApi(folder, ports);
  const [etcd, apiServer, version, controllerManager, scheduler, nodes] = await Promise.all([
    api.etcdReady(),
    api.apiServerReady(),
    api.version(),
    api.controllerManagerReady(),
    api.schedulerReady(),
    api.nodes(),
  ]);
  const ready = {
    etcd,
    "kube-apiserver": apiServer && version === cluster.kubernetes,
    "kube-controller-manager": controllerManager,
    "kube-scheduler": scheduler,
  };
  const joined = cluster.nodes.filter((node) =>
    nodes?.some(
      ({ name, kubeletVersion }) => name === node.name && kubeletVersion === node.kubelet,
    ),
  );
  const seen: Seen = {
    running: processes.map(({ identity, ...process }) => ({ ...process, pid: identity.pid })),
    ready: Object.entries(ready).flatMap(([part, is]) => (is ? [part] : [])),
    joined: joined.map(({ name }) => name),
  };
  return { parts: partsOf(cluster, folder, ports), ports, processes, seen, api };
}

async function make(move: Move, folder: ClusterFolder, turn: Turn, clock: Clock): Promise<void> {
  switch (move.kind) {
    case "wait":
      return;
    case "start":
      return start(move.part, folder, turn.ports, clock);
    case "stop": {
      const { pid, part, release } = move.running;
      note(folder, clock, `end ${part} ${release} (pid ${pid}): ${move.why}`);
      const identities = turn.processes
        .map(({ identity }) => identity)
        .filter((identity) => identity.pid === pid);
      return endProcesses(identities, GRACE_MS[part] ?? NODE_GRACE_MS, clock);
    }
    case "forget":
      return forget(move.node, folder, turn.api, clock);
  }
}

function start(part: Part, folder: ClusterFolder, ports: Ports, clock: Clock): void {
  const build = buildOf(part.program, part.release);
  if (!isBuilt(build)) {
    throw new Error(
      `${part.program} ${part.release} is not installed: fleetlift lab install ${part.release}`,
    );
  }
  // Killed between the two files of its certificate, a server would refuse to start ever after.
  const [certificate, key] = ["crt", "key"].map((ending) =>
    path.join(
      folder.certs,
      `${part.name === "kube-apiserver" ? "apiserver" : part.name}.${ending}`,
    ),
  ) as [string, string];
  if (!existsSync(certificate) || !existsSync(key)) {
    for (const file of [certificate, key]) rmSync(file, { force: true });
  }
  // Everything but etcd and the API server itself starts when the API server is ready.
  if (part.name !== "etcd" && part.name !== "kube-apiserver") {
    writeKubeconfigs(folder, apiServerUrl(ports));
  }
  note(folder, clock, `start ${part.name} ${part.release}`);
  startPart(folder, part, executable(build, part.called));
}

async function forget(
  node: string,
  folder: ClusterFolder,
  api: LabApi,
  clock: Clock,
): Promise<void> {
  if (!(await api.deleteNode(node))) return;
  rmSync(path.join(folder.nodes, node), { recursive: true, force: true });
  note(folder, clock, `node ${node} is gone`);
  // Nobody asked for this: it is what was asked for before, so the generation stays.
  await changeCluster(folder, clock, (cluster) => ({
    next: { ...cluster, leaving: cluster.leaving.filter(({ name }) => name !== node) },
    answer: undefined,
  }));
}

/** What was asked for after `generation` is tried nevertheless. */
function giveUp(folder: ClusterFolder, clock: Clock, generation: number, problem: string): void {
  note(folder, clock, `given up: ${problem}`);
  writeReached(folder, { generation, problem });
}

/** For whoever wants to know later what was done, and when. */
function note(folder: ClusterFolder, clock: Clock, words: string): void {
  const time = new Date(clock.nowMs()).toISOString();
  mkdirSync(folder.logs, { recursive: true });
  appendFileSync(logFile(folder, RECONCILER), `${time} ${words}\n`);
}

function lastWords(folder: ClusterFolder, part: string): string {
  const lines = readIfThere(logFile(folder, part))?.trimEnd().split("\n") ?? [];
  return lines.at(-1) ?? "it said nothing";
}
