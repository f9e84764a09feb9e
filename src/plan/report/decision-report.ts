import type { Decision, Plan } from "../../model/plan.ts";

/** A decision that was weighed, and the clusters that share it. */
export interface DecisionReport extends Decision {
  readonly clusters: readonly string[];
}

/** The decisions that `auto` made, that of most clusters first; what a person asked for by name needs no table. */
export function weighedDecisions({ decisions = {}, stages }: Plan): readonly DecisionReport[] {
  const planned = stages.flatMap(({ clusters }) => clusters);
  return Object.entries(decisions)
    .filter(([, { by }]) => by.kind === "weighed")
    .map(([key, decision]) => {
      const sharing = planned.filter((cluster) => cluster.decision === key);
      return { ...decision, clusters: sharing.map(({ name }) => name) };
    })
    .toSorted((a, b) => b.clusters.length - a.clusters.length);
}
