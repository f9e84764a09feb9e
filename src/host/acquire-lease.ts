import { outcomeOfFailure } from "../actions/action.ts";
import { upgradeKey, type Upgrade } from "../model/upgrade.ts";
import type { HostContext } from "../ports/host-port.ts";
import type { UpgradeInput } from "../upgrade/advance.ts";
import type { LeaseAnswer } from "./member-object.ts";
import { MEMBER } from "./object-names.ts";
import { notPlannedFor } from "./open-member.ts";
import type { UpgradeRef, UpgradeTools } from "./upgrade-tools.ts";

/**
 * Makes sure that the cluster behind the name is the one that was planned for, then asks for its
 * lease (I7). Says what came of it as the next input of the upgrade.
 */
export async function acquireLease(
  context: HostContext,
  tools: UpgradeTools,
  upgrade: Upgrade,
  ref: UpgradeRef,
): Promise<UpgradeInput> {
  const found = await context.effect("identity", () => readIdentity(tools, upgrade, ref));
  if (found.kind !== "identity") return found;
  const why = notPlannedFor(upgrade, found.identity);
  if (why !== undefined) return { kind: "leaseRefused", why };
  const holder = upgradeKey(upgrade.rollout, upgrade.cluster, upgrade.attempt);
  const lease = await context.call<LeaseAnswer>(MEMBER, upgrade.identity, {
    kind: "acquire",
    holder,
  });
  return lease.kind === "granted"
    ? { kind: "leased", fence: lease.fence }
    : { kind: "leaseLater", why: `${upgrade.member} is being upgraded by ${lease.by}` };
}

type Found =
  | { readonly kind: "identity"; readonly identity: string }
  | Extract<UpgradeInput, { kind: "leaseLater" | "leaseRefused" }>;

async function readIdentity(
  tools: UpgradeTools,
  upgrade: Upgrade,
  ref: UpgradeRef,
): Promise<Found> {
  try {
    const { member } = await tools.findMember({ ...ref, ...upgrade });
    const { cluster } = await tools.services.connect(member);
    return { kind: "identity", identity: await cluster.identity() };
  } catch (error) {
    const failure = outcomeOfFailure(error);
    return failure.class === "transient"
      ? { kind: "leaseLater", why: `${upgrade.member} cannot be reached: ${failure.why}` }
      : { kind: "leaseRefused", why: failure.why };
  }
}
