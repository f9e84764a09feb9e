import { newestOf, isPreRelease } from "../../knowledge/version-order.ts";
import { compareVersions, minorNumber, minorOf, parseVersion } from "../../model/version.ts";
import type { Snapshot } from "../../model/snapshot.ts";

/** Where a cluster stands against the version that it is held to. */
export type Drift =
  | { readonly kind: "held" }
  /** It can be brought there by an upgrade. */
  | { readonly kind: "behind"; readonly words: string }
  /** No upgrade leads back: a person must say what is to be. */
  | { readonly kind: "ahead"; readonly words: string };

/**
 * Holds a cluster against a desired version, `1.36` (its newest patch that is to be had) or `1.36.3`.
 * A cluster that is newer is told and never brought back: a downgrade is no hop (semantics 1).
 */
export function driftOf(desired: string, { controlPlane, pools, available }: Snapshot): Drift {
  const { version } = controlPlane;
  const target = meant(desired, [version, ...available]);
  const order = compareTo(version, target);
  if (order > 0) {
    return { kind: "ahead", words: `control plane at ${version}, ahead of ${desired}` };
  }
  const behind = [
    ...(order < 0 ? [`control plane at ${version}, behind ${target}`] : []),
    ...pools.flatMap((pool) => poolWords(pool, target)),
  ];
  return behind.length === 0 ? { kind: "held" } : { kind: "behind", words: behind.join("; ") };
}

/** The version that is desired here; the words themselves where none of the minor is to be had. */
function meant(desired: string, offered: readonly string[]): string {
  if (parseVersion(desired) !== undefined) return desired;
  const ofMinor = offered.filter((one) => minorOf(one) === desired && !isPreRelease(one));
  const newest = newestOf(ofMinor);
  return newest !== undefined && "newest" in newest ? newest.newest : desired;
}

/** By the minor alone where the target has no patch, or where the numbers are the same but for a build. */
function compareTo(version: string, target: string): number {
  const order = compareVersions(version, target);
  return Number.isNaN(order) ? minorNumber(version) - minorNumber(target) : order;
}

function poolWords({ name, nodes }: Snapshot["pools"][number], target: string): readonly string[] {
  const versions = nodes.flatMap(({ kubeletVersion }) => kubeletVersion ?? []);
  const [oldest] = versions.toSorted(compareVersions);
  return oldest === undefined || compareTo(oldest, target) >= 0
    ? []
    : [`pool ${name} at ${oldest}, behind ${target}`];
}
