import type { EventBody } from "../../model/event.ts";
import { flowKey, type Plan, type PlannedTask } from "../../model/plan.ts";
import type { RolloutState, TaskState } from "../../model/rollout-state.ts";
import { changeStage, say, type RolloutTurn } from "../turn.ts";

export type Side = "before" | "after";

/** Where a task stands in the plan. */
interface Place {
  readonly stage: number;
  readonly stageName: string;
  readonly side: Side;
  /** Among the tasks of its side, from 0. */
  readonly index: number;
  /** Of the stage: how many of its clusters may be at work at once. */
  readonly maxConcurrency: number;
  /** Like `before-0`: by this it is known in the state, in events, and to people. */
  readonly key: string;
}

export type TaskKind = PlannedTask["kind"];

/** A task of one kind. */
export interface PlaceOf<Kind extends TaskKind> extends Place {
  readonly kind: Kind;
  readonly planned: Extract<PlannedTask, { readonly kind: Kind }>;
}

/** One task of a stage. */
export type TaskPlace = { readonly [Kind in TaskKind]: PlaceOf<Kind> }[TaskKind];

export type FlowTask = PlaceOf<"gate"> | PlaceOf<"workflow">;

/** The tasks of one side of a stage, in their order; a stage without clusters has none, because it is passed with them (semantics 2). */
export function tasksOf({ stages }: Plan, stage: number, side: Side): readonly TaskPlace[] {
  const planned = stages[stage];
  if (planned === undefined || planned.clusters.length === 0) return [];
  const { name: stageName, maxConcurrency } = planned;
  const place = { stage, stageName, maxConcurrency, side };
  return (planned[side] ?? []).map(
    (task, index) =>
      // The kind is taken from the task itself, which the compiler cannot follow through a union.
      ({ ...place, index, key: `${side}-${index}`, kind: task.kind, planned: task }) as TaskPlace,
  );
}

/** Of one stage: those before its clusters, then those after them. */
export function tasksOfStage(plan: Plan, stage: number): readonly TaskPlace[] {
  return [...tasksOf(plan, stage, "before"), ...tasksOf(plan, stage, "after")];
}

export function allTasks(plan: Plan): readonly TaskPlace[] {
  return plan.stages.flatMap((_, stage) => tasksOfStage(plan, stage));
}

export function taskState(state: RolloutState, { stage, key }: TaskPlace): TaskState {
  const { rounds: round = 0 } = state;
  return state.stages[stage]?.tasks?.[key] ?? { status: "pending", openedAtMs: 0, round, said: "" };
}

export function setTask(turn: RolloutTurn, at: TaskPlace, task: TaskState): RolloutTurn {
  const before = turn.state.stages[at.stage]?.tasks;
  return changeStage(turn, at.stage, { tasks: { ...before, [at.key]: task } });
}

/** Key of its steps among the plan's flows. */
export const flowOf = ({ stageName, side, index }: TaskPlace): string =>
  flowKey(stageName, side, index);

type Said = Omit<EventBody, "rollout" | "actor" | "stage" | "task"> & { readonly actor?: string };

/** Tells something of a task, by the rule that has its kind's name. */
export function sayOfTask(turn: RolloutTurn, at: TaskPlace, said: Said): RolloutTurn {
  return say(turn, { rule: at.kind, ...said, stage: at.stageName, task: at.key });
}

const RESULTS = { passed: "done", failed: "failed", skipped: "skipped" } as const;

/** Ends a task for good, or until it is tried again. */
export function endTask(
  turn: RolloutTurn,
  at: TaskPlace,
  status: "passed" | "failed" | "skipped",
  reason: string,
  by: Partial<Pick<EventBody, "actor" | "comment">> = {},
): RolloutTurn {
  const ended = setTask(turn, at, { ...taskState(turn.state, at), status, said: brief(reason) });
  return sayOfTask(ended, at, {
    kind: "task.ended",
    ...by,
    result: RESULTS[status],
    needsPerson: status === "failed",
    reason,
  });
}

/** What is kept in the state has little room; the record has the whole. */
export const brief = (words: string): string =>
  words.length <= 300 ? words : `${words.slice(0, 299)}…`;
