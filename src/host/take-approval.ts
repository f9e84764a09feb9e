import type { Plan, PlannedCluster } from "../model/plan.ts";
import type { ClusterState, RolloutState } from "../model/rollout-state.ts";
import type { HostContext } from "../ports/host-port.ts";
import type { Answered } from "../rollout/answer.ts";
import { isOfThisPlan } from "../rollout/of-this-plan.ts";
import { stageAboutToStart } from "../rollout/tasks/about-to-start.ts";
import type { TaskOrder } from "../rollout/tasks/task-orders.ts";
import { MOST_LOOKED_AT, type LookAtReadiness } from "./readiness.ts";

/**
 * Takes an approval: what would be refused anyway is refused at once; otherwise the clusters that it
 * lets start are looked at first, and what is found goes into the decision.
 */
export async function takeApproval(
  context: HostContext,
  readiness: LookAtReadiness | undefined,
  plan: Plan,
  state: RolloutState,
  order: TaskOrder,
  take: (order: TaskOrder) => Promise<Answered>,
): Promise<Answered> {
  const taken = await take(order);
  const index = stageAboutToStart(plan, state);
  const stage = index === undefined ? undefined : plan.stages[index];
  const isGiven = taken.turn.events.some(({ kind }) => kind === "approval.given");
  if (!isGiven || readiness === undefined || stage === undefined) return taken;
  const waiting = await waitingOf(context, state, stage.clusters);
  const found = await context.effect("readiness", () => readiness(plan, stage, waiting));
  return await take({ ...order, ...found });
}

/** Those that still wait; of a large stage only so many are asked for as can be looked at, and the rest counts as waiting. */
async function waitingOf(
  context: HostContext,
  state: RolloutState,
  clusters: readonly PlannedCluster[],
): Promise<readonly PlannedCluster[]> {
  const waiting: PlannedCluster[] = [];
  for (const [index, cluster] of clusters.entries()) {
    if (waiting.length >= MOST_LOOKED_AT) return [...waiting, ...clusters.slice(index)];
    const stored = await context.get<ClusterState>(`c/${cluster.name}`);
    if (!stored || !isOfThisPlan(state, stored) || stored.status === "waiting")
      waiting.push(cluster);
  }
  return waiting;
}
