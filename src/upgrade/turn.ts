import type { Json } from "../model/data.ts";
import { chainEvents, type Event, type EventBody } from "../model/event.ts";
import type { Recovery, RecoveryStep, Step } from "../model/plan.ts";
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
  /** What is done when it ends early. */
  readonly recovery?: Recovery | undefined;
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
      /** Its inputs, with everything filled in. */
      readonly with: Step["with"];
      readonly startedAtMs: number;
      readonly memo: Json;
    }
  /** It has failed and is not over yet: whoever starts others is to know at once. */
  | { readonly kind: "reportFailing" }
  | {
      readonly kind: "report";
      readonly result: "done" | "failed" | "cancelled" | "unreachable";
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

/** Whether the steps that need it may start. One that failed for good while the upgrade goes on is passed over. */
export const isSettled = (step: StepState | undefined): boolean =>
  step !== undefined && SETTLED.includes(step.status);

const SETTLED: readonly StepStatus[] = ["done", "skipped", "failed"];

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
  const shared = { ...about, rollout, attempt, plan: turn.upgrade.plan };
  const body: EventBody = { actor: "fleetlift", ...said, ...shared };
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

/** Changes one step: of the recovery while that runs, of the upgrade itself before. */
export function changeStep(turn: Turn, id: string, patch: Partial<StepState>): Turn {
  const { phase, steps, recovery = {} } = turn.upgrade;
  return phase === "recovering"
    ? change(turn, { recovery: withPatch(recovery, id, patch) })
    : change(turn, { steps: withPatch(steps, id, patch) });
}

function withPatch(
  steps: Upgrade["steps"],
  id: string,
  patch: Partial<StepState>,
): Upgrade["steps"] {
  const state = steps[id];
  return state === undefined ? steps : { ...steps, [id]: { ...state, ...patch } };
}

/** Whether a step has used up its time, which counts from its first start. */
export function isLate({ nowMs }: Turn, step: Step, state: StepState): boolean {
  return nowMs - state.firstStartedAtMs >= step.timeoutMs;
}

/** What says where steps stand. */
type Place = Pick<Turn, "plan" | "upgrade">;

/** A step of the plan with its state. */
export interface PlacedStep {
  readonly step: Step;
  readonly state: StepState;
}

/**
 * The steps that are at hand with their states, in the plan's order: those of the recovery while it
 * runs, otherwise the upgrade's own. A step that the state does not know is left out.
 */
export function stepsOf(turn: Place): readonly PlacedStep[] {
  const { phase, recovery = {} } = turn.upgrade;
  return phase === "recovering" ? placed(recoveryStepsOf(turn.plan), recovery) : mainStepsOf(turn);
}

export function recoveryStepsOf({ recovery }: UpgradePlan): readonly RecoveryStep[] {
  return recovery?.steps ?? [];
}

/** The upgrade's own steps, whatever is at hand. */
export function mainStepsOf({ plan, upgrade }: Place): readonly PlacedStep[] {
  return placed(plan.steps, upgrade.steps);
}

export function placed<Of extends Step>(
  steps: readonly Of[],
  states: Upgrade["steps"] = {},
): readonly { readonly step: Of; readonly state: StepState }[] {
  // A loop: it is asked many times in each turn, and of upgrades with many steps it was most of the time.
  const found: { readonly step: Of; readonly state: StepState }[] = [];
  for (const step of steps) {
    const state = states[step.id];
    if (state !== undefined) found.push({ step, state });
  }
  return found;
}
