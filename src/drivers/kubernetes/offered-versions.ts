import type { Facts } from "../../knowledge/knowledge.ts";
import { compareVersions, minorNumber, minorOf } from "../../model/version.ts";

/**
 * The versions that a provider whose own API is not asked could bring a cluster to: the newest known
 * patch of the minor that it runs and of each newer one that is released, and of the clouds only the
 * minors that they are known to have.
 */
export function offeredVersions(
  facts: Facts,
  provider: string,
  current: string,
): readonly string[] {
  const offered = facts.support().filter((each) => each.provider === provider);
  const isOffered = (minor: string): boolean =>
    offered.length === 0 || offered.some((each) => each.minor === minor && each.planned !== true);
  return facts
    .releases()
    .flatMap(({ minor, releasedOn, latestPatch }) =>
      releasedOn !== undefined && latestPatch !== undefined && isOffered(minor)
        ? [latestPatch.version]
        : [],
    )
    .filter(
      (version) =>
        minorNumber(version) >= minorNumber(current) &&
        (minorOf(version) !== minorOf(current) || compareVersions(version, current) > 0),
    )
    .toSorted((a, b) => compareVersions(a, b));
}
