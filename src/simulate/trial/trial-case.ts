import type { PriceTable } from "../../model/prices.ts";
import type { Plan } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { WorldDocument } from "../../world/world-document.ts";

/** What is tried: a plan, the fleet that it is of, and a simulated cluster for each of its members. */
export interface TrialCase {
  readonly plan: Plan;
  readonly hash: string;
  readonly fleet: { readonly name: string; readonly written: object };
  readonly world: WorldDocument;
  /** The cluster of the world that stands for a member, by the member's name. */
  readonly members: ReadonlyMap<string, string>;
  /** What the plan was made from, by cluster: what extra nodes cost is read from it. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly prices?: PriceTable;
}

/** The case with the clusters of its world being those that its plan was made for, and its chance that of a seed. */
export function seededWorld({ plan, world, members }: TrialCase, seed: number): WorldDocument {
  const uids = new Map(
    plan.stages
      .flatMap(({ clusters }) => clusters)
      .map(({ member, identity }) => [members.get(member), identity] as const),
  );
  const clusters = world.spec.clusters.map((cluster) => {
    const uid = uids.get(cluster.name);
    return uid === undefined ? cluster : { ...cluster, uid };
  });
  return { ...world, spec: { ...world.spec, seed: `${world.spec.seed}/${seed}`, clusters } };
}
