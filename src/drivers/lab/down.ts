import { existsSync } from "node:fs";
import type { Clock } from "../../platform/clock.ts";
import { clusterFolder, removeFolder, type ClusterFolder } from "./cluster-folder.ts";
import { asked, changeCluster } from "./cluster-file.ts";
import { allProcesses, BACKUP_WORKER, endProcesses, RECONCILER } from "./lab-processes.ts";

const END_GRACE_MS = 3_000;
const ETCD_GRACE_MS = 5_000;

/** Ends every process of the cluster, whoever started it and whatever became of them. */
export async function down(
  lab: string,
  name: string,
  clock: Clock,
  options: { readonly keep: boolean },
): Promise<{ readonly ended: number; readonly existed: boolean }> {
  const folder = clusterFolder(lab, name);
  const existed = existsSync(folder.root);
  // First the wish, so that nobody brings back what is being ended. A file that cannot be read
  // must not stop us from ending what runs.
  await stopWanting(folder, clock);
  let ended = 0;
  for (let running = allProcesses(folder); running.length > 0; running = allProcesses(folder)) {
    ended += running.length;
    const of = (wanted: (part: string) => boolean) =>
      running.filter(({ part }) => wanted(part)).map(({ identity }) => identity);
    await endProcesses(
      of((part) => part === RECONCILER || part === BACKUP_WORKER),
      0,
      clock,
    );
    await endProcesses(
      of((part) => part !== "etcd" && part !== RECONCILER && part !== BACKUP_WORKER),
      END_GRACE_MS,
      clock,
    );
    await endProcesses(
      of((part) => part === "etcd"),
      ETCD_GRACE_MS,
      clock,
    );
  }
  if (!options.keep) removeFolder(lab, folder);
  return { ended, existed };
}

async function stopWanting(folder: ClusterFolder, clock: Clock): Promise<void> {
  try {
    await changeCluster(folder, clock, (cluster) => ({
      next: asked(cluster, { state: "down" }),
      answer: undefined,
    }));
  } catch {
    // Not readable: nobody else can read it either, so nobody works on it.
  }
}
