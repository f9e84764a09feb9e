import { hopName } from "../../model/hop-name.ts";
import type { Hop } from "../../model/plan.ts";

/** The way of one component, rung by rung. */
export interface LadderRow {
  readonly component: string;
  readonly kind: Hop["component"];
  readonly from: string;
  /** Where each hop ends, and the how-manieth of all hops it is. */
  readonly rungs: readonly { readonly number: number; readonly to: string }[];
}

/** The hops of a way by component, each with its place in the order of all, components in the order of their first hop. */
export function ladderOf(hops: readonly Hop[]): readonly LadderRow[] {
  const numbered = hops.map((hop, index) => ({ hop, number: index + 1 }));
  const byComponent = Map.groupBy(numbered, ({ hop }) => hopName(hop));
  return [...byComponent].flatMap(([component, list]) =>
    list.slice(0, 1).map(({ hop: first }) => ({
      component,
      kind: first.component,
      from: first.from,
      rungs: list.map(({ hop, number }) => ({ number, to: hop.to })),
    })),
  );
}
