/**
 * One run of a small fleet from a seed: its storm, then the calm in which everything must end, watched
 * by every invariant. What `npm run vopr` repeats without end.
 */
import { actionCatalog } from "../actions/catalog.ts";
import type { Event } from "../model/event.ts";
import { fleetSchema } from "../model/fleet.ts";
import type { Plan } from "../model/plan.ts";
import { type Faults, swarm } from "./faults/fault-kinds.ts";
import { withoutCluster } from "./fleet/without-cluster.ts";
import { smallFleet } from "./fleet/small-fleet.ts";
import type { FleetCase } from "./fleet/fleet-case.ts";
import type { Happening } from "./happening.ts";
import { invariants } from "./invariants/invariants.ts";
import { openScene, type Scene } from "./invariants/scene.ts";
import { type Violation, Watcher } from "./invariants/watcher.ts";
import { hireOperator, type Operator } from "./operator/operator.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import { nextTurn } from "../platform/turn.ts";
import { planRollout, type Planning } from "./plan-rollout.ts";
import type { Seams } from "./seams.ts";
import { openSimulation, type Simulation } from "./simulation.ts";

export interface RunOptions {
  readonly seed: number;
  readonly faults: Faults;
  readonly planning: Planning;
  /** Only the first so many clusters of the seed's fleet. */
  readonly clusters?: number;
  /** How long things go wrong, of the world's hours. */
  readonly hours?: number;
  readonly seams?: Seams;
  /** Told of all that happens, after the invariants have looked at it. */
  readonly tell?: (happening: Happening) => void;
}

export interface Run {
  readonly seed: number;
  readonly clusters: number;
  /** How long the storm lasted, of the world's hours. */
  readonly hours: number;
  readonly ticks: number;
  /** Of the world, from its start to the end of the run. */
  readonly lastedMs: number;
  readonly events: readonly Event[];
  readonly violation: Violation | undefined;
}

/** A full look at everything comes so often. */
const FULL_LOOK_EVERY = 1_000;
const LOOK_WHETHER_OVER_EVERY = 16;
const HOUR_MS = 3_600_000;
/** In the calm nothing needs longer. */
const PATIENCE_MS = 14 * 24 * HOUR_MS;

export async function runSeed(options: RunOptions): Promise<Run> {
  const { seed, clusters } = options;
  const fleet = smallFleet(seed, clusters);
  const size = fleet.world.spec.clusters.length;
  const hours = options.hours ?? 1 + size;
  const stage = openStage(options, fleet, hours * HOUR_MS);
  const { simulation, watcher } = stage;
  await startRollouts(stage, fleet);
  const operator = hire(options, stage, fleet);
  simulation.clock.at(simulation.storm.untilMs, () => {
    simulation.calm();
    operator.takeOver();
  });
  const ticks = await goOn(stage, operator);
  watcher.checkAll();
  return {
    seed,
    clusters: size,
    hours,
    ticks,
    lastedMs: simulation.clock.nowMs() - simulation.storm.fromMs,
    events: simulation.events,
    violation: watcher.violation ?? unfinished(stage, operator),
  };
}

interface Stage {
  readonly simulation: Simulation;
  readonly scene: Scene;
  readonly watcher: Watcher;
  readonly plan: (rollout: string) => Promise<void>;
  readonly applyFleet: (without?: string) => Promise<void>;
}

