import type { Fleet } from "../model/fleet.ts";
import type { Plan } from "../model/plan.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import { nearest } from "../spec/nearest.ts";
import type { Complaint } from "../spec/problem.ts";

/** Clusters that an acceptance names and the fleet does not have: it would silently accept nothing. */
export function unknownAccepting({ spec }: RolloutDocument, fleet: Fleet): readonly Complaint[] {
  const names = fleet.clusters.map(({ name }) => name);
  return (spec.acceptRisks ?? []).flatMap(({ clusters = [] }, risk) =>
    clusters.flatMap((cluster, index): readonly Complaint[] => {
      if (names.includes(cluster)) return [];
      const meant = nearest(cluster, names);
      const help = meant === undefined ? "" : `. Did you mean ${meant}?`;
      const path = ["spec", "acceptRisks", risk, "clusters", index];
      return [{ path, on: "value", message: `no cluster of fleet ${fleet.name}${help}` }];
    }),
  );
}

/** Risks that were accepted and that nothing in the plan takes: a name that is misspelt, over, or not needed any more. */
export function idleAcceptances({ spec }: RolloutDocument, plan: Plan): readonly string[] {
  const taken = new Set(plan.acceptedRisks?.map(({ name }) => name));
  return (spec.acceptRisks ?? [])
    .filter(({ name }) => !taken.has(name))
    .map(
      ({ name, until }) =>
        `acceptRisks names ${name} until ${until}, and nothing that is upgraded takes it: it is misspelt, over, or not needed`,
    );
}
