import type { Hop, Shape, Step } from "../../model/plan.ts";
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

/** What makes and fills the second cluster. */
const MAKERS: readonly string[] = [
  "cluster.provision",
  "workloads.deploy",
  "volume.handover",
  "traffic.shift",
];

/** P11: a strategy with a second cluster moves nothing of the first until it retires it, any other works on nothing else. */
export function checkRoles(shape: string, { strategy, steps }: Shape): readonly BrokenRule[] {
  const problem = isSecondCluster(strategy) ? secondProblem : oneProblem;
  return steps.flatMap((step) =>
    problem(step).map((words) => broken("P11", { shape, step: step.id }, `${strategy} ${words}`)),
  );
}

function oneProblem({ role }: Step): readonly string[] {
  return role === "next" ? ["has no second cluster"] : [];
}

function secondProblem({ uses, role }: Step): readonly string[] {
  if (role === "next") {
    return uses === "cluster.retire" ? ["retires the first cluster, not the second"] : [];
  }
  if (MOVERS.includes(uses)) return ["leaves the first cluster as it is"];
  return MAKERS.includes(uses) ? ["makes and fills the second cluster, not the first"] : [];
}
