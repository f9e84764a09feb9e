/**
 * Job: one attempt at one cluster. Each tick looks at the steps that are due, once, and sets the
 * next look; it never waits for the world.
 * Owns: the upgrade's state (`kept-upgrade.ts` says how), and what it needs to find its plan under `order`.
 * Keeps I8 (told before it is done, done idempotently, read from the world), I9, I13 by `upgrade/`
 * and the actions, which decide.
 */
import * as z from "zod";
import { clusterOfUpgrade, upgradeKey, type Upgrade } from "../model/upgrade.ts";
import type { HostContext, HostObject } from "../ports/host-port.ts";
import { PortError } from "../ports/port-error.ts";
import { advance, nextTickAtMs, type UpgradeInput } from "../upgrade/advance.ts";
import { begin } from "../upgrade/begin.ts";
import type { Turn, UpgradeCommand, UpgradePlan } from "../upgrade/turn.ts";
import { memberFinder, type FoundMember } from "./find-member.ts";
import type { HostServices } from "./host-services.ts";
import { keepUpgrade, openKept, readKept, type KeptUpgrade } from "./kept-upgrade.ts";
import { planLoader } from "./load-plan.ts";
import { lookAtStep } from "./look-at-step.ts";
import { MEMBER, ROLLOUT, UPGRADE } from "./object-names.ts";
import { recordEvents } from "./record-events.ts";
import { acquireLease } from "./acquire-lease.ts";
import { upgradePlanOf } from "./upgrade-plan-of.ts";
import type { UpgradeRef, UpgradeTools } from "./upgrade-tools.ts";

/** Rounds of looks in one tick: a step that is done lets the next start at once, but a key is not locked for long. */
const ROUNDS = 4;

const asked = { actor: z.string(), reason: z.string() };

const messageSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("begin"),
    rollout: z.string(),
    fleet: z.string(),
    plan: z.string(),
    name: z.string(),
    member: z.string(),
    identity: z.string(),
    shape: z.string(),
    /** Of a flow of the plan, which has no steps in `shape`. */
    flow: z.string().optional(),
    attempt: z.int(),
    skips: z.array(z.object({ step: z.string(), ...asked })),
  }),
  z.object({ kind: z.enum(["pause", "resume", "cancel", "retry"]), ...asked }),
  z.object({ kind: z.literal("skip"), step: z.string(), ...asked }),
  z.object({ kind: z.literal("tick") }),
]);

type Message = z.infer<typeof messageSchema>;
type Begin = Extract<Message, { kind: "begin" }>;

export function upgradeObject(services: HostServices): HostObject {
  const tools: UpgradeTools = {
    services,
    loadPlan: planLoader(services.records),
    ...memberFinder(services.records),
  };
  return {
    name: UPGRADE,
    on: async (context, message) => {
      const order = messageSchema.parse(message);
      const kept = await readKept(context);
      const ref = await context.get<UpgradeRef>("order");
      if (order.kind === "begin") {
        if (kept === undefined) await start(context, tools, order);
        return;
      }
      if (kept === undefined || ref === undefined) return;
      const plan = upgradePlanOf(await tools.loadPlan(kept.plan), ref.shape, kept.flow);
      if (plan === undefined) return;
      const work = new UpgradeWork(
        context,
        tools,
        plan,
        ref,
        kept,
        await openKept(context, plan, kept),
      );
      await (order.kind === "tick" ? work.tick() : work.order(order));
    },
  };
}

async function start(context: HostContext, tools: UpgradeTools, order: Begin): Promise<void> {
  const { kind: _, fleet, shape, name, ...named } = order;
  const known = await knownMember(context, tools, order);
  const ref: UpgradeRef = { fleet, shape, ...(known !== null && { known }) };
  const plan = upgradePlanOf(await tools.loadPlan(order.plan), shape, order.flow);
  if (plan === undefined) return sendEnd(context, { ...order, cluster: name }, unknownPart(order));
  const nowMs = await context.now();
  const turn = begin(plan, { ...named, cluster: name }, nowMs);
  const head = await recordEvents(context, tools.services.records, turn.upgrade.head, turn.events);
  context.set("order", ref);
  keepUpgrade(context, plan, { ...turn.upgrade, head }, undefined);
  context.timer(nowMs);
}

/** The member as the fleet has it now; null for what runs on no cluster, or is gone already. */
function knownMember(
  context: HostContext,
  tools: UpgradeTools,
  { fleet, name, member, flow }: Begin,
): Promise<FoundMember | null> {
  if (flow !== undefined) return Promise.resolve(null);
  return context.effect("member", async () => {
    try {
      return await tools.findMember({ fleet, cluster: name, member });
    } catch (error) {
      if (error instanceof PortError && error.class === "terminal") return null;
      throw error;
    }
  });
}

