import { compareVersions, minorNumber, minorOf } from "../../model/version.ts";
import type { ProviderView } from "../../ports/provider-port.ts";
import { changedBy, changeTo, isForeign } from "../foreign-writer.ts";

/** One look at a control plane: where it should go, and where this step found it, once it has looked before. */
export interface Expected {
  readonly view: ProviderView;
  readonly to: string;
  readonly found: string | undefined;
  readonly nowMs: number;
}

/**
 * What somebody else did to the control plane, in words with who it was; undefined when it is where
 * this step may find it. The lease is ours, so that no other upgrade of ours can have asked: only one
 * that was cancelled leaves a move behind, and the provider's record names us for that. A later patch
 * of the same minor is what providers do by themselves.
 */
export function foreignMove(expected: Expected): string | undefined {
  return movesElsewhere(expected) ?? standsElsewhere(expected) ?? isAhead(expected);
}

function movesElsewhere({ view, to, nowMs }: Expected): string | undefined {
  const { status, upgradingTo } = view;
  if (status !== "upgrading" || upgradingTo === undefined || isWanted(upgradingTo, to))
    return undefined;
  const change = changeTo(view, upgradingTo);
  return change !== undefined && !isForeign(change)
    ? undefined
    : `control plane moves to ${upgradingTo}, which this plan did not ask for: ${changedBy(change, nowMs)}`;
}

/** At a version on the way, to which it was not asked to go. */
function standsElsewhere({ view, to, found, nowMs }: Expected): string | undefined {
  if (found === undefined) return undefined;
  const versions = [view.controlPlaneVersion, ...view.servers.map(({ version }) => version)];
  const strange = versions.find(
    (version) => compareVersions(version, found) !== 0 && compareVersions(version, to) < 0,
  );
  if (strange === undefined) return undefined;
  const change = changeTo(view, strange);
  return change !== undefined && !isForeign(change)
    ? undefined
    : `control plane is at ${strange}, which is neither where this step found it (${found}) nor where it brings it (${to}): ${changedBy(change, nowMs)}`;
}

/** Past the minor that this step brings it to. Where nobody says who did it, it may have been us, in an attempt before. */
function isAhead({ view, to, nowMs }: Expected): string | undefined {
  const { controlPlaneVersion: now } = view;
  const change = changeTo(view, now);
  return minorNumber(now) > minorNumber(to) && isForeign(change)
    ? `control plane is at ${now}, and this step brings it to ${to}: ${changedBy(change, nowMs)}. Apply the rollout again to plan from there`
    : undefined;
}

/** Whether a control plane on its way there comes to where it should be: a later patch serves as well. */
export function isWanted(version: string, to: string): boolean {
  return (
    version === minorOf(to) ||
    (minorOf(version) === minorOf(to) && compareVersions(version, to) >= 0)
  );
}
