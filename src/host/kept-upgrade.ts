/**
 * Job: how an upgrade lies in its key's state, so that one with a thousand steps fits as well as
 * one with six: no value grows with the plan by more than a letter a step.
 * Owns: the names
 * - `state`: the upgrade, each step a letter in the plan's order, and so its recovery;
 * - `step/ID` and `recovery/ID`: whole, of the steps that are open; there are few at any time;
 * - `out/ID`: what a done step gave to later ones;
 * - `done/N`: the order in which steps were done, as places in the plan, so many a value.
 * Of a step that has not begun or is over nothing else is needed; its words are in the records.
 */
import type { Step } from "../model/plan.ts";
import type { StepState, StepStatus, Upgrade } from "../model/upgrade.ts";
import type { HostContext } from "../ports/host-port.ts";
import { UNTOUCHED } from "../upgrade/begin.ts";
import { isActive, isOver, type UpgradePlan } from "../upgrade/turn.ts";

const OPEN = "o";
const BY_CONDITION = "i";
/** Of a recovery: a step that does not apply. */
const NONE = "-";
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
/** Places in one value of the order: under 4 KB, however large the plan is. */
const PLACES = 500;

type States = Readonly<Record<string, StepState>>;
type Outputs = NonNullable<Upgrade["outputs"]>;

/** The upgrade as it is kept: its steps as letters. */
export interface KeptUpgrade extends Omit<Upgrade, "steps" | "recovery" | "doneOrder" | "outputs"> {
  readonly marks: string;
  readonly recoveryMarks?: string;
  /** How many places the order has. */
  readonly placesDone?: number;
}

export function readKept(context: HostContext): Promise<KeptUpgrade | undefined> {
  return context.get<KeptUpgrade>("state");
}

/** The upgrade in full; `plan` is the one that it names. */
export async function openKept(
  context: HostContext,
  plan: UpgradePlan,
  { marks, recoveryMarks, placesDone, ...rest }: KeptUpgrade,
): Promise<Upgrade> {
  const steps = await readStates(context, "step", plan.steps, marks);
  const ofRecovery = plan.recovery?.steps ?? [];
  const recovery =
    recoveryMarks === undefined
      ? undefined
      : await readStates(context, "recovery", ofRecovery, recoveryMarks);
  const outputs = await readOutputs(context, [...plan.steps, ...ofRecovery], {
    ...steps,
    ...recovery,
  });
  const doneOrder =
    placesDone === undefined ? undefined : await readOrder(context, plan, placesDone);
  return {
    ...rest,
    steps,
    ...(recovery === undefined ? {} : { recovery }),
    ...(Object.keys(outputs).length === 0 ? {} : { outputs }),
    ...(doneOrder === undefined ? {} : { doneOrder }),
  };
}

/** Writes the upgrade, and clears what nobody will need any more. */
export function keepUpgrade(
  context: HostContext,
  plan: UpgradePlan,
  upgrade: Upgrade,
  before: KeptUpgrade | undefined,
): void {
  const { steps, recovery, doneOrder, outputs = {}, ...rest } = upgrade;
  const ofRecovery = plan.recovery?.steps ?? [];
  const marks = keepStates(context, "step", plan.steps, steps, before?.marks ?? "");
  const recoveryMarks =
    recovery === undefined
      ? {}
      : {
          recoveryMarks: keepStates(
            context,
            "recovery",
            ofRecovery,
            recovery,
            before?.recoveryMarks ?? "",
          ),
        };
  keepOutputs(context, outputs, doneBefore(plan, before), isOver(upgrade));
  const kept: KeptUpgrade = { ...rest, marks, ...recoveryMarks };
  if (doneOrder === undefined) {
    context.set("state", kept);
    return;
  }
  const placesDone = keepOrder(context, plan, doneOrder, before?.placesDone ?? 0, isOver(upgrade));
  context.set("state", { ...kept, placesDone });
}

