import { minorNumber } from "../../model/version.ts";
import type { LookContext } from "../action.ts";
import { changedBy, changeTo, foreignSince, isForeign } from "../foreign-writer.ts";
import type { ProviderView } from "../../ports/provider-port.ts";
import type { RollInput } from "./input.ts";

/**
 * What somebody else asked of the pool, or of the control plane above it, since this step began, in
 * words with who it was; or that the control plane was taken past the pool's minor between two steps.
 * Only the provider's record can tell: nodes of other versions are what a pool on its way is made of.
 */
export function foreignRoll(
  view: ProviderView,
  { pool, to }: RollInput,
  { startedAtMs, upgradeStartedAtMs, nowMs }: LookContext,
): string | undefined {
  const ofPool = foreignSince(view, pool, startedAtMs);
  if (ofPool !== undefined && ofPool.to !== to)
    return `pool ${pool} moves to ${ofPool.to}, which this plan did not ask for: ${changedBy(ofPool, nowMs)}`;
  const moves = view.status === "upgrading" ? changeTo(view, view.upgradingTo ?? "") : undefined;
  const above = isForeign(moves) ? moves : foreignSince(view, undefined, startedAtMs);
  if (above !== undefined)
    return `control plane was asked to go to ${above.to} while pool ${pool} is rolled, which this plan did not ask for: ${changedBy(above, nowMs)}`;
  const before = foreignSince(view, undefined, upgradeStartedAtMs);
  return before !== undefined && minorNumber(before.to) > minorNumber(to)
    ? `control plane was asked to go to ${before.to} before pool ${pool} was rolled to ${to}, which this plan did not ask for: ${changedBy(before, nowMs)}. Apply the rollout again to plan from there`
    : undefined;
}
