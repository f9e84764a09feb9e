import type { Json } from "../model/data.ts";
import { chainEvents, type Event, type EventBody } from "../model/event.ts";
import type { Step } from "../model/plan.ts";
import {
  clusterOfUpgrade,
  type StepState,
  type StepStatus,
  type Upgrade,
} from "../model/upgrade.ts";
import type { FlowPlace } from "./flow-place.ts";

/** The part of the plan that an upgrade carries out. */
export interface UpgradePlan {
  readonly steps: readonly Step[];
  /** Of a flow: which one it is. */
  readonly flow?: FlowPlace;
}

/**
 * How a step is looked at. `last`, after its timeout, does nothing more and only sees whether it has
 * come to its end meanwhile: nobody may have looked for hours.
 */
export type LookMode = "forward" | "last" | "putBack";

/** What the host is to do. It decides nothing itself. */
export type UpgradeCommand =
  | { readonly kind: "acquireLease" }
  | { readonly kind: "releaseLease" }
  | {
      readonly kind: "look";
      readonly step: string;
      readonly mode: LookMode;
      readonly startedAtMs: number;
      readonly memo: Json;
    }
  | {
      readonly kind: "report";
      readonly result: "done" | "failed" | "cancelled";
      /** How many of its steps somebody chose to skip. */
      readonly skipped: number;
      readonly reason: string;
    };

/** One step of the reducer under way: the upgrade as it will be, and what was said and asked so far. */
export interface Turn {
  readonly plan: UpgradePlan;
  readonly nowMs: number;
  readonly upgrade: Upgrade;
  readonly events: readonly Event[];
  readonly commands: readonly UpgradeCommand[];
}

export const ACTIVE: readonly StepStatus[] = ["running", "waiting", "retrying", "puttingBack"];

export const isActive = (step: StepState): boolean => ACTIVE.includes(step.status);

export const isSettled = (step: StepState | undefined): boolean =>
  step !== undefined && (step.status === "done" || step.status === "skipped");

export function isOver(upgrade: Upgrade): boolean {
  return upgrade.phase === "done" || upgrade.phase === "failed" || upgrade.phase === "cancelled";
}

/** The event's fields that every event of an upgrade shares are filled in here. */
type Said = Omit<EventBody, "rollout" | "cluster" | "attempt" | "actor"> & {
  readonly actor?: string;
};

export function say(turn: Turn, said: Said): Turn {
  const { rollout, attempt, head } = turn.upgrade;
  const about = subjectOf(turn, said.reason);
  const body: EventBody = { actor: "fleetlift", ...said, ...about, rollout, attempt };
  const chained = chainEvents(head, [body], turn.nowMs);
  return {
    ...turn,
    upgrade: { ...turn.upgrade, head: chained.head },
    events: [...turn.events, ...chained.events],
  };
}

/** Of a flow, an event says which, and names a cluster only when it runs on one. */
function subjectOf(
  { plan: { flow }, upgrade }: Turn,
  words: string,
): Pick<EventBody, "cluster" | "stage" | "task" | "reason"> {
  const cluster = clusterOfUpgrade(upgrade);
  if (flow === undefined) return { cluster, reason: words };
  const { label, stage, task } = flow;
  return { cluster, stage, task, reason: `${label}: ${words}` };
}

export function ask(turn: Turn, command: UpgradeCommand): Turn {
  return { ...turn, commands: [...turn.commands, command] };
}

export function change(turn: Turn, patch: Partial<Upgrade>): Turn {
  return { ...turn, upgrade: { ...turn.upgrade, ...patch } };
}

export function changeStep(turn: Turn, id: string, patch: Partial<StepState>): Turn {
  const steps = Object.entries(turn.upgrade.steps).map(([name, state]) => [
    name,
    name === id ? { ...state, ...patch } : state,
  ]);
  return change(turn, { steps: Object.fromEntries(steps) });
}

/** Whether a step has used up its time, which counts from its first start. */
export function isLate({ nowMs }: Turn, step: Step, state: StepState): boolean {
  return nowMs - state.firstStartedAtMs >= step.timeoutMs;
}

/** A step of the plan with its state. */
export interface PlacedStep {
  readonly step: Step;
  readonly state: StepState;
}

/** Steps of the plan with their states, in the plan's order; a step that the state does not know is left out. */
export function stepsOf(turn: Turn): readonly PlacedStep[] {
  return turn.plan.steps.flatMap((step) => {
    const state = turn.upgrade.steps[step.id];
    return state === undefined ? [] : [{ step, state }];
  });
}
