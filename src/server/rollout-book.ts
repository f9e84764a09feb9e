/**
 * Job: every rollout as the records tell it, folded event by event.
 * Owns: nothing that the records do not say. Thrown away and folded again, it is the same; the
 * server keeps one to answer from, and a watching command line keeps one of its own.
 */
import type { Event } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import { takeApprovalEvent, type ApprovalView } from "../report/approval-view.ts";
import { RolloutProjection } from "../report/rollout-projection.ts";
import { takeUpgradeEvent, type UpgradeView } from "./upgrade-view.ts";

export class RolloutBook {
  readonly #loadPlan: (hash: string) => Promise<Plan>;
  readonly #rollouts = new Map<string, RolloutProjection>();
  readonly #upgrades = new Map<string, UpgradeView>();
  readonly #approvals = new Map<string, ApprovalView>();

  constructor(loadPlan: (hash: string) => Promise<Plan>) {
    this.#loadPlan = loadPlan;
  }

  /** Takes events in the order of the log, each once. */
  async take(events: readonly Event[]): Promise<void> {
    for (const event of events) {
      const known = this.#rollouts.get(event.rollout);
      if (event.kind === "rollout.planned" && event.plan !== undefined) {
        const plan = await this.#loadPlan(event.plan);
        this.#rollouts.set(event.rollout, new RolloutProjection(plan, event));
      } else {
        known?.take(event);
      }
      takeUpgradeEvent(this.#upgrades, event);
      takeApprovalEvent(this.#approvals, event, this.#rollouts.get(event.rollout)?.plan);
    }
  }

  rollout(name: string): RolloutProjection | undefined {
    return this.#rollouts.get(name);
  }

  /** By name. */
  rollouts(): readonly RolloutProjection[] {
    return [...this.#rollouts.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, projection]) => projection);
  }

  /** All that is asked for now, the oldest first. */
  approvals(): readonly ApprovalView[] {
    return [...this.#approvals.values()].toSorted((a, b) => a.askedAtMs - b.askedAtMs);
  }

  /** Every attempt at every cluster, the oldest first. */
  upgrades(): readonly UpgradeView[] {
    return [...this.#upgrades.values()];
  }
}
