/**
 * The people of a simulation. While things go wrong somebody gives orders at random; afterwards
 * somebody looks every quarter of an hour and does what only a person can, until all is over. Owns
 * what was seen of each rollout at these visits.
 */
import type { KeptUpgrade } from "../../host/kept-upgrade.ts";
import { ROLLOUT, UPGRADE } from "../../host/object-names.ts";
import type { Plan } from "../../model/plan.ts";
import { upgradeKey } from "../../model/upgrade.ts";
import type { ClusterState, RolloutState } from "../../model/rollout-state.ts";
import { isOfThisPlan } from "../../rollout/of-this-plan.ts";
import { momentsIn } from "../faults/fault-schedule.ts";
import type { InProcessHost } from "../in-process-host.ts";
import { chanceOf } from "../random-streams.ts";
import type { Simulation } from "../simulation.ts";
import {
  asksApproval,
  diligentOrders,
  type RolloutSeen,
  standsFailed,
  type Visits,
} from "./diligent-orders.ts";
import { randomAct } from "./random-orders.ts";

const ORDERS_AN_HOUR = 2.5;
const LOOK_EVERY_MS = 15 * 60_000;

export interface OperatorSetting {
  readonly simulation: Simulation;
  readonly seed: number;
  /** 0 is nobody who acts at random. */
  readonly rate: number;
  readonly rollouts: readonly string[];
  /** The plan that a rollout has now. */
  readonly planOf: (rollout: string) => Plan | undefined;
  /** Whether the record says that a person must act. */
  readonly asksPerson: (rollout: string) => boolean;
  /** Applies a rollout anew. */
  readonly planAgain: (rollout: string) => void;
  /** Applies the fleet anew, whole or without a cluster. */
  readonly applyFleet: (without?: string) => void;
}

export interface Operator {
  /** Begins to see to it that everything ends. */
  takeOver(): void;
  /** Whether every rollout is over. */
  isAllOver(): boolean;
}

export function hireOperator(setting: OperatorSetting): Operator {
  const { simulation, rollouts } = setting;
  const visits = new Map<string, Visits>();
  actAtRandom(setting);
  const look = (): void => {
    for (const rollout of rollouts) mendOne(setting, rollout, visits);
    simulation.clock.at(simulation.clock.nowMs() + LOOK_EVERY_MS, look);
  };
  const takeOver = (): void => {
    setting.applyFleet();
    look();
  };
  return { takeOver, isAllOver: () => isAllOver(simulation.host) };
}

/** Every rollout has ended, and no order to one is under way. */
function isAllOver(host: InProcessHost): boolean {
  for (const { object, messages, state } of host.keys()) {
    if (object !== ROLLOUT) continue;
    const text = state.get("state");
    const kept = text === undefined ? undefined : (JSON.parse(text) as RolloutState);
    const isOver = kept === undefined || kept.phase === "done" || kept.phase === "cancelled";
    if (!isOver || messages > 0) return false;
  }
  return true;
}

function actAtRandom(setting: OperatorSetting): void {
  const { simulation, rollouts, planOf, planAgain, applyFleet, seed, rate } = setting;
  const chance = chanceOf(seed, "operator");
  for (const atMs of momentsIn(chance, ORDERS_AN_HOUR * rate, simulation.storm)) {
    simulation.clock.at(atMs, () => {
      const rollout = chance.one(rollouts);
      const plan = planOf(rollout);
      if (plan === undefined) return;
      const act = randomAct(plan, chance);
      switch (act.kind) {
        case "plan":
          return planAgain(rollout);
        case "fleet":
          return applyFleet(act.without);
        case "order":
          return void simulation.order(rollout, act.message);
      }
    });
  }
}

function mendOne(setting: OperatorSetting, rollout: string, visits: Map<string, Visits>): void {
  const { simulation, planOf } = setting;
  const plan = planOf(rollout);
  const seen = seenOf(setting, rollout, plan);
  if (plan === undefined || seen === undefined) return;
  const { failuresSeen, approvalsSeen } = visits.get(rollout) ?? {
    failuresSeen: 0,
    approvalsSeen: 0,
  };
  const now: Visits = {
    failuresSeen: failuresSeen + (standsFailed(seen) ? 1 : 0),
    approvalsSeen: asksApproval(plan, seen) ? approvalsSeen + 1 : 0,
  };
  visits.set(rollout, now);
  for (const message of diligentOrders(plan, seen, now)) void simulation.order(rollout, message);
}

/** What the host keeps under these names was written by its objects, in these forms. */
function seenOf(
  { simulation, rollouts, asksPerson }: OperatorSetting,
  rollout: string,
  plan: Plan | undefined,
): RolloutSeen | undefined {
  const { host } = simulation;
  const kept = host.stateOf(ROLLOUT, rollout);
  const state = kept["state"] as RolloutState | undefined;
  if (state === undefined) return undefined;
  const clusters = new Map<string, ClusterState>();
  const upgrades = new Map<string, KeptUpgrade>();
  for (const { name } of plan?.stages.flatMap((stage) => stage.clusters) ?? []) {
    const cluster = kept[`c/${name}`] as ClusterState | undefined;
    if (cluster === undefined || !isOfThisPlan(state, cluster)) continue;
    clusters.set(name, cluster);
    if (cluster.status !== "running") continue;
    const key = upgradeKey(rollout, name, cluster.attempt);
    const upgrade = host.stateOf(UPGRADE, key)["state"] as KeptUpgrade | undefined;
    if (upgrade !== undefined) upgrades.set(name, upgrade);
  }
  const phases = new Map<string, RolloutState["phase"]>();
  for (const other of rollouts) {
    const of = host.stateOf(ROLLOUT, other)["state"] as RolloutState | undefined;
    if (of !== undefined) phases.set(other, of.phase);
  }
  return { state, clusters, upgrades, phases, asksPerson: asksPerson(rollout) };
}