async function readStates(
  context: HostContext,
  part: Part,
  steps: readonly Step[],
  marks: string,
): Promise<States> {
  const states: Record<string, StepState> = {};
  for (const [at, { id }] of steps.entries()) {
    const mark = marks[at];
    if (mark === NONE) continue;
    const whole = mark === OPEN ? await context.get<StepState>(`${part}/${id}`) : undefined;
    states[id] = whole ?? closedState(mark);
  }
  return states;
}

type Part = "step" | "recovery";

function closedState(mark: string | undefined): StepState {
  return CLOSED_STATES.get(mark) ?? UNTOUCHED;
}

/** By their letters. All steps of a letter are the same, and nothing changes them. */
const CLOSED_STATES: ReadonlyMap<string | undefined, StepState> = new Map([
  [BY_CONDITION, { ...UNTOUCHED, status: "skipped", skippedBy: "if" } as const],
  ...CLOSED.map((status) => [LETTERS[status], { ...UNTOUCHED, status }] as const),
]);

/** Returns the marks. */
function keepStates(
  context: HostContext,
  part: Part,
  steps: readonly Step[],
  states: States,
  before: string,
): string {
  for (const [at, { id }] of steps.entries()) {
    const state = states[id];
    if (state !== undefined && isActive(state)) context.set(`${part}/${id}`, state);
    else if (before[at] === OPEN) context.clear(`${part}/${id}`);
  }
  return steps.map(({ id }) => markOf(states[id], part)).join("");
}

function markOf(state: StepState | undefined, part: Part): string {
  if (state === undefined) return part === "recovery" ? NONE : LETTERS.pending;
  return state.skippedBy === "if" ? BY_CONDITION : LETTERS[state.status];
}

/** Only a step that declares outputs, and is done, can have any. */
async function readOutputs(
  context: HostContext,
  steps: readonly Step[],
  states: States,
): Promise<Outputs> {
  const given: [string, Outputs[string]][] = [];
  for (const { id, outputs } of steps) {
    if (outputs === undefined || states[id]?.status !== "done") continue;
    const kept = await context.get<Outputs[string]>(`out/${id}`);
    if (kept !== undefined) given.push([id, kept]);
  }
  return Object.fromEntries(given);
}

/** What was given is written once: it never changes. */
function keepOutputs(
  context: HostContext,
  outputs: Outputs,
  known: ReadonlySet<string>,
  over: boolean,
): void {
  for (const [id, given] of Object.entries(outputs)) {
    if (over) context.clear(`out/${id}`);
    else if (!known.has(id)) context.set(`out/${id}`, given);
  }
}

/** Ids of the steps that were done already. */
function doneBefore(plan: UpgradePlan, before: KeptUpgrade | undefined): ReadonlySet<string> {
  const done = (steps: readonly Step[], marks = ""): readonly string[] =>
    steps.filter((_, at) => marks[at] === LETTERS.done).map(({ id }) => id);
  return new Set([
    ...done(plan.steps, before?.marks),
    ...done(plan.recovery?.steps ?? [], before?.recoveryMarks),
  ]);
}

async function readOrder(
  context: HostContext,
  { steps }: UpgradePlan,
  count: number,
): Promise<readonly string[]> {
  const places: number[] = [];
  for (let value = 0; value * PLACES < count; value += 1) {
    places.push(...((await context.get<readonly number[]>(`done/${value}`)) ?? []));
  }
  return places.flatMap((place) => steps[place]?.id ?? []);
}

/** Writes what has come since, and returns how many places there are. */
function keepOrder(
  context: HostContext,
  { steps }: UpgradePlan,
  doneOrder: readonly string[],
  before: number,
  over: boolean,
): number {
  const placeOf = new Map(steps.map(({ id }, at) => [id, at]));
  const places = doneOrder.map((id) => placeOf.get(id) ?? -1);
  for (let value = 0; value * PLACES < places.length; value += 1) {
    const part = places.slice(value * PLACES, (value + 1) * PLACES);
    if (over) context.clear(`done/${value}`);
    else if (value * PLACES + part.length > before) context.set(`done/${value}`, part);
  }
  return over ? 0 : places.length;
}
