import { workOnBackups } from "../drivers/lab/backup/work-on-backups.ts";
import { clusterFolder } from "../drivers/lab/cluster-folder.ts";
import { systemClock } from "../platform/clock.ts";

export async function labWorkOnBackups(lab: string, name: string): Promise<void> {
  await workOnBackups(clusterFolder(lab, name), systemClock);
}
