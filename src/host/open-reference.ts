import type { MemberReference } from "../actions/action.ts";
import type { Upgrade } from "../model/upgrade.ts";
import { openMember } from "./open-member.ts";
import type { UpgradeRef, UpgradeTools } from "./upgrade-tools.ts";

/**
 * Where an upgrade's member is to be reached, for programs that reach it by themselves. That the name
 * still leads to the planned cluster is made sure of first (I7), as for every other look.
 */
export async function openReference(
  tools: UpgradeTools,
  upgrade: Upgrade,
  ref: UpgradeRef,
): Promise<MemberReference> {
  await openMember(tools, upgrade, ref);
  const { cluster, member: name, identity } = upgrade;
  const { fleet, known } = ref;
  const { member } = await tools.findMember({ fleet, cluster, member: name, known });
  return { name, identity, provider: member.provider, access: member.access };
}
