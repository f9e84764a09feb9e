import type { MemberPorts } from "../../ports/connect.ts";
import { defineAction } from "../action.ts";
import { inputSchema } from "../input-schema.ts";
import { actRoll } from "./act.ts";
import { decideRoll, putBackRoll } from "./decide.ts";
import { sayDeed } from "./deed.ts";
import { type RollInput, rollInput } from "./input.ts";
import type { RollSeen } from "./roll.ts";

/** Brings every node of a pool to a kubelet version: through its provider, or node by node. */
export const nodePoolRoll = defineAction({
  spec: {
    name: "node-pool.roll",
    title: "Replace the nodes of a pool",
    inputs: inputSchema(rollInput),
    touches: ["nodes", "pods"],
    undo: {
      kind: "by-hand",
      how: "add nodes of the old version to the pool, drain the new ones and remove them",
    },
    typicalMs: { low: 10 * 60_000, high: 3 * 3_600_000 },
  },
  input: rollInput,
  open: ({ openMember }) => openMember(),
  observe: observePool,
  decide: decideRoll,
  putBack: putBackRoll,
  say: sayDeed,
  act: actRoll,
});

async function observePool(
  { provider, cluster }: MemberPorts,
  { dialect, detachTimeoutMs }: RollInput,
): Promise<RollSeen> {
  const waitsForVolumes = dialect === "weRoll" && detachTimeoutMs !== undefined;
  const [view, nodes, budgets, attachments] = await Promise.all([
    provider.observe(),
    cluster.nodes(),
    dialect === "weRoll" ? cluster.budgets() : [],
    waitsForVolumes ? cluster.attachments() : [],
  ]);
  // After the nodes: a pod that was bound just before a cordon that we see is seen as well.
  const pods = dialect === "weRoll" ? await cluster.pods() : [];
  return { view, nodes, budgets, attachments, pods };
}
