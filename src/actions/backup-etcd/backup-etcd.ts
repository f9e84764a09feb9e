import { defineAction } from "../action.ts";
import { inputSchema } from "../input-schema.ts";
import { outcomeOfStart } from "../start-answer.ts";
import { backupsOf } from "./backups-of.ts";
import { type BackupDeed, backupInput, decideBackup } from "./decide.ts";

/** Takes a snapshot of the member's etcd, and proves it by a restore beside the cluster. */
export const backupEtcd = defineAction({
  spec: {
    name: "backup.etcd",
    title: "Back up etcd",
    inputs: inputSchema(backupInput),
    touches: ["control-plane"],
    undo: { kind: "nothing-to-undo" },
    typicalMs: { low: 3 * 60_000, high: 20 * 60_000 },
  },
  input: backupInput,
  open: ({ openMember }) => openMember(),
  observe: async (member) => {
    const [backups, { controlPlaneVersion }] = await Promise.all([
      backupsOf(member).list(),
      member.provider.observe(),
    ]);
    return { backups, kubernetes: controlPlaneVersion };
  },
  decide: decideBackup,
  putBack: { nothing: "a snapshot or a proof that goes on ends by itself, and a backup is kept" },
  say: (deed) =>
    deed.kind === "begin"
      ? "take a snapshot of etcd"
      : `prove backup ${deed.backup} by a restore beside the cluster`,
  act: async (member, deed: BackupDeed) => {
    const backups = backupsOf(member);
    return deed.kind === "begin"
      ? outcomeOfStart("the snapshot of etcd", await backups.begin(deed))
      : outcomeOfStart("the proof of the backup", await backups.beginProof(deed));
  },
});
