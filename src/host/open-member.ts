import { clusterOfUpgrade, type Upgrade } from "../model/upgrade.ts";
import type { MemberPorts } from "../ports/connect.ts";
import { PortError } from "../ports/port-error.ts";
import type { UpgradeRef, UpgradeTools } from "./upgrade-tools.ts";

/**
 * Opens an upgrade's member as its fleet describes it now, and makes sure that this still is the
 * cluster that was planned for (I7): the fleet, or the kubeconfig that it names, may have been
 * changed to lead to another one since the lease was taken. Throws a terminal `PortError` then.
 *
 * An API server that gives no answer proves nothing, and a control plane that is being upgraded
 * gives none for a while: what can be asked of its provider alone goes on.
 */
export async function openMember(
  tools: UpgradeTools,
  upgrade: Upgrade,
  ref: UpgradeRef,
): Promise<MemberPorts> {
  const cluster = clusterOfUpgrade(upgrade);
  if (cluster === undefined) throw new PortError("terminal", NO_CLUSTER);
  const { fleet, known } = ref;
  const { member } = await tools.findMember({ fleet, cluster, member: upgrade.member, known });
  const ports = await tools.services.connect(member);
  const why = notPlannedFor(upgrade, await identityIfSeen(ports));
  if (why !== undefined) throw new PortError("terminal", why);
  return ports;
}

const NO_CLUSTER =
  "this workflow runs for the rollout itself, and this step needs a cluster to work on: run it on the clusters of the stage, or leave the step out";

async function identityIfSeen({ cluster }: MemberPorts): Promise<string | undefined> {
  try {
    return await cluster.identity();
  } catch (error) {
    if (error instanceof PortError && error.class === "transient") return undefined;
    throw error;
  }
}

/** Why the cluster of this identity must not be touched; undefined when it is the planned one, or was not seen. */
export function notPlannedFor(
  { member, identity }: Pick<Upgrade, "member" | "identity">,
  found: string | undefined,
): string | undefined {
  return found === undefined || found === identity
    ? undefined
    : `${member} is not the cluster that was planned for: its kube-system has UID ${found}, the plan says ${identity}; plan again`;
}
