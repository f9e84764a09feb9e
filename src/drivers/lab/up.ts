import { existsSync, mkdirSync } from "node:fs";
import type { Clock } from "../../platform/clock.ts";
import { buildOf, installedReleases, isBuilt } from "./build-inputs.ts";
import { clusterFolder, type ClusterFolder } from "./cluster-folder.ts";
import { readCluster, writeCluster } from "./cluster-file.ts";
import {
  decideUp,
  problem,
  type LabProblem,
  type LabReleases,
  type UpRequest,
} from "./cluster-request.ts";
import { withLock } from "../../platform/file-lock.ts";
import { labApi } from "./lab-api.ts";
import { labProcesses, RECONCILER } from "./lab-processes.ts";
import { readPorts } from "./loopback-ports.ts";
import { readReached } from "./reached-file.ts";
import { etcdRelease, knownReleases } from "./releases.ts";
import { ensureReconciler } from "./start-reconciler.ts";

const UP_LIMIT_MS = 300_000;
const LOOK_EVERY_MS = 200;

export type UpResult = { readonly kind: "up"; readonly folder: ClusterFolder } | LabProblem;

/**
 * Creates a cluster, or brings back what died of one that is there, and waits until it is whole.
 * Safe to be killed and run again at any moment.
 */
export async function up(
  lab: string,
  request: UpRequest,
  clock: Clock,
  say: (line: string) => void = () => undefined,
): Promise<UpResult> {
  const folder = clusterFolder(lab, request.name);
  const releases = releasesHere();
  // Before anything is made: a refused request leaves no folder behind.
  const first = decideUp(undefined, request, releases);
  if (!existsSync(folder.clusterFile) && first.kind === "problem") return first;
  mkdirSync(folder.root, { recursive: true, mode: 0o700 });
  const decided = await withLock(folder.fileLock, clock, () => {
    const next = decideUp(readCluster(folder), request, releases);
    if (next.kind !== "problem") writeCluster(folder, next);
    return next;
  });
  if (decided.kind === "problem") return decided;
  return waitUntilWhole(folder, decided.generation, clock, say);
}

function releasesHere(): LabReleases {
  const etcd = etcdRelease();
  return {
    known: knownReleases("kubernetes"),
    installed: installedReleases(),
    etcd,
    etcdInstalled: isBuilt(buildOf("etcd", etcd)),
  };
}

async function waitUntilWhole(
  folder: ClusterFolder,
  generation: number,
  clock: Clock,
  say: (line: string) => void,
): Promise<UpResult> {
  const until = clock.nowMs() + UP_LIMIT_MS;
  const told = new Set<string>();
  while (clock.nowMs() < until) {
    ensureReconciler(folder);
    for (const { part, release } of labProcesses(folder)) {
      if (part !== RECONCILER && !told.has(part)) say(`started ${part} ${release}`);
      told.add(part);
    }
    const reached = readReached(folder);
    if (reached.generation >= generation) {
      if (reached.problem !== "") {
        return problem(
          `lab cluster ${folder.name} did not come up: ${reached.problem}`,
          `see ${folder.logs}`,
        );
      }
      if (await everyNodeReady(folder)) return { kind: "up", folder };
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
  return problem(
    `lab cluster ${folder.name} did not come up in ${UP_LIMIT_MS / 60_000} minutes`,
    `see ${folder.logs}, and fleetlift lab status ${folder.name}`,
  );
}

async function everyNodeReady(folder: ClusterFolder): Promise<boolean> {
  const ports = readPorts(folder);
  const nodes = ports && (await labApi(folder, ports).nodes());
  const wanted = readCluster(folder)?.nodes ?? [];
  return wanted.every((node) => nodes?.some(({ name, ready }) => name === node.name && ready));
}
