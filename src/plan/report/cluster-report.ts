import type { Forecast, Plan, PlannedCluster, Shape } from "../../model/plan.ts";
import { ladderOf } from "./ladder.ts";

/** One cluster that is upgraded. */
export interface ClusterReport {
  readonly name: string;
  readonly stage: string;
  readonly shape: string;
  readonly strategy: string;
  /** Of the control plane, or of what moves first where it stays. */
  readonly from: string;
  readonly to: string;
  readonly forecast?: Forecast;
  readonly surge?: PlannedCluster["surge"];
}

/** Every cluster that a plan upgrades, in the order in which they start. */
export function clustersOfPlan({ stages, shapes }: Plan): readonly ClusterReport[] {
  const ways = new Map(Object.entries(shapes).map(([name, shape]) => [name, wayOf(shape)]));
  return stages.flatMap(({ name: stage, clusters }) =>
    clusters.flatMap(({ name, shape, forecast, surge }) => {
      const more = { ...(forecast && { forecast }), ...(surge && { surge }) };
      return (ways.get(shape) ?? []).map((way) => ({ name, stage, shape, ...way, ...more }));
    }),
  );
}

/** One, as every shape has hops. */
function wayOf({
  strategy,
  hops,
}: Shape): readonly Pick<ClusterReport, "strategy" | "from" | "to">[] {
  return ladderOf(hops)
    .slice(0, 1)
    .flatMap(({ from, rungs }) => rungs.slice(-1).map(({ to }) => ({ strategy, from, to })));
}
