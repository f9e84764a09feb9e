import type { Hop, Shape } from "../../model/plan.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import { missed } from "./replay.ts";

/** Whether a strategy brings a second cluster, and leaves the first as it is. */
export function isSecondCluster(strategy: Shape["strategy"]): boolean {
  return strategy === "blue-green" || strategy === "canary";
}

/** P8 and P10 of a cluster that is made anew: it is made once, and at the target. */
export function checkNewCluster(
  cluster: string,
  hops: readonly Hop[],
  target: string,
): readonly BrokenRule[] {
  const [first, ...more] = hops;
  if (first?.component !== "control-plane" || more.length > 0) {
    return [broken("P8", { cluster }, "a second cluster is made at the target, in one hop")];
  }
  return missed(cluster, first.to, target);
}

const MOVERS: readonly string[] = ["control-plane.upgrade", "node-pool.roll", "node-pool.in-place"];

/** P11: a strategy with a second cluster moves nothing of the first, any other works on nothing else. */
export function checkRoles(shape: string, { strategy, steps }: Shape): readonly BrokenRule[] {
  const isWrong = isSecondCluster(strategy)
    ? ({ uses, role }: Shape["steps"][number]) => role === "self" && MOVERS.includes(uses)
    : ({ role }: Shape["steps"][number]) => role === "next";
  return steps.filter(isWrong).map(({ id, role }) => {
    const rest = role === "self" ? "leaves the first cluster as it is" : "has no second cluster";
    return broken("P11", { shape, step: id }, `${strategy} ${rest}`);
  });
}
