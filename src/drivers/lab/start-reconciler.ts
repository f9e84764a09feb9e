import path from "node:path";
import { childEnv } from "../../platform/env.ts";
import { entryFile } from "../../platform/package-root.ts";
import type { ClusterFolder } from "./cluster-folder.ts";
import { labProcesses, marks, RECONCILER, startDetached } from "./lab-processes.ts";
import { logFile } from "./parts.ts";
import { hasWork } from "./reconcile.ts";

/**
 * Sees to it that somebody works on what was asked for: a process of its own that outlives us.
 * Called after every request and at every look, so that a killed reconciler is replaced by the next
 * one who takes an interest. Starting one too many does no harm: it finds the lock taken and ends.
 */
export function ensureReconciler(folder: ClusterFolder): void {
  if (!hasWork(folder)) return;
  if (labProcesses(folder).some(({ part }) => part === RECONCILER)) return;
  const args = [entryFile, "lab", "reconcile", path.dirname(folder.root), folder.name];
  const mark = marks(folder, { name: RECONCILER, release: "", fingerprint: "" });
  startDetached(logFile(folder, RECONCILER), process.execPath, args, childEnv(mark), folder.root);
}
