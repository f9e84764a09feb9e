import { minorNumber, minorOf } from "../../model/version.ts";
import type { Facts } from "../../knowledge/knowledge.ts";
import { newestMinor, release } from "../../knowledge/look-up.ts";
import type { ScanTarget } from "./scan-finding.ts";

/**
 * Why it cannot be said what goes by this target, or undefined when it can. A minor of which nothing
 * is stated would let every manifest pass, so it is refused; so is one that is not released, whose
 * removals are only planned, and so is a way down.
 */
export function checkScanTarget(
  facts: Facts,
  { target, current }: ScanTarget,
): { readonly refused: string } | undefined {
  const [oldest, newest] = [oldestStated(facts), newestMinor(facts)];
  const words =
    refusal("target", target, oldest, newest) ??
    (current === undefined ? undefined : refusal("current version", current, undefined, newest));
  if (words !== undefined) return { refused: words };
  const unstated = unstatedUpTo(facts, oldest, target);
  if (unstated !== undefined) {
    return {
      refused: `nothing is known of what ${unstated} removes, so a scan for ${target} would pass what it should not`,
    };
  }
  if (current === undefined || minorNumber(current) <= minorNumber(target)) return undefined;
  return {
    refused: `the target ${target} is older than ${current}, where the cluster is now: name the version that it goes to`,
  };
}

/** The first minor whose removals are stated. */
function oldestStated(facts: Facts): string {
  const stated = facts.releases().filter(({ removedApis }) => removedApis !== undefined);
  return stated.reduce((a, b) => (minorNumber(b.minor) < minorNumber(a.minor) ? b : a)).minor;
}

function refusal(
  what: string,
  version: string,
  oldest: string | undefined,
  newest: string,
): string | undefined {
  if (!/^v?1\.\d+(?:[.+-][\w.+-]*)?$/.test(version)) {
    return `the ${what} ${JSON.stringify(version)} is not a version of Kubernetes: expected a minor, like ${newest}`;
  }
  if (minorNumber(version) > minorNumber(newest)) {
    return `the ${what} ${minorOf(version)} is newer than what is known: the newest minor with stated removals is ${newest}; take a newer fleetlift, or add records with a knowledge file`;
  }
  if (oldest !== undefined && minorNumber(version) < minorNumber(oldest)) {
    return `the ${what} ${minorOf(version)} is older than what is known: removals are stated from ${oldest} to ${newest}`;
  }
  return undefined;
}

function unstatedUpTo(facts: Facts, oldest: string, target: string): string | undefined {
  for (let minor = minorNumber(oldest); minor <= minorNumber(target); minor += 1) {
    if (release(facts, `1.${minor}`)?.removedApis === undefined) return `1.${minor}`;
  }
  return undefined;
}
