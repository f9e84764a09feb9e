import { addonName } from "../../model/hop-name.ts";
import { addonMinor, compareAddons } from "../../plan/path/parts/addon-versions.ts";
import type { AddonPartView, AddonWorkload } from "../../ports/addon-port.ts";
import type { AddonMoveInput } from "./input.ts";

/** Which way a part is brought. */
export type Direction = "upgrade" | "rollBack";

/** How many workloads are named before the rest is counted. */
const NAMED = 3;

/** Whether a version is where it was to be brought: up, a later patch of its minor will do; back, it is that one. */
export function isThere(version: string, to: string, direction: Direction): boolean {
  if (direction === "rollBack") return compareAddons(version, to) === 0;
  return addonMinor(version) === addonMinor(to) && compareAddons(version, to) >= 0;
}

/**
 * Whether somebody else has moved it: a workload is outside of the way, or none is at either of its
 * ends. In between is what was found in several versions when the plan was made.
 */
export function isForeign(
  { workloads }: AddonPartView,
  { from, to }: AddonMoveInput,
  direction: Direction,
): boolean {
  const atEnd = ({ version }: AddonWorkload): boolean =>
    isThere(version, to, direction) || compareAddons(version, from) === 0;
  const [low, high] = direction === "upgrade" ? [from, to] : [to, from];
  const isOnWay = (workload: AddonWorkload): boolean =>
    atEnd(workload) ||
    (compareAddons(workload.version, low) > 0 && compareAddons(workload.version, high) < 0);
  return !workloads.every(isOnWay) || !workloads.some(atEnd);
}

/** Whether all that a workload wants runs what it was told to, is available, and nothing older is left. */
export function isSettled({ desired, available, updated, outdated }: AddonWorkload): boolean {
  return outdated === 0 && updated >= desired && available >= desired;
}

export const keyOf = ({ namespace, name }: AddonWorkload): string => `${namespace}/${name}`;

/** `coredns`, `istio proxies`. */
export const nameOf = ({ addon, part }: Pick<AddonMoveInput, "addon" | "part">): string =>
  addonName(addon, part);

/** `Deployment kube-system/coredns has 1 of 2 pods available`, of those that are not settled. */
export function unsettledWords(workloads: readonly AddonWorkload[]): string {
  const words = workloads
    .filter((workload) => !isSettled(workload))
    .map((workload) => {
      const { kind, desired, updated, version, outdated } = workload;
      const older = outdated === 0 ? "" : `, and ${outdated} of another`;
      return `${kind} ${keyOf(workload)} has ${updated} of ${desired} pods of ${version} available${older}`;
    });
  return listed(words, "; ");
}

/** The first few, and how many more there are. */
export function listed(words: readonly string[], joint = ", "): string {
  const more = words.length > NAMED ? ` and ${words.length - NAMED} more` : "";
  return `${words.slice(0, NAMED).join(joint)}${more}`;
}

/** `6 of 9 pods`, over all workloads: those that run what they are to. */
export function podsThere(
  workloads: readonly AddonWorkload[],
  to: string,
  direction: Direction,
): { readonly there: number; readonly all: number } {
  const there = workloads
    .filter(({ version }) => isThere(version, to, direction))
    .reduce((sum, { updated, desired }) => sum + Math.min(updated, desired), 0);
  return { there, all: workloads.reduce((sum, { desired }) => sum + desired, 0) };
}
