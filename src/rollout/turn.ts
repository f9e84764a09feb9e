import type { ClusterState, RolloutState, StageCounts } from "../model/rollout-state.ts";
import { chainEvents, type Event, type EventBody } from "../model/event.ts";
import type { Plan, PlannedCluster, PlannedStage } from "../model/plan.ts";
import type { PersonOrder } from "../model/upgrade.ts";
import { isOfThisPlan } from "./of-this-plan.ts";

/** What the host is to do for a rollout. */
export type RolloutCommand =
  | {
      readonly kind: "startUpgrade";
      readonly cluster: PlannedCluster;
      readonly attempt: number;
      readonly skips: ClusterState["skips"];
    }
  | {
      readonly kind: "orderUpgrade";
      readonly cluster: string;
      readonly attempt: number;
      readonly order: PersonOrder;
    }
  /** Begins a flow of the plan, on one cluster or on none; the same round twice is one. */
  | {
      readonly kind: "startFlow";
      readonly flow: string;
      readonly cluster?: PlannedCluster;
      readonly round: number;
    }
  /** Tells people of a stage, once for each key, and answers with `told`, whatever came of it. */
  | {
      readonly kind: "notify";
      /** The same whenever this is told again. */
      readonly key: string;
      readonly audience: string;
      readonly text: string;
      readonly stage: string;
      readonly task: string;
      readonly round: number;
    }
  /** Asks another rollout to tell this one where it stands, now and whenever that changes. */
  | { readonly kind: "follow"; readonly rollout: string }
  /** There is more to consider than one look should; look again at once. */
  | { readonly kind: "lookAgain" };

/** One decision under way. Clusters are read one by one when they are needed, because there may be thousands. */
export interface RolloutTurn {
  readonly plan: Plan;
  readonly nowMs: number;
  readonly state: RolloutState;
  readonly changed: ReadonlyMap<string, ClusterState>;
  readonly events: readonly Event[];
  readonly commands: readonly RolloutCommand[];
  /** Id of the request that caused it, if one did. */
  readonly request?: string | undefined;
}

/** A pure computation that asks for clusters by name as it goes; whoever runs it answers with what is stored, or undefined. */
export type Reading<T> = Generator<string, T, ClusterState | undefined>;

export function* readCluster(
  turn: Pick<RolloutTurn, "state" | "changed">,
  name: string,
): Reading<ClusterState> {
  const changed = turn.changed.get(name);
  if (changed !== undefined) return changed;
  const stored = yield name;
  if (stored !== undefined && isOfThisPlan(turn.state, stored)) return stored;
  const { plan, planNumber } = turn.state;
  return {
    plan,
    ...(planNumber === undefined ? {} : { planNumber }),
    status: "waiting",
    attempt: stored?.attempt ?? 0,
    skips: [],
  };
}

export function say(
  turn: RolloutTurn,
  said: Omit<EventBody, "rollout" | "actor"> & { readonly actor?: string },
): RolloutTurn {
  const { rollout, plan } = turn.state;
  const caused = turn.request === undefined ? {} : { request: turn.request };
  const body: EventBody = { actor: "fleetlift", plan, ...caused, ...said, rollout };
  const chained = chainEvents(turn.state.head, [body], turn.nowMs);
  return {
    ...turn,
    state: { ...turn.state, head: chained.head },
    events: [...turn.events, ...chained.events],
  };
}

export function ask(turn: RolloutTurn, command: RolloutCommand): RolloutTurn {
  return { ...turn, commands: [...turn.commands, command] };
}

export function change(turn: RolloutTurn, patch: Partial<RolloutState>): RolloutTurn {
  return { ...turn, state: { ...turn.state, ...patch } };
}

export function changeStage(
  turn: RolloutTurn,
  index: number,
  patch: Partial<StageCounts>,
): RolloutTurn {
  const stages = turn.state.stages.map((counts, at) =>
    at === index ? { ...counts, ...patch } : counts,
  );
  return change(turn, { stages });
}

export function changeCluster(turn: RolloutTurn, name: string, cluster: ClusterState): RolloutTurn {
  return { ...turn, changed: new Map(turn.changed).set(name, cluster) };
}

/** A stage with its counts; the plan and the state have the same stages, so a missing one is a fault of ours. */
export interface OpenStage {
  readonly index: number;
  readonly planned: PlannedStage;
  readonly counts: StageCounts;
}

export function stageAt(
  turn: Pick<RolloutTurn, "plan" | "state">,
  index: number,
): OpenStage | undefined {
  const planned = turn.plan.stages[index];
  const counts = turn.state.stages[index];
  return planned === undefined || counts === undefined ? undefined : { index, planned, counts };
}

/** As `stageAt`, of a stage that the plan is known to have. */
export function knownStage(turn: Pick<RolloutTurn, "plan" | "state">, index: number): OpenStage {
  const stage = stageAt(turn, index);
  if (stage === undefined)
    throw new RangeError(`rollout ${turn.state.rollout} has no stage at ${index}`);
  return stage;
}

/** Where a cluster stands in the plan. */
export interface Place {
  readonly stage: number;
  readonly stageName: string;
  readonly index: number;
  readonly planned: PlannedCluster;
}

/** A plan never changes, so that its places are listed once. */
const placesOf = new WeakMap<Plan, ReadonlyMap<string, Place>>();

export function placeOf(plan: Plan, name: string): Place | undefined {
  const known = placesOf.get(plan) ?? listPlaces(plan);
  placesOf.set(plan, known);
  return known.get(name);
}

function listPlaces({ stages }: Plan): ReadonlyMap<string, Place> {
  return new Map(
    stages.flatMap(({ name: stageName, clusters }, stage) =>
      clusters.map((planned, index) => [planned.name, { stage, stageName, index, planned }]),
    ),
  );
}

/** Upgrades and flows that run. */
export const totalRunning = (state: RolloutState): number =>
  state.stages.reduce((sum, counts) => sum + counts.running + runningFlows(counts), 0);

const runningFlows = ({ tasks = {} }: StageCounts): number =>
  Object.values(tasks).reduce(
    (sum, { status, running = [] }) => sum + (status === "open" ? running.length : 0),
    0,
  );
