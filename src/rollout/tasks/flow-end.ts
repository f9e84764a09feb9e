import { FAILURE_FLOW } from "../../model/plan.ts";
import { yes, type Answered } from "../answer.ts";
import { ask, type RolloutTurn } from "../turn.ts";
import { flowName, type PersonOrder } from "../../model/upgrade.ts";
import { endFailureFlow } from "./failure-flow.ts";
import { NO_CLUSTER } from "./flow-task.ts";
import { allTasks, brief, flowOf, setTask, taskState, type TaskPlace } from "./task-place.ts";

/** A flow that the rollout began has ended. */
export interface FlowEnded {
  readonly kind: "flowEnded";
  readonly flow: string;
  readonly cluster?: string | undefined;
  readonly round: number;
  readonly result: "done" | "failed" | "cancelled";
  readonly reason: string;
}

/** Takes the end of a flow in. Only one that runs in this round counts: a repeat, or an older one, is passed over. */
export function takeFlowEnd(turn: RolloutTurn, end: FlowEnded): Answered {
  if (end.flow === FAILURE_FLOW) return endFailureFlow(turn, end);
  const at = allTasks(turn.plan).find((task) => flowOf(task) === end.flow);
  if (at === undefined) return yes(turn, "not of this plan");
  const state = taskState(turn.state, at);
  const { running = [], done = 0, failed = 0 } = state;
  const name = end.cluster ?? NO_CLUSTER;
  if (state.status !== "open" || state.round !== end.round || !running.includes(name))
    return yes(turn, "known already");
  const where = end.cluster === undefined ? "" : `${end.cluster}: `;
  const words = brief(`${where}${end.result === "cancelled" ? "cancelled, " : ""}${end.reason}`);
  const isFailed = end.result !== "done";
  const taken = setTask(turn, at, {
    ...state,
    running: running.filter((other) => other !== name),
    done: isFailed ? done : done + 1,
    failed: isFailed ? failed + 1 : failed,
    // The first failure is what the task ends with; of passes only a flow on the rollout has one word.
    said: failed === 0 && (isFailed || end.cluster === undefined) ? words : state.said,
  });
  return yes(taken, "taken");
}

/** Passes a person's order on to the flows of a task that run. */
export function orderFlows(turn: RolloutTurn, at: TaskPlace, order: PersonOrder): RolloutTurn {
  const { status, running = [], round } = taskState(turn.state, at);
  if (status !== "open") return turn;
  return running.reduce(
    (ordered, cluster) =>
      ask(ordered, {
        kind: "orderUpgrade",
        cluster: flowName(flowOf(at), cluster === NO_CLUSTER ? undefined : cluster),
        attempt: round,
        order,
      }),
    turn,
  );
}
