import type { Outcome } from "../../model/outcome.ts";
import type { ClusterPort } from "../../ports/cluster-port.ts";
import type { MemberPorts } from "../../ports/connect.ts";
import type { LookContext } from "../action.ts";
import { outcomeOfStart } from "../start-answer.ts";
import type { RollDeed } from "./deed.ts";
import { outcomeOfEviction } from "./eviction-outcome.ts";

/** Does one deed, idempotently; what came of it is seen at the next look. */
export async function actRoll(
  { provider, cluster }: MemberPorts,
  deed: RollDeed,
  { owner }: LookContext,
): Promise<Outcome | undefined> {
  switch (deed.kind) {
    case "startPool":
      return outcomeOfStart(
        `the upgrade of pool ${deed.pool} to ${deed.to}`,
        await provider.startPoolUpgrade(deed),
      );
    case "ensureNodes":
      return outcomeOfStart(
        `the request for nodes of pool ${deed.pool}`,
        await provider.ensureNodes(deed),
      );
    case "removeNode":
      return outcomeOfStart(`the removal of node ${deed.node}`, await provider.removeNode(deed));
    case "evict":
      return outcomeOfEviction(deed, await cluster.evict(deed));
    case "avoid":
      await avoidAll(cluster, deed);
      return undefined;
    case "cordon":
      // Whatever it answers (ours, someone else's, gone), the next look sees it.
      await cluster.cordon(deed.node, owner);
      return undefined;
    case "uncordon":
      await cluster.uncordon(deed.node, deed.owner);
      return undefined;
    case "quarantine": {
      const { node, reason, atMs, tries } = deed;
      await cluster.quarantine(node, { owner, reason, atMs, tries });
      return undefined;
    }
    case "release":
      await cluster.release(deed.node, deed.owner);
      return undefined;
    case "deletePod":
      await cluster.deletePod(deed);
      return undefined;
  }
}

/** One after the other: a hundred taints at once are a burst that no API server needs. */
async function avoidAll(
  cluster: ClusterPort,
  { nodes, on }: Extract<RollDeed, { kind: "avoid" }>,
): Promise<void> {
  for (const node of nodes) await cluster.avoid(node, on);
}
