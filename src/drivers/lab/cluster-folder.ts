import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stateDir } from "../../platform/env.ts";

/** Where one lab cluster keeps everything; whatever is not here is not remembered. */
export interface ClusterFolder {
  readonly name: string;
  readonly root: string;
  /** What is wanted (`cluster-file.ts`). Written by those who ask. */
  readonly clusterFile: string;
  /** How far the reconciler has come (`reached-file.ts`). Written by the reconciler alone. */
  readonly reachedFile: string;
  /** Ports of the parts, kept so that a restarted server is found where it was. */
  readonly portsFile: string;
  /** For people and tools: the administrator's way in. */
  readonly kubeconfig: string;
  readonly etcdData: string;
  readonly certs: string;
  readonly secrets: string;
  readonly logs: string;
  readonly nodes: string;
  readonly temporary: string;
  readonly fileLock: string;
  readonly reconcileLock: string;
}

/** All lab clusters of one data directory; the default is the XDG state folder. */
export function labRoot(dataDir: string = stateDir()): string {
  return path.join(path.resolve(dataDir), "lab");
}

export function clusterFolder(lab: string, name: string): ClusterFolder {
  const root = path.join(lab, name);
  const inside = (entry: string): string => path.join(root, entry);
  return {
    name,
    root,
    clusterFile: inside("cluster.json"),
    reachedFile: inside("reached.json"),
    portsFile: inside("ports.json"),
    kubeconfig: inside("kubeconfig"),
    etcdData: inside("etcd"),
    certs: inside("certs"),
    secrets: inside("secrets"),
    logs: inside("logs"),
    nodes: inside("nodes"),
    temporary: inside("tmp"),
    fileLock: inside("locks/file.lock"),
    reconcileLock: inside("locks/reconcile.lock"),
  };
}

/** Names of the clusters that are there, whether they run or not. */
export function clusterNames(lab: string): readonly string[] {
  if (!existsSync(lab)) return [];
  return readdirSync(lab, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .toSorted();
}

/** Readers see the old file or the new one, never half of one, and only this user sees either. */
export function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${randomUUID()}.new`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
}

/** The text of a file, or undefined when there is none. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Takes a folder away in one step, so that a killed removal leaves no half of a cluster. */
export function removeFolder(lab: string, folder: ClusterFolder): void {
  const gone = path.join(lab, `.removed-${folder.name}-${randomUUID()}`);
  if (existsSync(folder.root)) renameSync(folder.root, gone);
  for (const entry of existsSync(lab) ? readdirSync(lab) : []) {
    if (entry.startsWith(".removed-")) {
      rmSync(path.join(lab, entry), { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
