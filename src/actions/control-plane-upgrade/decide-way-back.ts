import { formatDuration } from "../../model/duration.ts";
import type { BackupView } from "../../ports/backup-port.ts";
import type { Decision, LookContext } from "../action.ts";
import { newestProved } from "../backup-etcd/decide.ts";
import type { ControlPlaneInput, StartDeed } from "./decide.ts";

/**
 * A decision to start is held back where the plan wants a way back and there is none: a proved backup
 * of the version that is left behind, not older than the plan's limit. Looked at when the move is
 * about to be asked for, because a pause or a window may lie between the backup and it. Where the
 * plan wants none, and when the move is under way already, nothing is changed.
 */
export function withWayBack(
  decision: Decision<StartDeed>,
  backups: readonly BackupView[],
  { backupWithinMs }: ControlPlaneInput,
  { nowMs, memo }: LookContext,
): Decision<StartDeed> {
  const [start] = decision.deeds;
  if (backupWithinMs === undefined || start === undefined) return decision;
  const kubernetes = start.from;
  if (newestProved(backups, { kubernetes, maxAgeMs: backupWithinMs, nowMs }) !== undefined) {
    return decision;
  }
  const newest = newestProved(backups, { kubernetes, maxAgeMs: Infinity, nowMs });
  const limit = formatDuration(backupWithinMs);
  const what =
    newest?.snapshot.kind === "taken"
      ? `the newest proved backup of it, ${newest.id}, is ${formatDuration(nowMs - newest.snapshot.facts.takenAtMs)} old, and the plan's limit is ${limit}`
      : "there is no proved backup of it";
  return {
    deeds: [],
    memo,
    outcome: {
      kind: "failed",
      class: "terminal",
      why: `a control plane does not go back from ${start.to} to ${kubernetes} but by a backup, and ${what}. Nothing was started; retry from the backup`,
      rule: "no-proved-backup",
    },
  };
}