function openStage(options: RunOptions, fleet: FleetCase, stormMs: number): Stage {
  const { seed, planning, seams } = options;
  const faults = swarm(seed, options.faults);
  // The world tells of changes only later than this, when there is somebody to be told.
  const told: { watcher?: Watcher } = {};
  const tell = (happening: Happening): void => {
    told.watcher?.take(happening);
    options.tell?.(happening);
  };
  const simulation = openSimulation({
    fleet,
    actions: actionCatalog,
    seed,
    faults,
    stormMs,
    tell,
    ...(seams !== undefined && { seams }),
  });
  const scene = openScene({
    clusters: () => simulation.world.peek.clusters,
    events: () => simulation.events,
    keys: () => simulation.host.keys(),
  });
  const watcher = new Watcher(scene, invariants);
  told.watcher = watcher;
  const plan = async (name: string): Promise<void> => {
    const rollout = fleet.rollouts.find(({ metadata }) => metadata.name === name);
    const setting = { planning, fleet, tell, change: seams?.plan };
    if (rollout === undefined) return;
    const hash = await planRollout(simulation, setting, rollout);
    void simulation.order(name, { kind: "create", plan: hash, actor: "ana" });
  };
  const applyFleet = (without?: string) => applyTo(simulation, fleet, without);
  return { simulation, scene, watcher, plan, applyFleet };
}

/** Stores the fleet's document and tells its rollouts, as applying it would. */
async function applyTo(simulation: Simulation, fleet: FleetCase, without?: string): Promise<void> {
  const { name } = fleet.fleet;
  const written = withoutCluster(fleet.fleet.written, without);
  await simulation.records.putDocument({ kind: "Fleet", name, json: JSON.stringify(written) });
  const { clusters: there } = resolveFleet(fleetSchema.parse(written));
  const clusters = there.map((cluster) => cluster.name);
  for (const { metadata } of fleet.rollouts) {
    void simulation.order(metadata.name, { kind: "fleet", actor: "ana", clusters });
  }
}

async function startRollouts(stage: Stage, fleet: FleetCase): Promise<void> {
  const { simulation, plan } = stage;
  await stage.applyFleet();
  for (const { metadata } of fleet.rollouts) {
    await plan(metadata.name);
    void simulation.order(metadata.name, { kind: "run", actor: "ana", reason: "" });
  }
}

function hire({ seed, faults }: RunOptions, stage: Stage, fleet: FleetCase): Operator {
  const { simulation, scene, plan, applyFleet } = stage;
  return hireOperator({
    simulation,
    seed,
    rate: swarm(seed, faults).operator,
    rollouts: fleet.rollouts.map(({ metadata }) => metadata.name),
    planOf: (rollout): Plan | undefined => scene.plans.get(scene.rollouts.get(rollout)?.plan ?? ""),
    asksPerson: (rollout) => scene.rollouts.get(rollout)?.asksPerson ?? false,
    planAgain: (rollout) => void plan(rollout),
    applyFleet: (without) => void applyFleet(without),
  });
}

/** Steps until all is over, something is broken, or nothing will ever end; says how many steps. */
async function goOn({ simulation, watcher }: Stage, operator: Operator): Promise<number> {
  const { host, clock, storm } = simulation;
  let ticks = 0;
  while (watcher.violation === undefined && clock.nowMs() < storm.untilMs + PATIENCE_MS) {
    if (!(await host.step())) break;
    ticks += 1;
    if (ticks % FULL_LOOK_EVERY === 0) watcher.checkAll();
    const mayBeOver = ticks % LOOK_WHETHER_OVER_EVERY === 0 && clock.nowMs() > storm.untilMs;
    if (mayBeOver && (await isAllOver(operator))) break;
  }
  return ticks;
}

/** Looked at twice: an order that somebody has just written may not have arrived at the first. */
async function isAllOver(operator: Operator): Promise<boolean> {
  if (!operator.isAllOver()) return false;
  await nextTurn();
  return operator.isAllOver();
}

/** Whatever had work to do, has ended: nothing sleeps for ever, and nothing goes round in circles. */
function unfinished({ simulation }: Stage, operator: Operator): Violation | undefined {
  const [stuck] = simulation.host.stuck();
  if (stuck !== undefined) {
    const words = `${stuck.object} ${stuck.key} cannot handle ${stuck.message}: ${stuck.error}`;
    return { id: "I13", words };
  }
  return operator.isAllOver()
    ? undefined
    : {
        id: "I13",
        words: `not all rollouts are over ${PATIENCE_MS / HOUR_MS} hours after the storm`,
      };
}
