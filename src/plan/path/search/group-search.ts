import type { Edge, Instance, Move, Part, Verdict } from "./instance.ts";

/**
 * Cost of a way as one number, in the order of what counts: constraints broken, hops, risk, how old
 * the versions are, and how early parts move. Each has room for more than a way can have; where the
 * first outgrows its room, the last lose their exactness first.
 */
const EARLY = 1;
const AGE = 2 ** 12;
const RISK = 2 ** 21;
const HOP = 2 ** 31;
const BROKEN = 2 ** 47;
/** Of as many broken constraints, letting something move is better than taking a risk. */
const RISK_TAKEN = 2 ** 43;

/** What moves cost, and what verdicts cost: nothing, a risk, a broken constraint, or infinitely much. */
export interface Prices {
  move(part: Part, edge: Edge, placesLeft: number): number;
  verdict(verdict: Verdict): number;
}

function moveCost({ weight, follows }: Part, { risk, age }: Edge, placesLeft: number): number {
  const early = follows ? 0 : placesLeft * EARLY;
  return weight * HOP + risk * RISK + age * AGE + early;
}

/** Only what is allowed or accepted. */
export const strict: Prices = {
  move: moveCost,
  verdict: ({ accepted }) => (accepted === undefined ? Number.POSITIVE_INFINITY : RISK),
};

/** Also what a person could let be, at the price of one broken constraint each. */
export const relaxed: Prices = {
  move: moveCost,
  verdict: (verdict) => {
    const { accepted, relaxation } = verdict;
    if (accepted !== undefined || relaxation === undefined) return strict.verdict(verdict);
    return relaxation.kind === "accept-risk" ? BROKEN + RISK_TAKEN : BROKEN;
  },
};

/** Of these constraints only. */
export function only(constraints: ReadonlySet<string>): Prices {
  return {
    move: moveCost,
    verdict: (verdict) => (constraints.has(verdict.constraint.id) ? strict.verdict(verdict) : 0),
  };
}

/** Hops alone: ways that differ in nothing but risk, versions or order cost the same. */
export const hopsOnly: Prices = {
  move: ({ weight }) => weight * HOP,
  verdict: ({ accepted }) => (accepted === undefined ? Number.POSITIVE_INFINITY : 0),
};

/** States that may still be looked at; shared by searches that belong together. Below 0 nothing is known, neither a way nor that there is none. */
export interface Budget {
  left: number;
}

/** Where the control plane is on its way, and the version of every part. */
export interface State {
  readonly place: number;
  readonly versions: readonly number[];
}

/** A move that could be made from a state, and where it leads. */
export interface Option {
  readonly move: Move;
  readonly next: State;
  readonly cost: number;
}

export interface GroupSearch {
  readonly group: Instance;
  /** Least cost from here to the end; infinite when there is no way. */
  readonly costFrom: (state: State) => number;
  /** What it costs to end here; infinite where it may not end. */
  readonly costOfEnd: (state: State) => number;
  /** What a member could do that can be paid. */
  readonly partOptions: (state: State) => readonly Option[];
  /** The control plane's next hop, if there is one that can be paid. */
  readonly serverOptions: (state: State) => readonly Option[];
}

/** Everything at the version that it runs. */
export function startOf({ parts }: Instance): State {
  return { place: 0, versions: parts.map(() => 0) };
}

/**
 * Searches the ways of parts that hold each other, beside the control plane's. Parts that share no
 * constraint do not change each other's ways once the control plane's is settled, so the least costs
 * of such groups add up to the least cost of all: the search is complete, and never looks at the
 * product of their states. Versions only go up, so no state is met twice on one way, and each is
 * looked at once.
 */
export function searchGroup(group: Instance, prices: Prices, budget: Budget): GroupSearch {
  const last = group.places - 1;
  const known = new Map<string, number>();
  const payable = group.parts.map((part) => {
    const edges = part.edges.filter(({ verdicts }) => costOf(verdicts) < Number.POSITIVE_INFINITY);
    return { part, from: Map.groupBy(edges, ({ from }) => from) };
  });

  function costOf(verdicts: readonly Verdict[]): number {
    return verdicts.reduce((sum, verdict) => sum + prices.verdict(verdict), 0);
  }

  function costFrom(state: State): number {
    const key = `${state.place}:${state.versions.join(",")}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    budget.left -= 1;
    if (budget.left < 0) return Number.POSITIVE_INFINITY;
    let least = costOfEnd(state);
    for (const { cost, next } of [...partOptions(state), ...serverOptions(state)]) {
      least = Math.min(least, cost + costFrom(next));
    }
    known.set(key, least);
    return least;
  }

  function costOfEnd({ place, versions }: State): number {
    return place === last ? costOf(verdictsAtEnd(group, versions)) : Number.POSITIVE_INFINITY;
  }

  function partOptions({ place, versions }: State): readonly Option[] {
    return payable
      .flatMap(({ part, from }, index) =>
        (from.get(Number(versions[index])) ?? []).map((edge) => {
          const after = versions.with(index, edge.to);
          const verdicts = begunByPart(group, { place, versions }, after, part, edge);
          return {
            move: { part, from: edge.from, to: edge.to, verdicts },
            next: { place, versions: after },
            cost: prices.move(part, edge, last - place) + costOf(verdicts),
          };
        }),
      )
      .filter(canBePaid);
  }

  function serverOptions({ place, versions }: State): readonly Option[] {
    if (place === last) return [];
    const verdicts = group.parts.flatMap(({ beside }, index) => {
      const version = Number(versions[index]);
      return begun(beside[place]?.[version], beside[place + 1]?.[version]);
    });
    const move = { part: undefined, from: place, to: place + 1, verdicts };
    return [{ move, next: { place: place + 1, versions }, cost: costOf(verdicts) }].filter(
      canBePaid,
    );
  }

  return { group, costFrom, costOfEnd, partOptions, serverOptions };
}

const canBePaid = ({ cost }: Option): boolean => cost < Number.POSITIVE_INFINITY;

/** What ending at these versions breaks. */
export function verdictsAtEnd(
  { parts, between }: Instance,
  versions: readonly number[],
): readonly Verdict[] {
  return [
    ...parts.flatMap(({ goal }, index) => goal[Number(versions[index])] ?? []),
    ...between.flatMap(({ first, second, atEnd }) => at(atEnd, versions, first, second) ?? []),
  ];
}

/** What a move of one part newly brings about. */
function begunByPart(
  { between }: Instance,
  { place, versions }: State,
  after: readonly number[],
  { beside }: Part,
  { from, to, verdicts }: Edge,
): readonly Verdict[] {
  return [
    ...verdicts,
    ...begun(beside[place]?.[from], beside[place]?.[to]),
    ...between.flatMap(({ first, second, always }) =>
      begun(at(always, versions, first, second), at(always, after, first, second)),
    ),
  ];
}

/** What is not so before and is so after. What is wrong from the start may stay until it changes. */
function begun(before: Verdict | undefined, after: Verdict | undefined): readonly Verdict[] {
  return after === undefined || after.name === before?.name ? [] : [after];
}

function at(
  verdicts: readonly (readonly (Verdict | undefined)[])[],
  versions: readonly number[],
  first: number,
  second: number,
): Verdict | undefined {
  return verdicts[Number(versions[first])]?.[Number(versions[second])];
}
