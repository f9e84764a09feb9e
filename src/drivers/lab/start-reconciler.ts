import path from "node:path";
import { childEnv } from "../../platform/env.ts";
import { entryFile } from "../../platform/package-root.ts";
import type { ClusterFolder } from "./cluster-folder.ts";
import { isLocked } from "./file-lock.ts";
import { marks, RECONCILER, startDetached } from "./lab-processes.ts";
import { logFile } from "./parts.ts";
import { hasWork } from "./reconcile.ts";

/**
 * Sees to it that somebody works on what was asked for: a process of its own that outlives us.
 * Called after every request and at every look, so that a killed reconciler is replaced by the next
 * one who takes an interest. Starting one too many does no harm: it finds the lock taken and ends.
 */
export function ensureReconciler(folder: ClusterFolder): void {
  if (!hasWork(folder) || isLocked(folder.reconcileLock)) return;
  const dataDir = path.dirname(path.dirname(folder.root));
  const args = [entryFile, "lab", "reconcile", folder.name, "--data-dir", dataDir];
  const mark = marks(folder, { name: RECONCILER, release: "", fingerprint: "" });
  startDetached(logFile(folder, RECONCILER), process.execPath, args, childEnv(mark), folder.root);
}
