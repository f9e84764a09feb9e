import { outcomeOfFailure } from "../actions/action.ts";
import { changedBy, changeTo, isForeign } from "../actions/foreign-writer.ts";
import { upgradeKey, type Upgrade } from "../model/upgrade.ts";
import type { HostContext } from "../ports/host-port.ts";
import type { UpgradeInput } from "../upgrade/advance.ts";
import { outOfDate } from "../upgrade/out-of-date.ts";
import type { LeaseAnswer } from "./member-object.ts";
import { MEMBER } from "./object-names.ts";
import { notPlannedFor, openMember } from "./open-member.ts";
import type { UpgradeRef, UpgradeTools } from "./upgrade-tools.ts";

/**
 * Makes sure that the cluster behind the name is the one that was planned for, asks for its lease
 * (I7), and makes sure that the plan still begins where it stands (I14). Says what came of it as the
 * next input of the upgrade.
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
  if (lease.kind === "held") {
    return { kind: "leaseLater", why: heldBy(upgrade, lease.by) };
  }
  // Only now does nobody else move it: whoever held the lease may have taken it past this plan.
  const stands = await context.effect("standing", () => readStanding(tools, upgrade, ref));
  return stands ?? { kind: "leased", fence: lease.fence };
}

/** `holder` is the key of an upgrade; of a real cluster with two names, the other one is said. */
function heldBy({ member, cluster }: Upgrade, holder: string): string {
  const [rollout = holder, name = cluster] = holder.split("/");
  return `${member} is being upgraded by rollout ${rollout}${name === cluster ? "" : ` as ${name}`}`;
}

type NotLeased = Extract<UpgradeInput, { kind: "leaseLater" | "leaseRefused" }>;
type Found = { readonly kind: "identity"; readonly identity: string } | NotLeased;

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
    return notReached(upgrade, error);
  }
}

/** Whether the plan's way still begins where the cluster stands; null when it does, which is JSON. */
async function readStanding(
  tools: UpgradeTools,
  upgrade: Upgrade,
  ref: UpgradeRef,
): Promise<NotLeased | null> {
  try {
    const hops = (await tools.loadPlan(upgrade.plan)).shapes[ref.shape]?.hops ?? [];
    if (hops.every(({ component }) => component !== "control-plane")) return null;
    const { provider } = await openMember(tools, upgrade, ref);
    const view = await provider.observe();
    const now = view.controlPlaneVersion;
    const change = changeTo(view, now);
    const by = isForeign(change) ? changedBy(change) : "";
    const why = outOfDate(hops, now, by);
    return why === undefined ? null : { kind: "leaseRefused", why };
  } catch (error) {
    return notReached(upgrade, error);
  }
}

function notReached({ member }: Upgrade, error: unknown): NotLeased {
  const failure = outcomeOfFailure(error);
  return failure.class === "transient"
    ? {
        kind: "leaseLater",
        why: `${member} cannot be reached: ${failure.why}`,
        unreachable: true,
      }
    : { kind: "leaseRefused", why: failure.why };
}
