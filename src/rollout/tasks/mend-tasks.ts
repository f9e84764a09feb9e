import { no, unknown, yes, type Answered } from "../answer.ts";
import type { RolloutTurn } from "../turn.ts";
import { byPerson } from "../words.ts";
import { orderFlows } from "./flow-end.ts";
import {
  allTasks,
  endTask,
  setTask,
  taskState,
  tasksOf,
  tasksOfStage,
  type TaskPlace,
} from "./task-place.ts";
import { sideWords, taskName } from "./task-words.ts";

interface Asked {
  readonly actor: string;
  readonly reason: string;
}

/** Lets every task that failed be tried again, as a new round; also returns them in words. */
export function reopenTasks(start: RolloutTurn): readonly [RolloutTurn, readonly string[]] {
  const failed = allTasks(start.plan).filter((at) => hasFailed(start, at));
  return [
    failed.reduce((turn, at) => anew(turn, at), start),
    failed.map((at) => `${taskName(at)} ${sideWords(at)}`),
  ];
}

/** A flow that was cancelled with its rollout has failed too, though nobody has looked since. */
function hasFailed({ state }: RolloutTurn, at: TaskPlace): boolean {
  const { status, failed = 0 } = taskState(state, at);
  return status === "failed" || (status === "open" && failed > 0);
}

/** The rounds are counted on, so that what an earlier one left running cannot be taken for the new one. */
function anew(turn: RolloutTurn, at: TaskPlace): RolloutTurn {
  const { round } = taskState(turn.state, at);
  return setTask(turn, at, { status: "pending", openedAtMs: 0, round, said: "" });
}

/**
 * One of the stage's clusters is upgraded again after all: what is measured or waited for after the
 * stage begins anew when it is over. What people approved stays approved, of the same plan.
 */
export function measureAnew(start: RolloutTurn, stage: number, asked: Asked): RolloutTurn {
  let turn = start;
  for (const at of tasksOf(turn.plan, stage, "after")) {
    const { status } = taskState(turn.state, at);
    const isMeasured = at.kind === "gate" || at.kind === "workflow" || at.kind === "timed-wait";
    if (!isMeasured || (status !== "open" && status !== "passed")) continue;
    turn = anew(orderFlows(turn, at, { kind: "cancel", ...asked }), at);
  }
  return turn;
}

export interface SkipTaskOrder extends Asked {
  readonly stage?: string | undefined;
  /** Like `before-0`. */
  readonly task: string;
  /** Rights and groups of the actor, as they were proved. */
  readonly roles?: readonly string[] | undefined;
}

/** Only who has this right leaves out an approval: whoever asked could approve for themselves otherwise. */
const MAY_SKIP_APPROVALS = "admin";

/** Leaves out one task of a stage, for a reason; what runs of it is cancelled. */
export function skipTask(turn: RolloutTurn, order: SkipTaskOrder): Answered {
  const index = turn.plan.stages.findIndex(({ name }) => name === order.stage);
  const known = turn.plan.stages.map(({ name }) => name).join(", ");
  if (order.stage === undefined)
    return no(turn, `task ${order.task} is of which stage?`, `name one with --stage: ${known}`);
  if (index < 0)
    return unknown(
      turn,
      `rollout ${turn.state.rollout} has no stage ${order.stage}`,
      `its stages: ${known}`,
    );
  const tasks = tasksOfStage(turn.plan, index);
  const at = tasks.find(({ key }) => key === order.task);
  if (at === undefined) {
    const names = tasks.map((task) => `${task.key} (${taskName(task)})`).join(", ");
    return unknown(
      turn,
      `stage ${order.stage} has no task ${order.task}`,
      names === "" ? "it has none" : `its tasks: ${names}`,
    );
  }
  return skipOne(turn, order, at);
}

function skipOne(turn: RolloutTurn, order: SkipTaskOrder, at: TaskPlace): Answered {
  const { actor, reason, roles = [] } = order;
  const { phase, rollout } = turn.state;
  const { status } = taskState(turn.state, at);
  const name = `${taskName(at)} ${sideWords(at)}`;
  if (phase === "done" || phase === "cancelling" || phase === "cancelled")
    return no(turn, `rollout ${rollout} is ${phase}: there is nothing to skip`, "");
  if (status === "passed" || status === "skipped")
    return no(turn, `${name} is ${status} already`, "");
  if (at.kind === "approval" && !roles.includes(MAY_SKIP_APPROVALS))
    return no(
      turn,
      `${actor} may not leave out ${name}: needs ${MAY_SKIP_APPROVALS}`,
      `approve it: fleetlift approve ${rollout}, or ask an ${MAY_SKIP_APPROVALS}`,
    );
  const cancelled = orderFlows(turn, at, { kind: "cancel", actor, reason });
  const words = `${name} is left out by ${byPerson(actor, reason)}`;
  const skipped = endTask(cancelled, at, "skipped", words, { actor, comment: reason });
  return yes(skipped, `${name} is left out`);
}
