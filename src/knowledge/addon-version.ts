import type { AddonRecord } from "./records.ts";

/**
 * Whether an add-on's version is in a range whose ends both belong to it. An end counts as far as it
 * is written: `1.9` is every 1.9, and a version that says less than an end is not known to be within.
 */
export function isWithin(version: string, { from, to }: AddonRecord["versions"]): boolean {
  return (
    (from === undefined || Number(compareAsFar(version, from)) >= 0) &&
    (to === undefined || Number(compareAsFar(version, to)) <= 0)
  );
}

/** Order of a version and an end, by the numbers that the end has; undefined when the version has fewer. */
function compareAsFar(version: string, end: string): number | undefined {
  const [left, right] = [numbersOf(version), numbersOf(end)];
  for (const [index, number] of right.entries()) {
    const own = left[index];
    if (own === undefined) return undefined;
    if (own !== number) return own - number;
  }
  return 0;
}

/** The numbers in a version, in their order: 1, 9, 3 and 15 of `v1.9.3-eksbuild.15`. */
export function numbersOf(version: string): readonly number[] {
  return version.match(/\d+/g)?.map(Number) ?? [];
}
