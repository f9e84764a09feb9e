/**
 * Job: one rollout. Takes orders and the ends of upgrades, and starts what may start.
 * Owns: the rollout's state under the key `state`, and each cluster's place under `c/NAME`, so that
 * ten thousand clusters cost no more a turn than ten.
 * Keeps I5, I6 (nothing starts while stopped), I13 and I14 by `rollout/`, which decides.
 */
import * as z from "zod";
import { shelfOfPlan } from "../actions/pinned-actions.ts";
import type { Plan } from "../model/plan.ts";
import { followedSchema, type ClusterState, type RolloutState } from "../model/rollout-state.ts";
import { flowName, upgradeKey } from "../model/upgrade.ts";
import type { HostContext, HostObject } from "../ports/host-port.ts";
import { whyNotStartable } from "../plan/why-not-startable.ts";
import { advanceRollout, type RolloutInput } from "../rollout/advance.ts";
import type { Answer, Answered } from "../rollout/answer.ts";
import { takePlan } from "../rollout/plan-orders.ts";
import type { RolloutCommand, RolloutTurn } from "../rollout/turn.ts";
import { standing, takeFollower, tellFollowers } from "./followers.ts";
import type { HostServices } from "./host-services.ts";
import { memberFinder, type SharedContacts } from "./find-member.ts";
import { planLoader, type LoadPlan } from "./load-plan.ts";
import { recordEvents } from "./record-events.ts";
import { ROLLOUT, UPGRADE } from "./object-names.ts";
import { takeApproval } from "./take-approval.ts";
import { tellStage } from "./tell-stage.ts";

/** Id of the request of the API that a message came from, if it came from one. */
const request = z.string().optional();
const asked = { actor: z.string(), reason: z.string(), request };
const place = { cluster: z.string().optional(), stage: z.string().optional() };
const verdict = {
  actor: z.string(),
  roles: z.array(z.string()),
  comment: z.string(),
  plan: z.string(),
  stage: z.string().optional(),
  request,
};

export const rolloutMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("create"), plan: z.string(), actor: z.string(), request }),
  z.object({ kind: z.enum(["run", "stop"]), ...asked }),
  z.object({ kind: z.enum(["pause", "resume", "cancel"]), ...asked, ...place }),
  z.object({ kind: z.literal("retry"), ...asked, clusters: z.array(z.string()).optional() }),
  z.object({
    kind: z.literal("skip"),
    ...asked,
    ...place,
    step: z.string().optional(),
    /** Of the stage: no cluster is skipped then. */
    task: z.string().optional(),
    roles: z.array(z.string()).optional(),
  }),
  z.object({
    kind: z.literal("notify"),
    plan: z.string(),
    key: z.string(),
    audience: z.enum(["operations", "support", "customers"]),
    text: z.string(),
    stage: z.string(),
    task: z.string(),
    round: z.int(),
  }),
  z.object({ kind: z.literal("approve"), ...verdict }),
  z.object({ kind: z.literal("reject"), ...verdict }),
  z.object({
    kind: z.literal("flowEnded"),
    flow: z.string(),
    cluster: z.string().optional(),
    round: z.int(),
    result: z.enum(["done", "failed", "cancelled"]),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal("fleet"),
    actor: z.string(),
    clusters: z.array(z.string()),
    selected: z.array(z.string()).optional(),
  }),
  z.object({ kind: z.literal("follow"), by: z.string() }),
  z.object({ kind: z.literal("followed"), rollout: z.string(), ...followedSchema.shape }),
  z.object({ kind: z.literal("failing"), cluster: z.string(), attempt: z.int() }),
  z.object({
    kind: z.literal("ended"),
    cluster: z.string(),
    attempt: z.int(),
    result: z.enum(["done", "failed", "cancelled", "unreachable"]),
    skipped: z.int().default(0),
    reason: z.string(),
  }),
  z.object({ kind: z.literal("tick") }),
]);

export type RolloutMessage = z.infer<typeof rolloutMessageSchema>;

/** What answering an order takes, beside the order. */
interface RolloutTools extends HostServices {
  readonly loadPlan: LoadPlan;
  readonly sharedContacts: SharedContacts;
}

export function rolloutObject(services: HostServices): HostObject {
  const { sharedContacts } = memberFinder(services.records);
  const tools = { ...services, loadPlan: planLoader(services.records), sharedContacts };
  return {
    name: ROLLOUT,
    on: async (context, message) => {
      const order = rolloutMessageSchema.parse(message);
      const nowMs = await context.now();
      const state = await context.get<RolloutState>("state");
      const plan = state === undefined ? undefined : await tools.loadPlan(state.plan);
      const stood = state && plan && standing(plan, state);
      if (order.kind === "follow") {
        await takeFollower(context, order.by, stood);
        return { ok: true, said: "" };
      }
      const answered = await answer(context, tools, state, order, nowMs);
      if (answered === undefined) return unknown(context.key);
      const { turn } = answered;
      if (turn.state !== state || turn.changed.size > 0 || turn.commands.length > 0) {
        await keep(context, services, answered);
        await tellFollowers(context, stood, standing(turn.plan, turn.state));
      }
      setTimer(context, turn, state?.lookAtMs, order.kind === "tick");
      return answered.answer;
    },
  };
}

