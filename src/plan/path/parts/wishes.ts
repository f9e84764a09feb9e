import type { Facts } from "../../../knowledge/knowledge.ts";
import { searchGroup, strict } from "../search/group-search.ts";
import { isOpen } from "../search/solve.ts";
import { addonParts, endingAt, type Parts, type SeenAddon, type Wish } from "./addon-parts.ts";
import { isVouchedFor, type Accepts } from "./addon-verdict.ts";
import { endOf, type ServerWay } from "./pool-parts.ts";

/** A little more than the largest mesh of the knowledge needs. */
const STATES = 100_000;

/**
 * The parts of an add-on that goes where `target.addons` says. `latest-compatible` is the newest
 * version that the knowledge vouches for beside the target and that there is a way to; where there is
 * none, the newest that nothing speaks against. Where there is a way to none at all, the first of
 * these stands, so that it can be said why.
 */
export function wishedParts(
  facts: Facts,
  addon: SeenAddon,
  target: string | undefined,
  way: ServerWay,
  accepts: Accepts,
): Parts {
  const partsTo = (wish: Wish): Parts => addonParts(facts, addon, wish, way, accepts);
  const free = partsTo({ kind: "free" });
  if (target === undefined) return free;
  if (target === "keep") return partsTo({ kind: "keep" });
  if (target !== "latest-compatible") {
    return partsTo({ kind: "at", version: target.replace(/^v/, "") });
  }
  const ends = compatibleEnds(facts, addon, free, way);
  const reached = ends.find((version) => {
    const instance = { places: way.length, ...endingAt(free, version) };
    return isOpen(searchGroup(instance, strict, { left: STATES }));
  });
  const end = reached ?? ends[0];
  return end === undefined ? free : endingAt(free, end);
}

/** What the knowledge vouches for stands first, then what is not forbidden or was accepted; each newest first. */
function compatibleEnds(
  facts: Facts,
  addon: SeenAddon,
  { parts }: Parts,
  way: ServerWay,
): readonly string[] {
  const end = endOf(way);
  const allowed = parts.slice(0, 1).flatMap(({ versions, beside }) =>
    versions.filter((_, index) => {
      const verdict = beside.at(-1)?.[index];
      return verdict === undefined || verdict.accepted !== undefined;
    }),
  );
  const newestFirst = allowed.toReversed();
  const isVouched = (version: string): boolean => isVouchedFor(facts, addon, version, end);
  const vouched = newestFirst.filter(isVouched);
  return [...vouched, ...newestFirst.filter((version) => !isVouched(version))];
}
