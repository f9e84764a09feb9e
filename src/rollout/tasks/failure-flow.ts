import { FAILURE_FLOW } from "../../model/plan.ts";
import { yes, type Answered } from "../answer.ts";
import { ask, change, say, type RolloutTurn } from "../turn.ts";
import { roundsSoFar } from "./rounds.ts";
import type { FlowEnded } from "./flow-end.ts";

/** Starts the rollout's failure workflow, if it has one: once each time that it fails. It changes nothing of the result. */
export function startFailureFlow(turn: RolloutTurn): RolloutTurn {
  const flow = turn.plan.flows?.[FAILURE_FLOW];
  if (flow === undefined) return turn;
  const round = roundsSoFar(turn.state) + 1;
  const started = say(change(turn, { failureFlow: { status: "running", round } }), {
    kind: "task.started",
    rule: FAILURE_FLOW,
    task: FAILURE_FLOW,
    reason: `failure workflow ${flow.use} starts, because the rollout failed`,
  });
  return ask(started, { kind: "startFlow", flow: FAILURE_FLOW, round });
}

export function endFailureFlow(turn: RolloutTurn, end: FlowEnded): Answered {
  const { failureFlow } = turn.state;
  if (failureFlow?.status !== "running" || failureFlow.round !== end.round)
    return yes(turn, "known already");
  const status = end.result === "done" ? "done" : "failed";
  const ended = change(turn, { failureFlow: { ...failureFlow, status } });
  const told = say(ended, {
    kind: "task.ended",
    rule: FAILURE_FLOW,
    task: FAILURE_FLOW,
    result: end.result,
    needsPerson: status === "failed",
    reason: `failure workflow ${status === "done" ? "is done" : end.result}: ${end.reason}`,
  });
  return yes(told, "taken");
}