/** The key has one timer, and a tick has used it up. To look again at once comes before all else. */
function setTimer(
  context: HostContext,
  { commands, state: { lookAtMs }, nowMs }: RolloutTurn,
  before: number | undefined,
  isTick: boolean,
): void {
  if (commands.some(({ kind }) => kind === "lookAgain")) context.timer(nowMs);
  else if (lookAtMs !== undefined && (isTick || lookAtMs !== before)) context.timer(lookAtMs);
  else if (lookAtMs === undefined && before !== undefined) context.noTimer();
}

function unknown(name: string): Answer {
  return {
    ok: false,
    why: `there is no rollout ${name}`,
    help: "fleetlift apply -f FILE makes one",
    unknown: true,
  };
}

async function answer(
  context: HostContext,
  tools: RolloutTools,
  state: RolloutState | undefined,
  order: Exclude<RolloutMessage, { kind: "follow" }>,
  nowMs: number,
): Promise<Answered | undefined> {
  if (order.kind === "create") {
    return takePlan(
      await tools.loadPlan(order.plan),
      order.plan,
      state,
      order.actor,
      nowMs,
      order.request,
    );
  }
  if (state === undefined) return undefined;
  const plan = await tools.loadPlan(state.plan);
  switch (order.kind) {
    case "run": {
      const obstacles = obstaclesOf(plan, tools);
      return await takeTurn(context, plan, state, { ...order, obstacles }, nowMs);
    }
    case "approve":
      return await takeApproval(context, tools.readiness, plan, state, order, (approval) =>
        takeTurn(context, plan, state, approval, nowMs),
      );
    case "notify":
      return await tell(context, tools, plan, state, order, nowMs);
    default:
      return await takeTurn(context, plan, state, order, nowMs);
  }
}

/** A pack that is missing is told alone: what its actions would be is not known without it. */
function obstaclesOf(plan: Plan, tools: RolloutTools): readonly string[] {
  const { actions, missing } = shelfOfPlan(tools, plan);
  return missing.size > 0 ? [...missing.values()] : whyNotStartable(plan, actions);
}

/** Tells people, and goes on whatever came of it; what an earlier plan wanted to tell is not told any more. */
async function tell(
  context: HostContext,
  tools: RolloutTools,
  plan: Plan,
  state: RolloutState,
  order: Extract<RolloutMessage, { kind: "notify" }>,
  nowMs: number,
): Promise<Answered> {
  const isOfNow = order.plan === state.plan;
  const input: RolloutInput = isOfNow
    ? await tellStage(context, tools, plan, order, nowMs)
    : { kind: "tick" };
  return await takeTurn(context, plan, state, input, nowMs);
}

/** Runs the pure turn, reading from this key's state the clusters that it asks for. */
async function takeTurn(
  context: HostContext,
  plan: Plan,
  state: RolloutState,
  order: RolloutInput & { readonly request?: string | undefined },
  nowMs: number,
): Promise<Answered> {
  const reading = advanceRollout(plan, state, order, nowMs, order.request);
  let next = reading.next();
  while (next.done !== true)
    next = reading.next(await context.get<ClusterState>(`c/${next.value}`));
  return next.value;
}

/** Tells, then keeps, then passes on what is to be done. */
async function keep(
  context: HostContext,
  services: HostServices,
  { turn }: Answered,
): Promise<void> {
  const head = await recordEvents(context, services.records, turn.state.head, turn.events);
  context.set("state", { ...turn.state, head });
  for (const [name, cluster] of turn.changed) context.set(`c/${name}`, cluster);
  for (const command of turn.commands) carryOut(context, turn.state, command);
}

function carryOut(context: HostContext, state: RolloutState, command: RolloutCommand): void {
  const { rollout, fleet, plan } = state;
  switch (command.kind) {
    case "startUpgrade": {
      const { cluster, attempt, skips } = command;
      const key = upgradeKey(rollout, cluster.name, attempt);
      context.send(UPGRADE, key, {
        kind: "begin",
        rollout,
        fleet,
        plan,
        ...cluster,
        attempt,
        skips,
      });
      return;
    }
    case "orderUpgrade":
      context.send(UPGRADE, upgradeKey(rollout, command.cluster, command.attempt), command.order);
      return;
    case "startFlow": {
      const { flow, cluster, round } = command;
      const name = flowName(flow, cluster?.name);
      context.send(UPGRADE, upgradeKey(rollout, name, round), {
        kind: "begin",
        rollout,
        fleet,
        plan,
        name,
        member: cluster?.member ?? "",
        identity: cluster?.identity ?? "",
        shape: cluster?.shape ?? "",
        flow,
        attempt: round,
        skips: [],
      });
      return;
    }
    case "notify":
      context.send(ROLLOUT, rollout, { ...command, plan });
      return;
    case "follow":
      context.send(ROLLOUT, command.rollout, { kind: "follow", by: rollout });
      return;
    case "lookAgain":
      return;
  }
}
