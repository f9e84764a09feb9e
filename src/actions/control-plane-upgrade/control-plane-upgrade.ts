import { defineAction } from "../action.ts";
import { backupsOf } from "../backup-etcd/backups-of.ts";
import { inputSchema } from "../input-schema.ts";
import { outcomeOfStart } from "../start-answer.ts";
import { controlPlaneInput, decideControlPlane } from "./decide.ts";
import { withWayBack } from "./decide-way-back.ts";

/** Brings the control plane to a version, through its provider. */
export const controlPlaneUpgrade = defineAction({
  spec: {
    name: "control-plane.upgrade",
    title: "Upgrade the control plane",
    inputs: inputSchema(controlPlaneInput),
    touches: ["control-plane"],
    undo: { kind: "impossible", why: "a control plane does not go back to an older minor" },
    typicalMs: { low: 8 * 60_000, high: 25 * 60_000 },
  },
  input: controlPlaneInput,
  open: ({ openMember }) => openMember(),
  observe: async (member, { backupWithinMs }) => ({
    view: await member.provider.observe(),
    backups: backupWithinMs === undefined ? [] : await backupsOf(member).list(),
  }),
  decide: ({ view, backups }, input, context) =>
    withWayBack(decideControlPlane(view, input, context), backups, input, context),
  putBack: { nothing: "the provider goes on with what it has begun" },
  say: ({ from, to }) => `ask the provider to upgrade the control plane from ${from} to ${to}`,
  act: async ({ provider }, { to, token }) =>
    outcomeOfStart(
      `the upgrade of the control plane to ${to}`,
      await provider.startControlPlaneUpgrade({ to, token }),
    ),
});
