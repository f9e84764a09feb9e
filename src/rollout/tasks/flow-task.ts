import type { PlannedCluster } from "../../model/plan.ts";
import type { TaskState } from "../../model/rollout-state.ts";
import { ask, readCluster, type Reading, type RolloutTurn } from "../turn.ts";
import { many } from "../words.ts";
import { endTask, flowOf, sayOfTask, setTask, taskState, type FlowTask } from "./task-place.ts";
import { sideWords, taskName } from "./task-words.ts";

/** Flows of one task that run at once, however many clusters the stage upgrades at once: their names are kept in the state. */
const FLOWS_AT_ONCE = 50;

/** Clusters that one look reads at most; the rest is left to the next look, at once. */
const READS_PER_LOOK = 500;

/** Of a flow that runs for the rollout itself. */
export const NO_CLUSTER = "";

/** Begins a gate or a workflow, as a new round. */
export function beginFlow(turn: RolloutTurn, at: FlowTask): RolloutTurn {
  const flow = turn.plan.flows?.[flowOf(at)];
  const round = taskState(turn.state, at).round + 1;
  const open: TaskState = {
    status: "open",
    openedAtMs: turn.nowMs,
    round,
    running: flow?.on === "rollout" ? [NO_CLUSTER] : [],
    cursor: 0,
    done: 0,
    failed: 0,
    said: "",
  };
  const opened = setTask(turn, at, open);
  if (flow === undefined) {
    const reason = `the plan has no steps for ${taskName(at)} ${sideWords(at)}: apply the rollout again to plan anew`;
    return endTask(opened, at, "failed", reason);
  }
  const time = round - (turn.state.rounds ?? 0);
  const again = time === 1 ? "" : `, try ${time}`;
  const where = flow.on === "rollout" ? "" : ` on ${clustersWords(at)}`;
  const begun = sayOfTask(opened, at, {
    kind: "task.started",
    reason: `${taskName(at)} starts${where}, ${sideWords(at)}${again}`,
  });
  return flow.on === "rollout" ? ask(begun, { kind: "startFlow", flow: flowOf(at), round }) : begun;
}

function clustersWords({ side }: FlowTask): string {
  return side === "before" ? "each cluster that is to start" : "each cluster that is done";
}

/** Starts what may start of a flow on clusters, and ends the task when all of it is over. */
export function* lookAtFlow(start: RolloutTurn, at: FlowTask): Reading<RolloutTurn> {
  const turn = yield* startOnClusters(start, at);
  const state = taskState(turn.state, at);
  const { running = [], failed = 0 } = state;
  if (running.length > 0) return turn;
  if (failed > 0) {
    const others = failed > 1 ? ` (and ${many(failed - 1, "more failure")})` : "";
    const reason = `${taskName(at)} failed ${sideWords(at)}: ${state.said}${others}`;
    return endTask(turn, at, "failed", reason);
  }
  return hasMore(turn, at, state) ? turn : endTask(turn, at, "passed", passedWords(at, state));
}

/** That a flow found no cluster to run on is no failure, and must not be read as a look that was good. */
function passedWords(at: FlowTask, { done = 0, said }: TaskState): string {
  if (done === 0)
    return `${taskName(at)} had nothing to look at ${sideWords(at)}: there is no cluster that ${at.side === "before" ? "is to start" : "is done"}`;
  return `${taskName(at)} passed ${sideWords(at)}: ${said === "" ? many(done, "cluster") : said}`;
}

function clustersOf(turn: RolloutTurn, at: FlowTask): readonly PlannedCluster[] {
  const isOnClusters = turn.plan.flows?.[flowOf(at)]?.on === "clusters";
  return isOnClusters
    ? turn.plan.stages.slice(at.stage, at.stage + 1).flatMap((stage) => stage.clusters)
    : [];
}

function hasMore(turn: RolloutTurn, at: FlowTask, { cursor = 0 }: TaskState): boolean {
  return cursor < clustersOf(turn, at).length;
}

/** After the first failure no other is begun: one is enough to fail the task. */
function* startOnClusters(start: RolloutTurn, at: FlowTask): Reading<RolloutTurn> {
  const clusters = clustersOf(start, at);
  const atOnce = Math.min(at.maxConcurrency, FLOWS_AT_ONCE);
  let turn = start;
  for (let reads = 0; ; reads += 1) {
    const state = taskState(turn.state, at);
    const { running = [], cursor = 0, failed = 0, round } = state;
    const cluster = clusters[cursor];
    if (cluster === undefined || failed > 0 || running.length >= atOnce) return turn;
    if (reads >= READS_PER_LOOK) return ask(turn, { kind: "lookAgain" });
    const { status } = yield* readCluster(turn, cluster.name);
    const isMeant = status === (at.side === "before" ? "waiting" : "done");
    turn = setTask(turn, at, {
      ...state,
      cursor: cursor + 1,
      running: isMeant ? [...running, cluster.name] : running,
    });
    if (isMeant) turn = ask(turn, { kind: "startFlow", flow: flowOf(at), cluster, round });
  }
}
