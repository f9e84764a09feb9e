import {
  searchGroup,
  startOf,
  strict,
  verdictsAtEnd,
  type Budget,
  type GroupSearch,
  type Option,
  type State,
} from "./group-search.ts";
import { groupsOf, type Instance, type Move, type Verdict } from "./instance.ts";

/** A way, and what it takes as accepted risks. */
export interface Way {
  readonly moves: readonly Move[];
  readonly taken: readonly Verdict[];
}

export type Solution =
  | ({ readonly kind: "way" } & Way)
  /** The groups that have no way, each of itself. */
  | { readonly kind: "no-way"; readonly groups: readonly Instance[] }
  | { readonly kind: "gave-up"; readonly states: number };

/**
 * A way with the fewest hops; among these the one of least risk, then of the newest versions; among
 * these the control plane goes as soon as it can, and parts as late as they may. Nothing is left to
 * chance: what is equal still comes in the order of the parts.
 */
export function solve(instance: Instance, limit: number): Solution {
  const budget: Budget = { left: limit };
  const searches = groupsOf(instance).map((group) => searchGroup(group, strict, budget));
  const closed = searches.filter((search) => !isOpen(search));
  if (budget.left < 0) return { kind: "gave-up", states: limit };
  if (closed.length > 0) return { kind: "no-way", groups: closed.map(({ group }) => group) };
  return { kind: "way", ...walk(searches, instance.places - 1) };
}

/** Whether there is a way from the start. */
export function isOpen({ group, costFrom }: GroupSearch): boolean {
  return costFrom(startOf(group)) < Number.POSITIVE_INFINITY;
}

/** A group's search, and where it is on the way. */
interface Walker {
  readonly search: GroupSearch;
  readonly state: State;
}

/** Goes the best way of searches that have one. */
export function walk(searches: readonly GroupSearch[], last: number): Way {
  let walkers: readonly Walker[] = searches.map((search) => ({
    search,
    state: startOf(search.group),
  }));
  const moves: Move[] = [];
  for (let place = 0; place <= last; place += 1) {
    for (let due = moveDue(walkers); due !== undefined; due = moveDue(walkers)) {
      const { walker, option } = due;
      moves.push(option.move);
      walkers = walkers.map((each) => (each === walker ? { ...each, state: option.next } : each));
    }
    if (place === last) break;
    const hops = walkers.flatMap(({ search, state }) =>
      search.serverOptions(state).map((option) => ({ search, option })),
    );
    const verdicts = hops.flatMap(({ option }) => option.move.verdicts);
    moves.push({ part: undefined, from: place, to: place + 1, verdicts });
    walkers = hops.map(({ search, option }) => ({ search, state: option.next }));
  }
  const ends = walkers.flatMap(({ search, state }) => verdictsAtEnd(search.group, state.versions));
  return { moves, taken: [...moves.flatMap(({ verdicts }) => verdicts), ...ends] };
}

/** The move that has to come now: of what follows another's, else of the first group that cannot let the control plane go. */
function moveDue(
  walkers: readonly Walker[],
): { readonly walker: Walker; readonly option: Option } | undefined {
  const best = walkers.flatMap((walker) => {
    const waits = canWait(walker);
    return bestPartOptions(walker.search, walker.state).map((option) => ({
      walker,
      option,
      waits,
    }));
  });
  return (
    best.find(({ option }) => option.move.part?.follows === true) ??
    best.find(({ waits }) => !waits)
  );
}

/** Moves of parts that are on a best way from here. */
export function bestPartOptions(search: GroupSearch, state: State): readonly Option[] {
  const least = search.costFrom(state);
  return search
    .partOptions(state)
    .filter(({ cost, next }) => cost + search.costFrom(next) === least);
}

/** Whether the best may still be had by ending here, or by letting the control plane go first. */
function canWait({ search, state }: Walker): boolean {
  const least = search.costFrom(state);
  const hops = search.serverOptions(state);
  return (
    search.costOfEnd(state) === least ||
    hops.some(({ cost, next }) => cost + search.costFrom(next) === least)
  );
}
