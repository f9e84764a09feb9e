import { shortHash } from "../../model/hash.ts";
import type { TaskState } from "../../model/rollout-state.ts";
import { yes, type Answered } from "../answer.ts";
import { ask, type RolloutTurn } from "../turn.ts";
import { allTasks, endTask, sayOfTask, setTask, taskState, type PlaceOf } from "./task-place.ts";

/** What came of a message that the rollout asked for. */
export interface NotifyTold {
  readonly kind: "told";
  readonly stage: string;
  readonly task: string;
  readonly round: number;
  /** Whom it reached, or why nobody. */
  readonly said: string;
  /** Why the channel did not take it. */
  readonly failed?: string | undefined;
}

/** Asks the host to tell people, under a key that stays the same however often this is done again. */
export function beginNotify(turn: RolloutTurn, at: PlaceOf<"notify">): RolloutTurn {
  const { stageName: stage, key: task } = at;
  const { audience, text } = at.planned;
  const { rollout, plan } = turn.state;
  const round = taskState(turn.state, at).round + 1;
  const open: TaskState = { status: "open", openedAtMs: turn.nowMs, round, said: "" };
  const key = `${rollout}/${shortHash(plan)}/${stage}/${task}/${round}`;
  return ask(setTask(turn, at, open), { kind: "notify", key, audience, text, stage, task, round });
}

/** The message was handed over, or could not be: a dead channel never stops a rollout, and is said. */
export function takeTold(turn: RolloutTurn, told: NotifyTold): Answered {
  const at = allTasks(turn.plan).find(
    ({ stageName, key }) => stageName === told.stage && key === told.task,
  );
  if (at?.kind !== "notify") return yes(turn, "not of this plan");
  const { status, round } = taskState(turn.state, at);
  if (status !== "open" || round !== told.round) return yes(turn, "known already");
  const { audience, text } = at.planned;
  if (told.failed === undefined)
    return yes(endTask(turn, at, "passed", `${told.said}: ${text}`), "taken");
  const failing = sayOfTask(turn, at, {
    kind: "channel.failing",
    reason: `${audience} could not be told: ${told.failed}`,
  });
  const reason = `goes on without having told ${audience}: ${text}`;
  return yes(endTask(failing, at, "passed", reason), "taken");
}
