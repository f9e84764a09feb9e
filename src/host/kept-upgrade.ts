/**
 * Job: how an upgrade lies in its key's state, so that one with a thousand steps fits as well as
 * one with six: no value grows with the plan by more than a letter a step.
 * Owns: the names `state` (the upgrade, each step a letter in the plan's order) and `step/ID`
 * (whole, of the steps that are open; there are few at any time).
 * Of a step that has not begun or is over nothing else is needed; its words are in the records.
 */
import type { StepState, StepStatus, Upgrade } from "../model/upgrade.ts";
import type { HostContext } from "../ports/host-port.ts";
import { UNTOUCHED } from "../upgrade/begin.ts";
import { isActive, type UpgradePlan } from "../upgrade/turn.ts";

const OPEN = "o";
const LETTERS = {
  pending: ".",
  done: "d",
  failed: "f",
  skipped: "s",
  cancelled: "c",
  running: OPEN,
  waiting: OPEN,
  retrying: OPEN,
  puttingBack: OPEN,
} as const satisfies Record<StepStatus, string>;

const CLOSED: readonly StepStatus[] = ["done", "failed", "skipped", "cancelled"];

/** The upgrade as it is kept: its steps as letters. */
export interface KeptUpgrade extends Omit<Upgrade, "steps"> {
  readonly marks: string;
}

export function readKept(context: HostContext): Promise<KeptUpgrade | undefined> {
  return context.get<KeptUpgrade>("state");
}

/** The upgrade in full; `plan` is the one that it names. */
export async function openKept(
  context: HostContext,
  { steps }: UpgradePlan,
  { marks, ...rest }: KeptUpgrade,
): Promise<Upgrade> {
  const states: [string, StepState][] = [];
  for (const [at, { id }] of steps.entries()) {
    const mark = marks[at];
    const whole = mark === OPEN ? await context.get<StepState>(stepName(id)) : undefined;
    const status = CLOSED.find((closed) => LETTERS[closed] === mark) ?? "pending";
    states.push([id, whole ?? { ...UNTOUCHED, status }]);
  }
  return { ...rest, steps: Object.fromEntries(states) };
}

/** Writes the upgrade, and clears what is kept of steps that are not open any more. */
export function keepUpgrade(
  context: HostContext,
  plan: UpgradePlan,
  upgrade: Upgrade,
  before: KeptUpgrade | undefined,
): void {
  const { steps, ...rest } = upgrade;
  const marks = plan.steps.map(({ id }) => LETTERS[steps[id]?.status ?? "pending"]).join("");
  for (const [at, { id }] of plan.steps.entries()) {
    const state = steps[id];
    if (state !== undefined && isActive(state)) context.set(stepName(id), state);
    else if (before?.marks[at] === OPEN) context.clear(stepName(id));
  }
  context.set("state", { ...rest, marks } satisfies KeptUpgrade);
}

function stepName(id: string): string {
  return `step/${id}`;
}
