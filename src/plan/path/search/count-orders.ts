import {
  hopsOnly,
  searchGroup,
  startOf,
  type Budget,
  type GroupSearch,
  type State,
} from "./group-search.ts";
import { groupsOf, type Instance, type Move } from "./instance.ts";
import { bestPartOptions, isOpen } from "./solve.ts";

export type Orders =
  | {
      readonly kind: "counted";
      readonly hops: number;
      readonly count: bigint;
      /** The first of them, the control plane going first where it can. */
      readonly listed: readonly (readonly Move[])[];
    }
  | { readonly kind: "no-way" }
  | { readonly kind: "gave-up"; readonly states: number };

/** Where all groups are together, with the place of the control plane in each. */
type Joint = readonly State[];

/**
 * Counts every order in which the fewest hops go, and lists the first of them. Orders that meet in
 * a state go on alike, so each state is counted once.
 */
export function countOrders(instance: Instance, limit: number, list: number): Orders {
  const budget: Budget = { left: limit };
  const searches = groupsOf(instance).map((group) => searchGroup(group, hopsOnly, budget));
  const isClosed = searches.some((search) => !isOpen(search));
  if (isClosed && budget.left >= 0) return { kind: "no-way" };
  const known = new Map<string, bigint>();

  function countFrom(joint: Joint): bigint {
    const key = JSON.stringify(joint);
    const found = known.get(key);
    if (found !== undefined) return found;
    budget.left -= 1;
    if (budget.left < 0) return 0n;
    const next = nextOf(searches, joint);
    let sum = next.length === 0 ? 1n : 0n;
    for (const { joint: after } of next) sum += countFrom(after);
    known.set(key, sum);
    return sum;
  }

  const start = searches.map(({ group }) => startOf(group));
  const count = countFrom(start);
  if (budget.left < 0) return { kind: "gave-up", states: limit };
  const listed = firstOrders(searches, start, list);
  return { kind: "counted", hops: hopsOf(listed), count, listed };
}

/** Depth first, so that no more is looked at than is listed. */
function firstOrders(
  searches: readonly GroupSearch[],
  start: Joint,
  list: number,
): readonly (readonly Move[])[] {
  const listed: (readonly Move[])[] = [];
  const open: { readonly joint: Joint; readonly moves: readonly Move[] }[] = [
    { joint: start, moves: [] },
  ];
  for (let at = open.pop(); at !== undefined && listed.length < list; at = open.pop()) {
    const { joint, moves } = at;
    const next = nextOf(searches, joint);
    if (next.length === 0) listed.push(moves);
    const further = next.map((each) => ({ joint: each.joint, moves: [...moves, each.move] }));
    open.push(...further.toReversed());
  }
  return listed;
}

interface Next {
  readonly joint: Joint;
  readonly move: Move;
}

/** What may come next on a way of the fewest hops: the control plane where every group lets it, and each move of a part. */
function nextOf(searches: readonly GroupSearch[], joint: Joint): readonly Next[] {
  const each = searches.flatMap((search, index) =>
    joint.slice(index, index + 1).map((state) => ({ search, state, index })),
  );
  const hops = each.flatMap(({ search, state }) => {
    const least = search.costFrom(state);
    return search
      .serverOptions(state)
      .filter(({ cost, next }) => cost + search.costFrom(next) === least);
  });
  const together = hops.length === each.length ? hops.slice(0, 1) : [];
  return [
    ...together.map(({ move }) => ({ joint: hops.map(({ next }) => next), move })),
    ...each.flatMap(({ search, state, index }) =>
      bestPartOptions(search, state).map(({ move, next }) => ({
        joint: joint.with(index, next),
        move,
      })),
    ),
  ];
}

function hopsOf(listed: readonly (readonly Move[])[]): number {
  return Math.max(0, ...listed.map((moves) => moves.length));
}
