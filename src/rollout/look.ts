import type { Plan } from "../model/plan.ts";
import { calendarsAt, type Calendars } from "./calendar-reason.ts";
import type { StartReason } from "./start-reason.ts";

/**
 * Job: what one decision finds out on its way, so that it is found out once.
 * Owns: nothing beyond the decision; what is kept is in the turn.
 */
export interface Look {
  readonly calendars: Calendars;
  /** Clusters that were deferred in this decision, by the reason's key: they are told by name. */
  readonly deferred: Map<string, string[]>;
  /** Why the rest of the open stage is not even considered; set when it is met. */
  barrier: StartReason | undefined;
  /** False while tasks stand before the open stage's clusters. */
  clustersMayStart: boolean;
}

export const newLook = (plan: Plan, nowMs: number): Look => ({
  calendars: calendarsAt(plan, nowMs),
  deferred: new Map(),
  barrier: undefined,
  clustersMayStart: false,
});
