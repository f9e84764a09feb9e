import { selects } from "../../model/selector.ts";
import { fullName, type Metadata } from "../kubernetes/shapes.ts";
import type { ReadBudget } from "./observe-budgets.ts";

export interface BudgetPods {
  pods: number;
  readonly overlaps: { readonly pod: string; readonly with: string }[];
}

/** Of each budget so many pods that are under another too are named: one is enough to act on. */
const MAX_OVERLAPS = 20;

/** Which budgets take which pods, told pod by pod. Owns a count for each budget. */
export class BudgetMatcher {
  readonly #byNamespace: ReadonlyMap<string, readonly ReadBudget[]>;
  readonly #pods = new Map<ReadBudget, BudgetPods>();

  constructor(budgets: readonly ReadBudget[]) {
    this.#byNamespace = Map.groupBy(budgets, ({ metadata }) => metadata.namespace);
  }

  take(pod: Pick<Metadata, "namespace" | "name" | "labels">): void {
    const taking = this.budgetsOver(pod);
    for (const budget of taking) {
      const of = this.podsOf(budget);
      of.pods += 1;
      for (const other of taking) {
        if (other === budget || of.overlaps.length >= MAX_OVERLAPS) continue;
        of.overlaps.push({ pod: fullName(pod), with: fullName(other.metadata) });
      }
    }
  }

  /** Budgets that select such pods, by name. */
  budgetsOver({
    namespace,
    labels,
  }: Pick<Metadata, "namespace" | "labels">): readonly ReadBudget[] {
    const budgets = this.#byNamespace.get(namespace) ?? [];
    return budgets.filter(
      ({ spec }) =>
        spec.selector !== null && spec.selector !== undefined && selects(spec.selector, labels),
    );
  }

  podsOf(budget: ReadBudget): BudgetPods {
    const known = this.#pods.get(budget);
    if (known !== undefined) return known;
    const none: BudgetPods = { pods: 0, overlaps: [] };
    this.#pods.set(budget, none);
    return none;
  }
}
