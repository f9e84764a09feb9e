import type { Json } from "../model/data.ts";
import type { Event } from "../model/event.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Step } from "../model/plan.ts";
import { plainStep } from "../model/step.fixture.ts";
import type { Upgrade } from "../model/upgrade.ts";
import { advance, type UpgradeInput } from "./advance.ts";
import { begin, type UpgradeOrder } from "./begin.ts";
import type { Turn, UpgradeCommand, UpgradePlan } from "./turn.ts";

export const step = (id: string, needs: readonly string[] = [], more: Partial<Step> = {}): Step =>
  plainStep(id, {
    needs,
    retry: { ...plainStep(id).retry, limit: 2, delayMs: 10_000 },
    undo: "undo it by hand",
    ...more,
  });

const order: UpgradeOrder = {
  rollout: "r",
  cluster: "c",
  member: "m",
  identity: "uid",
  attempt: 1,
  plan: "hash",
  skips: [],
};

/** Drives one upgrade through inputs on a clock of its own, and keeps all that was told. */
export class Driver {
  readonly plan: UpgradePlan;
  nowMs = 1_000;
  upgrade: Upgrade;
  events: Event[];
  commands: readonly UpgradeCommand[] = [];

  constructor(
    steps: readonly Step[],
    more: Partial<UpgradeOrder> = {},
    plan: Omit<UpgradePlan, "steps"> = {},
  ) {
    this.plan = { steps, ...plan };
    const turn = begin(this.plan, { ...order, ...more }, this.nowMs);
    this.upgrade = turn.upgrade;
    this.events = [...turn.events];
  }

  take(input: UpgradeInput): Turn {
    const turn = advance(this.plan, this.upgrade, input, this.nowMs);
    this.upgrade = turn.upgrade;
    this.events.push(...turn.events);
    this.commands = turn.commands;
    return turn;
  }

  leased(): this {
    this.take({ kind: "tick" });
    this.take({ kind: "leased", fence: 1 });
    return this;
  }

  look(id: string, outcome: Outcome, memo: Json = null): Turn {
    return this.take({ kind: "looked", step: id, outcome, memo });
  }

  status(id: string): string | undefined {
    return this.upgrade.steps[id]?.status;
  }

  kinds(): readonly string[] {
    return this.events.map(({ kind }) => kind);
  }

  said(): string {
    return this.events.at(-1)?.reason ?? "";
  }
}

export const done: Outcome = { kind: "done", summary: "it is so" };
export const requeue = (progress: string): Outcome => ({
  kind: "requeue",
  afterMs: 5_000,
  progress,
});
export const waiting = (words: string): Outcome => ({
  kind: "waiting",
  afterMs: 7_000,
  for: words,
  needsPerson: true,
});
export const transient: Outcome = { kind: "failed", class: "transient", why: "no answer" };
export const terminal: Outcome = { kind: "failed", class: "terminal", why: "refused" };
export const asked = { actor: "ana", reason: "because" };
