import { soakUntilMs } from "./canaries.ts";
import { nextTaskLookMs } from "./tasks/pass-tasks.ts";
import { stageAt, totalRunning, type RolloutTurn } from "./turn.ts";

/**
 * Notes when something may change by itself: windows and freezes, soaks, clusters that are asked
 * again, tasks. Level-triggered: who comes late to it sees what is then, and misses nothing.
 */
export function setNextLook(turn: RolloutTurn): RolloutTurn {
  const times = [...windowTimes(turn), ...waitTimes(turn)].filter((atMs) => atMs > turn.nowMs);
  const { lookAtMs: before, ...state } = turn.state;
  const lookAtMs = times.length === 0 ? undefined : Math.min(...times);
  if (lookAtMs === before) return turn;
  return { ...turn, state: lookAtMs === undefined ? state : { ...state, lookAtMs } };
}

/** Of upgrades that run, whatever the rollout does. */
function windowTimes({ state }: RolloutTurn): readonly number[] {
  if (totalRunning(state) === 0) return [];
  return state.stages.flatMap(({ windowLookAtMs }) => windowLookAtMs ?? []);
}

/** Of what may start, while it runs. */
function waitTimes(turn: RolloutTurn): readonly number[] {
  const stage = stageAt(turn, turn.state.stage);
  if (turn.state.phase !== "running" || stage === undefined) return [];
  const { planned, counts } = stage;
  const deferred = Object.values(counts.deferred ?? {}).flatMap(({ untilMs }) => untilMs ?? []);
  const soak = soakUntilMs(planned, counts);
  const task = nextTaskLookMs(turn, stage);
  return [...deferred, ...[soak, task].filter((atMs) => atMs !== undefined)];
}
