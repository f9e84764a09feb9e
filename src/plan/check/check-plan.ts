import type { Plan, Shape } from "../../model/plan.ts";
import type { Snapshots } from "../cluster-way.ts";
import type { ActionCatalog } from "../workflow/action-catalog.ts";
import { checkNewCluster, checkRoles, isSecondCluster } from "./check-second-cluster.ts";
import { checkSteps } from "./check-steps.ts";
import { replayHops, type BrokenRule } from "./replay.ts";

/**
 * Proves a plan before it may be stored (DESIGN 5, "Check"); an empty answer is the proof.
 *
 *  P1  the ids of a shape's steps are unique
 *  P2  every need names a step of the same shape
 *  P3  no step waits for itself
 *  P4  every action is installed
 *  P5  every cluster has exactly one place
 *  P6  every planned cluster has a shape, and every shape a cluster
 *  P7  the steps of a shape make its hops, all of them and in their order
 *  P8  no control plane skips a minor or goes back (I1)
 *  P9  no kubelet is newer or further behind than an API server allows, in any state on the way (I2)
 *  P10 everything ends at the target
 *  P11 a second cluster leaves the first as it is, and no other strategy has one
 */
export function checkPlan(
  plan: Plan,
  snapshots: Snapshots,
  actions: ActionCatalog,
): readonly BrokenRule[] {
  return [
    ...Object.entries(plan.shapes).flatMap(([name, shape]) => checkSteps(name, shape, actions)),
    ...Object.entries(plan.shapes).flatMap(([name, shape]) => checkRoles(name, shape)),
    ...checkPlaces(plan),
    ...checkShapes(plan),
    ...checkWays(plan, snapshots),
  ];
}

function checkPlaces({ stages, leftOut }: Plan): readonly BrokenRule[] {
  const names = [...stages.flatMap(({ clusters }) => clusters), ...leftOut].map(({ name }) => name);
  const seen = new Set<string>();
  const broken: BrokenRule[] = [];
  for (const name of names) {
    if (seen.has(name)) broken.push({ rule: "P5", why: `cluster ${name} has two places` });
    seen.add(name);
  }
  return broken;
}

function checkShapes({ stages, shapes }: Plan): readonly BrokenRule[] {
  const clusters = stages.flatMap((stage) => stage.clusters);
  const used = new Set(clusters.map(({ shape }) => shape));
  return [
    ...clusters
      .filter(({ shape }) => shapes[shape] === undefined)
      .map(({ name, shape }) => `cluster ${name} has the shape ${shape}, which is not there`),
    ...Object.keys(shapes)
      .filter((name) => !used.has(name))
      .map((name) => `no cluster has the shape ${name}`),
  ].map((why) => ({ rule: "P6", why }));
}

/** That it is missing is P6. */
const MISSING: Pick<Shape, "strategy" | "hops"> = { strategy: "rolling", hops: [] };

function checkWays({ stages, shapes, target }: Plan, snapshots: Snapshots): readonly BrokenRule[] {
  return stages
    .flatMap(({ clusters }) => clusters)
    .flatMap(({ name, shape }) => {
      const seen = snapshots.get(name);
      if (seen === undefined || "error" in seen) {
        return [
          { rule: "P9", why: `cluster ${name} was not observed, so nothing is proved of it` },
        ];
      }
      const to = String(target.kubernetes);
      const { strategy, hops } = shapes[shape] ?? MISSING;
      return isSecondCluster(strategy)
        ? checkNewCluster(name, hops, to)
        : replayHops(name, seen, hops, to);
    });
}