type End = Omit<Extract<UpgradeCommand, { kind: "report" }>, "kind">;

function unknownPart({ plan, shape, flow }: Begin): End {
  const part = flow === undefined ? `shape ${shape}` : `flow ${flow}`;
  return { result: "failed", skipped: 0, reason: `plan ${plan} has no ${part}: plan again` };
}

/** Tells the rollout how it ended: an upgrade of a cluster, or a flow. */
function sendEnd(
  context: HostContext,
  upgrade: Pick<Upgrade, "rollout" | "cluster" | "attempt" | "flow">,
  end: End,
): void {
  const { rollout, attempt, flow } = upgrade;
  const { result, reason } = end;
  const cluster = clusterOfUpgrade(upgrade);
  const ended =
    flow === undefined
      ? { kind: "ended", cluster, attempt, ...end }
      : { kind: "flowEnded", flow, cluster, round: attempt, result, reason };
  context.send(ROLLOUT, rollout, ended);
}

/** One message's work on an upgrade: holds the upgrade as it changes, and keeps it at the end. */
class UpgradeWork {
  readonly #context: HostContext;
  readonly #tools: UpgradeTools;
  readonly #plan: UpgradePlan;
  readonly #ref: UpgradeRef;
  readonly #before: KeptUpgrade;
  #upgrade: Upgrade;

  constructor(
    context: HostContext,
    tools: UpgradeTools,
    plan: UpgradePlan,
    ref: UpgradeRef,
    before: KeptUpgrade,
    upgrade: Upgrade,
  ) {
    this.#context = context;
    this.#tools = tools;
    this.#plan = plan;
    this.#ref = ref;
    this.#before = before;
    this.#upgrade = upgrade;
  }

  async order(order: Exclude<Message, Begin | { kind: "tick" }>): Promise<void> {
    await this.#take(order, await this.#context.now());
    this.#keep(await this.#context.now());
  }

  async tick(): Promise<void> {
    let nowMs = await this.#context.now();
    for (let round = 0; round < ROUNDS; round += 1) {
      await this.#take({ kind: "tick" }, nowMs);
      nowMs = await this.#context.now();
      const nextMs = nextTickAtMs(this.#upgrade);
      if (nextMs === undefined || nextMs > nowMs) break;
    }
    this.#keep(nowMs);
  }

  /** Takes an input in, tells what came of it, and carries out what it asks for, inputs that follow included. */
  async #take(input: UpgradeInput, nowMs: number): Promise<void> {
    const turn = advance(this.#plan, this.#upgrade, input, nowMs);
    this.#upgrade = turn.upgrade;
    await this.#tell(turn);
    for (const command of turn.commands) await this.#carryOut(command, nowMs);
  }

  async #tell(turn: Turn): Promise<void> {
    const head = await recordEvents(
      this.#context,
      this.#tools.services.records,
      turn.upgrade.head,
      turn.events,
    );
    this.#upgrade = { ...this.#upgrade, head };
  }

  async #carryOut(command: UpgradeCommand, nowMs: number): Promise<void> {
    const { rollout, cluster, attempt, identity } = this.#upgrade;
    switch (command.kind) {
      case "acquireLease": {
        const input = await acquireLease(this.#context, this.#tools, this.#upgrade, this.#ref);
        return await this.#take(input, nowMs);
      }
      case "look": {
        const looked = await lookAtStep(
          {
            context: this.#context,
            tools: this.#tools,
            plan: this.#plan,
            ref: this.#ref,
            upgrade: this.#upgrade,
            nowMs,
          },
          command,
          (deeds) => this.#take({ kind: "intends", step: command.step, deeds }, nowMs),
        );
        return await this.#take(
          { kind: "looked", step: command.step, ...looked },
          await this.#context.now(),
        );
      }
      case "releaseLease":
        this.#context.send(MEMBER, identity, {
          kind: "release",
          holder: upgradeKey(rollout, cluster, attempt),
        });
        return;
      case "reportFailing":
        this.#context.send(ROLLOUT, rollout, { kind: "failing", cluster, attempt });
        return;
      case "report": {
        const { kind: _, ...end } = command;
        return sendEnd(this.#context, this.#upgrade, end);
      }
    }
  }

  #keep(nowMs: number): void {
    keepUpgrade(this.#context, this.#plan, this.#upgrade, this.#before);
    const nextMs = nextTickAtMs(this.#upgrade);
    if (nextMs === undefined) this.#context.noTimer();
    else this.#context.timer(Math.max(nextMs, nowMs));
  }
}
