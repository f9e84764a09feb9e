import { numbersOf } from "../../../knowledge/addon-version.ts";
import type { Facts } from "../../../knowledge/knowledge.ts";
import { remembered } from "../../../knowledge/remembered.ts";

/** `1.23` of `1.23.4` and of `v1.23.4-eksbuild.1`: add-ons promise things by minor. */
export function addonMinor(version: string): string {
  return numbersOf(version).slice(0, 2).join(".");
}

/** Order of two versions by the numbers that both have: 0 for 1.23 and 1.23.4. */
export function compareAddons(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const shared = Math.min(left.length, right.length);
  const steps = left.slice(0, shared).map((number, index) => number - Number(right[index]));
  return steps.find((step) => step !== 0) ?? 0;
}

/** Under which name the knowledge has it: builds of EKS are listed apart. */
export function knownAs(facts: Facts, addon: string, version: string): string {
  const own = `${addon}-eks`;
  const isListed = facts.addons().some((record) => record.addon === own);
  return version.includes("eksbuild") && isListed ? own : addon;
}

/** The versions that the knowledge names, each end of a range, oldest first. */
export const knownVersions = remembered((addon: string) => addon, namedVersions);

function namedVersions(facts: Facts, addon: string): readonly string[] {
  const named = facts
    .addons()
    .filter((record) => record.addon === addon)
    .flatMap(({ versions: { from, to } }) => [from ?? [], to ?? []].flat())
    .map((version) => version.replace(/^v/, ""));
  return inOrder(named);
}

/**
 * The versions that an add-on could go to from the one that it runs, oldest first: those that the
 * knowledge names and the one that is wished for. `1.24` stands for every 1.24 unless one is named.
 */
export function candidates(
  facts: Facts,
  addon: string,
  runs: string,
  wished: string | undefined,
): readonly string[] {
  const known = knownVersions(facts, addon).filter(
    (version) => wished === undefined || compareAddons(version, wished) !== 0,
  );
  const all = inOrder([...known, ...(wished === undefined ? [] : [wished])]);
  return all.filter((version) => compareAddons(version, runs) > 0);
}

/** Minors that are passed on a move, with the one that it ends at. */
export function minorsMoved(from: string, to: string, known: readonly string[]): number {
  const [oldMajor, oldMinor = 0] = numbersOf(from);
  const [newMajor, newMinor = 0] = numbersOf(to);
  if (oldMajor === newMajor) return newMinor - oldMinor;
  const between = known.filter(
    (version) => compareAddons(version, from) > 0 && compareAddons(version, to) <= 0,
  );
  return new Set([...between, to].map(addonMinor)).size;
}

/** Each once, oldest first; of equal numbers the shorter stands first. */
export function inOrder(versions: readonly string[]): readonly string[] {
  const once = [...new Set(versions)].toSorted((a, b) => (a < b ? -1 : 1));
  return once.toSorted((a, b) => compareAddons(a, b) || a.length - b.length);
}
