import type { MemberPorts } from "../../ports/connect.ts";
import { PortError } from "../../ports/port-error.ts";
import type { ProviderView } from "../../ports/provider-port.ts";
import { defineAction } from "../action.ts";
import { backupsOf } from "../backup-etcd/backups-of.ts";
import { inputSchema } from "../input-schema.ts";
import { outcomeOfStart } from "../start-answer.ts";
import { decideRestore, restoreInput, restoreToken } from "./decide.ts";

/** Takes the member back to a proved backup: the way back over a control plane hop. */
export const backupRestore = defineAction({
  spec: {
    name: "backup.restore",
    title: "Take the cluster back to its backup",
    inputs: inputSchema(restoreInput),
    touches: ["control-plane", "nodes", "pods", "cluster"],
    undo: { kind: "impossible", why: "what was changed since the backup is lost" },
    typicalMs: { low: 2 * 60_000, high: 15 * 60_000 },
  },
  input: restoreInput,
  open: ({ openMember }) => openMember(),
  observe: async (member, _input, context) => {
    const backups = backupsOf(member);
    const [list, restore, view] = await Promise.all([
      backups.list(),
      backups.findRestore(restoreToken(context)),
      viewIfSeen(member),
    ]);
    return { backups: list, restore, view };
  },
  decide: decideRestore,
  putBack: { nothing: "a restore that was begun goes on by itself, to its end" },
  say: ({ backup, to }) =>
    `take the cluster back to ${backup} (Kubernetes ${to}): stop its API servers and replace its etcd`,
  act: async (member, { backup, token }) =>
    outcomeOfStart(`the way back to ${backup}`, await backupsOf(member).restore({ backup, token })),
});

/** Its API server is away while it goes back: that is no failure of the step. */
async function viewIfSeen({ provider }: MemberPorts): Promise<ProviderView | undefined> {
  try {
    return await provider.observe();
  } catch (error) {
    if (error instanceof PortError && error.class === "transient") return undefined;
    throw error;
  }
}
