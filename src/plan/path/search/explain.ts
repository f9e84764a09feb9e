import { only, relaxed, searchGroup, type Budget } from "./group-search.ts";
import type { Constraint, Instance, Verdict } from "./instance.ts";
import { isOpen, walk } from "./solve.ts";

/** Why a group has no way, and what would open one. */
export interface Closed {
  /** They alone close the way; without any one of them it is open. */
  readonly constraints: readonly Constraint[];
  /** False when the search for a smaller set hit its limit. */
  readonly irreducible: boolean;
  /** The fewest verdicts to let be so that there is a way; none when nothing that may be let be opens one. */
  readonly opens: readonly Verdict[];
}

/** Explains a group that has no way. Of equal answers the one that names older versions is given. */
export function explain(group: Instance, limit: number): Closed {
  const budget: Budget = { left: limit };
  const opens = smallestRelaxation(group, budget);
  const all = constraintsOf(group);
  const kept = new Map(all.map((constraint) => [constraint.id, constraint]));
  for (const { id } of all.toReversed()) {
    const fewer = new Set(kept.keys());
    fewer.delete(id);
    const stillClosed = !isOpen(searchGroup(group, only(fewer), budget));
    if (budget.left < 0) return { constraints: [...kept.values()], irreducible: false, opens };
    if (stillClosed) kept.delete(id);
  }
  return { constraints: [...kept.values()], irreducible: true, opens };
}

/**
 * Versions only go up, so each pair of versions is entered once at most: a way that enters the fewest
 * forbidden pairs is one with the fewest relaxations.
 */
function smallestRelaxation(group: Instance, budget: Budget): readonly Verdict[] {
  const search = searchGroup(group, relaxed, budget);
  if (!isOpen(search)) return [];
  return walk([search], group.places - 1).taken.filter(({ accepted }) => accepted === undefined);
}

/** Every constraint that speaks against something in the group, once; those of older versions first. */
function constraintsOf({ parts, between }: Instance): readonly Constraint[] {
  const spoken = [
    ...parts.flatMap(({ versions, edges, beside, goal }) => [
      ...versions.flatMap((_, version) => beside.map((verdicts) => verdicts[version])),
      ...edges.flatMap(({ verdicts }) => verdicts),
      ...goal,
    ]),
    ...between.flatMap(({ always, atEnd }) => [...always.flat(), ...atEnd.flat()]),
  ].flatMap((verdict) => verdict ?? []);
  return [...new Map(spoken.map(({ constraint }) => [constraint.id, constraint])).values()];
}
