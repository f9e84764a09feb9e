/** What order is about: a step's name, and the steps that it names as its needs. */
export interface Needing {
  readonly id: string;
  readonly needs?: readonly string[] | undefined;
}

/** Each step of one list with the others of the list that it needs: those it names, or the one before it. */
export function needsInList(steps: readonly Needing[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Set(steps.map(({ id }) => id));
  return new Map(
    steps.map(({ id, needs }, index) => {
      const before = steps.slice(0, index).slice(-1);
      const named = needs ?? before.map((step) => step.id);
      return [id, named.filter((need) => ids.has(need))];
    }),
  );
}

/** All that is over before each step of a list starts; a step in a circle is before itself. */
export function allBefore(
  needs: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    [...needs.keys()].map((id) => {
      const found = new Set<string>();
      const open = [id];
      for (const at of open) {
        const fresh = [...new Set(needs.get(at))].filter((need) => !found.has(need));
        fresh.forEach((need) => found.add(need));
        open.push(...fresh);
      }
      return [id, found];
    }),
  );
}

/** Circles of needs, each once, as the ids on the way round: `a` needs `b`, and `b` needs `a`. */
export function circlesOf(
  needs: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const before = allBefore(needs);
  const told = new Set<string>();
  const circles: (readonly string[])[] = [];
  for (const [id, all] of before) {
    if (!all.has(id) || told.has(id)) continue;
    const circle = wayRound(id, needs, before);
    circle.forEach((each) => told.add(each));
    circles.push(circle);
  }
  return circles;
}

/** The shortest way from a step through its needs back to itself. */
function wayRound(
  start: string,
  needs: ReadonlyMap<string, readonly string[]>,
  before: ReadonlyMap<string, ReadonlySet<string>>,
  ways: readonly (readonly string[])[] = [[start]],
): readonly string[] {
  const longer = ways.flatMap((way) =>
    needsOf(way)
      .filter((next) => next !== start && before.get(next)?.has(start) === true)
      .filter((next) => !way.includes(next))
      .map((next) => [...way, next]),
  );
  return ways.find((way) => needsOf(way).includes(start)) ?? wayRound(start, needs, before, longer);

  function needsOf(way: readonly string[]): readonly string[] {
    return way.slice(-1).flatMap((last) => [...new Set(needs.get(last))]);
  }
}

/** The steps so that each comes after those it needs, and otherwise as they are written. Those of a circle come last. */
export function inOrderOfNeeds<Step extends Needing>(steps: readonly Step[]): readonly Step[] {
  const needs = needsInList(steps);
  const ordered: Step[] = [];
  const done = new Set<string>();
  let open = steps;
  for (;;) {
    const next = open.find(({ id }) => needs.get(id)?.every((need) => done.has(need)));
    if (next === undefined) return [...ordered, ...open];
    done.add(next.id);
    ordered.push(next);
    open = open.filter((step) => step !== next);
  }
}
