import type { Weighed } from "../../model/plan.ts";
import { STRATEGIES, type WeighableStrategy } from "../../model/strategy-weights.ts";
import type { RuledOut } from "./ruled-out.ts";
import type { Table } from "./weigh-strategies.ts";

/** Reasons for a strategy that are told before the rest is left to the table. */
const TOLD = 3;

/**
 * Why the first of the ranked strategies was chosen: what speaks for it against the second most,
 * and what speaks against it most. With no second, what rules the others out.
 */
export function whyWords(
  [first, second]: readonly [WeighableStrategy, ...WeighableStrategy[]],
  { weighed, scores }: Table,
  out: ReadonlyMap<WeighableStrategy, RuledOut>,
): string {
  if (second === undefined) return `the only one that can be had here: ${outWords(out)}`;
  const own = ({ points }: Weighed): number => Number(points[first]);
  const lead = (row: Weighed): number => own(row) - Number(row.points[second]);
  const ordered = weighed.toSorted((a, b) => lead(b) - lead(a));
  const pro = ordered.filter((row) => lead(row) > 0).slice(0, TOLD);
  const con = ordered.filter((row) => lead(row) < 0 && own(row) < 0).slice(-1);
  return [
    `${first} ${scores[first]} before ${second} ${scores[second]}`,
    ...pro.map(({ seen }) => seen),
    ...con.map(({ seen }) => `against it: ${seen}`),
  ].join("; ");
}

/** The strategies that are ruled out, together where the reason is the same. */
export function outWords(out: ReadonlyMap<WeighableStrategy, RuledOut>): string {
  const all = STRATEGIES.flatMap((strategy) => {
    const reason = out.get(strategy);
    return reason === undefined ? [] : [{ strategy, why: reason.why }];
  });
  return [...Map.groupBy(all, ({ why }) => why)]
    .map(
      ([why, group]) => `no ${group.map(({ strategy }) => strategy).join(" or ")}, because ${why}`,
    )
    .join("; ");
}
