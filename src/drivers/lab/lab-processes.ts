import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import type { Clock } from "../../platform/clock.ts";
import { env } from "../../platform/env.ts";
import { logFile, type Part } from "./parts.ts";
import type { ClusterFolder } from "./cluster-folder.ts";
import {
  isAlive,
  processesWith,
  sendSignal,
  type ProcessIdentity,
} from "../../platform/process-table.ts";

/**
 * Processes of a lab cluster carry a mark in their environment from the moment they exist, and are
 * found by it in /proc. A file with pids could miss the one whose starter was killed between
 * starting it and writing it down, or name a pid that is someone else's by now.
 */
const MARK = {
  cluster: "FLEETLIFT_LAB_CLUSTER",
  part: "FLEETLIFT_LAB_PART",
  release: "FLEETLIFT_LAB_RELEASE",
  fingerprint: "FLEETLIFT_LAB_FINGERPRINT",
} as const;

/** The name that the reconciler itself goes by among the parts. */
export const RECONCILER = "reconciler";

/** The same of whoever takes and proves backups. */
export const BACKUP_WORKER = "backup-worker";

export interface LabProcess {
  readonly identity: ProcessIdentity;
  readonly part: string;
  readonly release: string;
  readonly fingerprint: string;
}

/** What runs of this cluster, reconcilers included, oldest first. */
export function labProcesses(folder: ClusterFolder): readonly LabProcess[] {
  return processesOf((root) => root === folder.root);
}

/** The same with what works on its backups, and what proves them: all that must end before its folder goes. */
export function allProcesses(folder: ClusterFolder): readonly LabProcess[] {
  return processesOf(
    (root) => root === folder.root || root.startsWith(`${folder.root}${path.sep}`),
  );
}

function processesOf(isMeant: (root: string) => boolean): readonly LabProcess[] {
  return processesWith(MARK.cluster)
    .filter(({ environment }) => isMeant(environment.get(MARK.cluster) ?? ""))
    .map(({ identity, environment }) => ({
      identity,
      part: environment.get(MARK.part) ?? "",
      release: environment.get(MARK.release) ?? "",
      fingerprint: environment.get(MARK.fingerprint) ?? "",
    }))
    .toSorted((a, b) => Number(a.identity.startTime) - Number(b.identity.startTime));
}

export function marks(
  folder: ClusterFolder,
  part: { readonly name: string; readonly release: string; readonly fingerprint: string },
): Record<string, string> {
  return {
    [MARK.cluster]: folder.root,
    [MARK.part]: part.name,
    [MARK.release]: part.release,
    [MARK.fingerprint]: part.fingerprint,
  };
}

/** Starts a part so that it outlives us; its words go to its log. */
export function startPart(folder: ClusterFolder, part: Part, file: string): void {
  // Little is handed on: no proxy settings, no credentials of the person at the keyboard.
  const environment = {
    PATH: env("PATH") ?? "",
    HOME: folder.temporary,
    TMPDIR: folder.temporary,
    ...marks(folder, part),
  };
  startDetached(logFile(folder, part.name), file, part.args, environment, folder.root);
}

export function startDetached(
  log: string,
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd: string,
): void {
  mkdirSync(path.dirname(log), { recursive: true });
  const output = openSync(log, "a", 0o600);
  try {
    const child = spawn(file, args, {
      cwd,
      env: environment,
      detached: true,
      stdio: ["ignore", output, output],
    });
    // A program that cannot be started at all is seen by the next look: it does not run.
    child.on("error", () => undefined);
    child.unref();
  } finally {
    closeSync(output);
  }
}

/** Asks the processes to end, and ends those that have not after `graceMs`. */
export async function endProcesses(
  processes: readonly ProcessIdentity[],
  graceMs: number,
  clock: Clock,
): Promise<void> {
  for (const identity of processes) sendSignal(identity, "SIGTERM");
  const until = clock.nowMs() + graceMs;
  while (processes.some(isAlive) && clock.nowMs() < until) await clock.sleep(50);
  for (const identity of processes) sendSignal(identity, "SIGKILL");
  while (processes.some(isAlive)) await clock.sleep(20);
}
