/**
 * The people of a simulation. While things go wrong somebody gives orders at random; afterwards
 * somebody looks every quarter of an hour and does what only a person can, until all is over. Owns
 * how often each rollout was seen to have failed.
 */
import type { KeptUpgrade } from "../../host/kept-upgrade.ts";
import { ROLLOUT, UPGRADE } from "../../host/object-names.ts";
import type { Plan } from "../../model/plan.ts";
import { upgradeKey } from "../../model/upgrade.ts";
import type { ClusterState, RolloutState } from "../../model/rollout-state.ts";
import { momentsIn } from "../faults/fault-schedule.ts";
import type { InProcessHost } from "../in-process-host.ts";
import { chanceOf } from "../random-streams.ts";
import type { Simulation } from "../simulation.ts";
import { diligentOrders, type RolloutSeen } from "./diligent-orders.ts";
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
  /** Applies a rollout anew. */
  readonly planAgain: (rollout: string) => void;
}

export interface Operator {
  /** Begins to see to it that everything ends. */
  takeOver(): void;
  /** Whether every rollout is over. */
  isAllOver(): boolean;
}

export function hireOperator(setting: OperatorSetting): Operator {
  const { simulation, rollouts } = setting;
  const failures = new Map<string, number>();
  actAtRandom(setting);
  const look = (): void => {
    for (const rollout of rollouts) mendOne(setting, rollout, failures);
    if (!isAllOver()) simulation.clock.at(simulation.clock.nowMs() + LOOK_EVERY_MS, look);
  };
  const isAllOver = (): boolean =>
    rollouts.every((rollout) => {
      const phase = seenOf(simulation.host, rollout, undefined)?.state.phase;
      return phase === undefined || phase === "done" || phase === "cancelled";
    });
  return { takeOver: look, isAllOver };
}

function actAtRandom(setting: OperatorSetting): void {
  const { simulation, rollouts, planOf, planAgain, seed, rate } = setting;
  const chance = chanceOf(seed, "operator");
  for (const atMs of momentsIn(chance, ORDERS_AN_HOUR * rate, simulation.storm)) {
    simulation.clock.at(atMs, () => {
      const rollout = chance.one(rollouts);
      const plan = planOf(rollout);
      if (plan === undefined) return;
      const act = randomAct(plan, chance);
      if (act.kind === "plan") planAgain(rollout);
      else void simulation.order(rollout, act.message);
    });
  }
}

function mendOne(
  { simulation, planOf }: OperatorSetting,
  rollout: string,
  failures: Map<string, number>,
): void {
  const plan = planOf(rollout);
  const seen = seenOf(simulation.host, rollout, plan);
  if (plan === undefined || seen === undefined) return;
  const failed = (failures.get(rollout) ?? 0) + (seen.state.phase === "failed" ? 1 : 0);
  failures.set(rollout, failed);
  for (const message of diligentOrders(plan, seen, failed)) void simulation.order(rollout, message);
}

/** What the host keeps under these names was written by its objects, in these forms. */
function seenOf(
  host: InProcessHost,
  rollout: string,
  plan: Plan | undefined,
): RolloutSeen | undefined {
  const kept = host.stateOf(ROLLOUT, rollout);
  const state = kept["state"] as RolloutState | undefined;
  if (state === undefined) return undefined;
  const clusters = new Map<string, ClusterState>();
  const upgrades = new Map<string, KeptUpgrade>();
  for (const { name } of plan?.stages.flatMap((stage) => stage.clusters) ?? []) {
    const cluster = kept[`c/${name}`] as ClusterState | undefined;
    if (cluster === undefined || cluster.plan !== state.plan) continue;
    clusters.set(name, cluster);
    if (cluster.status !== "running") continue;
    const key = upgradeKey(rollout, name, cluster.attempt);
    const upgrade = host.stateOf(UPGRADE, key)["state"] as KeptUpgrade | undefined;
    if (upgrade !== undefined) upgrades.set(name, upgrade);
  }
  return { state, clusters, upgrades };
}
