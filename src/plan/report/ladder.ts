import { hopName } from "../../model/hop-name.ts";
import type { Hop } from "../../model/plan.ts";

/** The way of one component, rung by rung; node pools that go the same way are one row. */
export interface LadderRow {
  readonly component: string;
  readonly kind: Hop["component"];
  readonly from: string;
  /** Where its hops end, and the how-manieth of all hops they are: of several pools, several. */
  readonly rungs: readonly { readonly numbers: readonly number[]; readonly to: string }[];
}

/** The hops of a way by component, each with its place in the order of all, the control plane first and then in the order of first hops. */
export function ladderOf(hops: readonly Hop[]): readonly LadderRow[] {
  const numbered = hops.map((hop, index) => ({ hop, number: index + 1 }));
  const rows = [...Map.groupBy(numbered, ({ hop }) => hopName(hop))].flatMap(([component, list]) =>
    list.slice(0, 1).map(({ hop: first }) => ({
      component,
      kind: first.component,
      from: first.from,
      rungs: list.map(({ hop, number }) => ({ numbers: [number], to: hop.to })),
    })),
  );
  const grouped = [...Map.groupBy(rows, groupOf).values()].map(together);
  const isMain = ({ kind }: LadderRow): boolean => kind === "control-plane";
  return [...grouped.filter(isMain), ...grouped.filter((row) => !isMain(row))];
}

/** Pools with the same versions stand together; everything else is by itself. */
function groupOf({ component, kind, from, rungs }: LadderRow): string {
  const versions = [from, ...rungs.map(({ to }) => to)].join(" ");
  return kind === "node-pool" ? versions : component;
}

function together(rows: readonly LadderRow[]): LadderRow {
  // A group has a first.
  const [first] = rows as readonly [LadderRow];
  if (rows.length === 1) return first;
  return {
    ...first,
    component: `${rows.length} node pools`,
    rungs: first.rungs.map(({ to }, index) => ({
      to,
      numbers: rows.flatMap(({ rungs }) =>
        rungs.slice(index, index + 1).flatMap((rung) => rung.numbers),
      ),
    })),
  };
}

/** `4`, `3..5`, `3, 5..6`. */
export function numberWords(numbers: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && number === run.last + 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs
    .map(({ first, last }) => (first === last ? `${first}` : `${first}..${last}`))
    .join(", ");
}
