import type { BackupPort } from "../../ports/backup-port.ts";
import type { MemberPorts } from "../../ports/connect.ts";
import { PortError } from "../../ports/port-error.ts";

/** The backups of a member. Throws a terminal `PortError` where its driver takes none. */
export function backupsOf({ backups }: MemberPorts): BackupPort {
  if (backups !== undefined) return backups;
  throw new PortError(
    "terminal",
    "this version takes no backups of etcd of this kind of cluster: only of the lab's and of simulated ones. Back it up with its own means, and leave the step out of the workflow",
  );
}
