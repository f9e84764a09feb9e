import type { Plan, PlannedStage, PlannedTask } from "../../model/plan.ts";
import { counted } from "../strategy/measured.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import { orderOf } from "./step-order.ts";

/** A stage alone of as many clusters needs none before it that tries things out. */
const ALONE = 2;

/** P26 to P32 and P41: what stages promise, and whether they can keep it. */
export function checkStages(plan: Plan): readonly BrokenRule[] {
  const filled = plan.stages.filter(({ clusters }) => clusters.length > 0);
  return [
    ...filled.flatMap((stage) => checkBudget(stage, stage !== filled.at(-1))),
    ...checkFirst(filled),
    ...checkApproval(plan, filled),
    ...plan.stages.flatMap((stage) => tasksOf(stage).flatMap((task) => givable(stage.name, task))),
    ...checkTold(plan, filled),
    ...plan.stages
      .filter((stage) => !filled.includes(stage))
      .map(({ name }) =>
        broken("P41", { stage: name }, "no cluster of it is upgraded: it is passed"),
      ),
  ];
}

/** P26 failures that stop something, P27 production not at once, P30 successes that can be had. */
function checkBudget(stage: PlannedStage, isFollowed: boolean): readonly BrokenRule[] {
  const { name, clusters, maxAllowedFailures, maxConcurrency, minSuccess = 0 } = stage;
  const where = { stage: name };
  const all = counted(clusters.length, "cluster");
  // Of a single cluster that is the last, nothing could be stopped.
  const isEndless = clusters.length <= maxAllowedFailures && (isFollowed || clusters.length > 1);
  const atOnce = clusters.length > 1 && clusters.length <= maxConcurrency;
  return [
    ...(isEndless
      ? [broken("P26", where, `${maxAllowedFailures} may fail of ${all}: nothing ever stops it`)]
      : []),
    ...(atOnce && clusters.some(({ production }) => production)
      ? [broken("P27", where, `all ${clusters.length} clusters may be upgraded at the same time`)]
      : []),
    ...(minSuccess > clusters.length
      ? [broken("P30", where, `${minSuccess} must succeed, and ${all} will be upgraded`)]
      : []),
  ];
}

/** P28. */
function checkFirst([first, ...rest]: readonly PlannedStage[]): readonly BrokenRule[] {
  if (first === undefined) return [];
  const { name, clusters } = first;
  const others = rest.reduce((sum, stage) => sum + stage.clusters.length, 0);
  if (clusters.length <= Math.max(others, ALONE)) return [];
  const why =
    others === 0
      ? `its ${clusters.length} clusters are all that there are: nothing is tried out before`
      : `it has ${clusters.length} clusters, and all stages after it have ${others}`;
  return [broken("P28", { stage: name }, why)];
}

/** P29: whatever a person has to say to production has to be asked before its first cluster. */
function checkApproval({ shapes }: Plan, filled: readonly PlannedStage[]): readonly BrokenRule[] {
  const at = filled.findIndex(({ clusters }) => clusters.some(({ production }) => production));
  const isApproval = ({ kind }: PlannedTask): boolean => kind === "approval";
  return filled.slice(at, at === -1 ? 0 : at + 1).flatMap((stage) => {
    const { name, before = [], clusters } = stage;
    const earlier = filled.slice(0, at).flatMap(({ after = [] }) => after);
    if ([...before, ...earlier].some(isApproval)) return [];
    const used = new Set(clusters.map(({ shape }) => shape));
    if ([...used].every((shape) => asksFirst(shapes[shape]?.steps ?? []))) return [];
    const why = "production begins with it, and nobody is asked before";
    return [broken("P29", { stage: name }, why)];
  });
}

/** Whether a person is asked before anything that a plan's hop or handover needs undoing for. */
function asksFirst(steps: Plan["shapes"][string]["steps"]): boolean {
  const { isBefore } = orderOf(steps);
  const approvals = steps.filter(({ uses }) => uses === "approval");
  const movers = steps.filter(({ undo }) => undo !== "nothing to undo");
  return movers.every((step) => approvals.some((approval) => isBefore(approval, step)));
}

function tasksOf({ before = [], after = [] }: PlannedStage): readonly PlannedTask[] {
  return [...before, ...after];
}

/** P31. */
function givable(stage: string, task: PlannedTask): readonly BrokenRule[] {
  if (task.kind !== "approval") return [];
  return [
    ...(task.roles.length === 0 ? ["an approval names nobody who may give it"] : []),
    ...(task.expiresAfterMs === 0 ? ["an approval expires as soon as it is asked for"] : []),
  ].map((why) => broken("P31", { stage }, why));
}

/** P32. */
function checkTold({ shapes }: Plan, filled: readonly PlannedStage[]): readonly BrokenRule[] {
  if (filled.flatMap(tasksOf).some(({ kind }) => kind === "notify")) return [];
  return Object.entries(shapes)
    .filter(([, { steps }]) => !steps.some(({ uses }) => uses === "notify"))
    .map(([shape]) => broken("P32", { shape }, "nobody is told how the upgrade ended"));
}
