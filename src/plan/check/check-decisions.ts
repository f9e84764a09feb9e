import type { Decision, Plan, PlannedCluster, PlannedStage, Shape } from "../../model/plan.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";

/** P33 decisions and calendars are there and agree, P34 workflows are named, P43 everything says why. */
export function checkDecisions(plan: Plan): readonly BrokenRule[] {
  const { stages, shapes, workflows } = plan;
  const used = stages.flatMap(({ clusters }) =>
    clusters.flatMap(({ shape }) => shapes[shape]?.strategy ?? []),
  );
  const unnamed = [...new Set(used)].filter(
    (strategy) => !/^[0-9a-f]{64}$/.test(workflows[strategy] ?? ""),
  );
  return [
    ...stages.flatMap((stage) =>
      stage.clusters.flatMap((cluster) => [
        ...decisionProblems(plan, stage, cluster),
        ...calendarProblems(plan, cluster),
      ]),
    ),
    ...unnamed.map((strategy) =>
      broken("P34", {}, `no hash names the workflow of strategy ${strategy}`),
    ),
    ...unexplained(plan),
  ];
}

function decisionProblems(
  { decisions = {}, shapes }: Plan,
  stage: PlannedStage,
  { name, decision: key, shape }: PlannedCluster,
): readonly BrokenRule[] {
  if (key === undefined) return [];
  const where = { cluster: name };
  const decision = decisions[key];
  if (decision === undefined) {
    return [broken("P33", where, `names the decision ${key}, which is not there`)];
  }
  return [
    ...strategyProblem(decision, key, shapes[shape]),
    ...(decision.by.kind === "stage" && decision.by.stage !== stage.name
      ? [`the decision ${key} is of stage ${decision.by.stage}, and it is in ${stage.name}`]
      : []),
  ].map((why) => broken("P33", where, why));
}

/** That the shape is missing is P6. */
function strategyProblem(
  { strategy }: Decision,
  key: string,
  shape: Shape | undefined,
): readonly string[] {
  if (shape === undefined || shape.strategy === strategy) return [];
  return [`decision ${key} says ${strategy}, its shape says ${shape.strategy}`];
}

function calendarProblems(
  { calendars = {} }: Plan,
  { name, calendar }: PlannedCluster,
): readonly BrokenRule[] {
  if (calendar === undefined || calendars[calendar] !== undefined) return [];
  const why = `names the calendar ${calendar}, which is not there`;
  return [broken("P33", { cluster: name }, why)];
}

function unexplained({ shapes, decisions = {}, leftOut }: Plan): readonly BrokenRule[] {
  const silent = (words: string): boolean => words.trim() === "";
  return [
    ...Object.entries(shapes)
      .filter(([, { why }]) => silent(why))
      .map(([shape]) => broken("P43", { shape }, "does not say why it has its strategy")),
    ...Object.entries(decisions)
      .filter(([, { why }]) => silent(why))
      .map(([key]) => broken("P43", {}, `decision ${key} does not say why`)),
    ...leftOut
      .filter(({ why }) => silent(why))
      .map(({ name }) => broken("P43", { cluster: name }, "is left out, and nothing says why")),
  ];
}
