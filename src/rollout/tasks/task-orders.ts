import { no, yes, type Answered } from "../answer.ts";
import type { RolloutTurn } from "../turn.ts";

/** A person's word on an approval that is asked for. */
export interface TaskOrder {
  readonly kind: "approve" | "reject";
  readonly actor: string;
  /** Rights and groups of the actor, as they were proved: one of them must be asked for. */
  readonly roles: readonly string[];
  readonly comment: string;
  /** The plan that was looked at; another one is not approved (I14). */
  readonly plan: string;
  /** Left out, the one that is open. */
  readonly stage?: string | undefined;
  /** What speaks against going on, found at this moment; none when it is ready. */
  readonly obstacles?: readonly string[] | undefined;
}

/** A flow that the rollout began has ended. */
export interface FlowEnded {
  readonly kind: "flowEnded";
  readonly flow: string;
  readonly cluster?: string | undefined;
  readonly round: number;
  readonly result: "done" | "failed" | "cancelled";
  readonly reason: string;
}

export function takeTaskOrder(turn: RolloutTurn, order: TaskOrder): Answered {
  return no(turn, `nothing of rollout ${turn.state.rollout} waits to be ${order.kind}d`, "");
}

export function takeFlowEnd(turn: RolloutTurn, _end: FlowEnded): Answered {
  return yes(turn, "known already");
}
