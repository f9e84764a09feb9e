import type { PeoplePorts } from "../actions/action.ts";
import { clusterOfUpgrade, type Upgrade } from "../model/upgrade.ts";
import type { UpgradeRef, UpgradeTools } from "./upgrade-tools.ts";

/**
 * Opens the way to the people whom the fleet names for an upgrade's cluster. A flow that runs for the
 * rollout itself reaches those whom most of its clusters name: of its stage, or of the whole plan.
 */
export async function openPeople(
  tools: UpgradeTools,
  upgrade: Upgrade,
  { fleet, known }: UpgradeRef,
): Promise<PeoplePorts> {
  const { notify } = tools.services;
  const cluster = clusterOfUpgrade(upgrade);
  if (cluster !== undefined) {
    const { contacts } = await tools.findMember({ fleet, cluster, member: upgrade.member, known });
    return { notify, contacts };
  }
  const { stages } = await tools.loadPlan(upgrade.plan);
  const own = stages.filter(({ name }) => upgrade.flow?.startsWith(`${name}.`) === true);
  const clusters = (own.length === 0 ? stages : own).flatMap((stage) => stage.clusters);
  const contacts = await tools.sharedContacts(
    fleet,
    clusters.map(({ name }) => name),
  );
  return { notify, contacts };
}
