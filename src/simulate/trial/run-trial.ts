/**
 * One run of a rollout from a seed: production's code over a simulated world, as it would go with
 * nobody but those who approve. Ends when the rollout has ended, or goes on only with a person.
 */
import type { Action } from "../../actions/action.ts";
import type { Event } from "../../model/event.ts";
import { canonicalJson } from "../../model/hash.ts";
import { nextTurn } from "../../platform/turn.ts";
import type { Connect } from "../../ports/connect.ts";
import { rolloutForecast } from "../../plan/report/rollout-forecast.ts";
import { type Faults, kindsOf } from "../faults/fault-kinds.ts";
import type { Happening } from "../happening.ts";
import { invariants } from "../invariants/invariants.ts";
import { openScene } from "../invariants/scene.ts";
import { Watcher } from "../invariants/watcher.ts";
import { openSimulation, type Simulation } from "../simulation.ts";
import { Approver } from "./approver.ts";
import { Tally } from "./tally.ts";
import type { Trial, TrialEnd } from "./trial.ts";
import { seededWorld, type TrialCase } from "./trial-case.ts";
import { whyStands } from "./why-stands.ts";

export interface TrialOptions {
  readonly case: TrialCase;
  readonly actions: ReadonlyMap<string, Action>;
  readonly seed: number;
  readonly faults: Faults;
  /** How long after an approval is asked for it is given. */
  readonly approveAfterMs: number;
  /** How long things go wrong; left out, longer than the rollout is expected to take. */
  readonly stormMs?: number;
  /** Told of every event, in order. */
  readonly onEvent?: (event: Event) => void;
  /** Asked now and then: true ends the run where it is. */
  readonly isStopped?: () => boolean;
}

const HOUR_MS = 3_600_000;
const LEAST_STORM_MS = 6 * HOUR_MS;
/** Nobody waits longer for a rollout. */
const PATIENCE_MS = 366 * 24 * HOUR_MS;
/** When nothing was told for so long, it is looked at whether anything will be. */
const QUIET_MS = 2 * HOUR_MS;
const FULL_LOOK_EVERY = 1_000;
const OUTSIDE_EVERY = 256;

/** Who starts the rollout: cannot approve it. */
const STARTER = "simulate";

export async function runTrial(options: TrialOptions): Promise<Trial> {
  const stage = openStage(options);
  const refused = await startRollout(options, stage);
  const end = refused ?? (await goOn(options, stage));
  const { simulation, tally } = stage;
  const endedAtMs = tally.ended?.atMs ?? Math.max(simulation.storm.fromMs, tally.lastToldMs);
  return {
    seed: options.seed,
    ...end,
    startedAtMs: simulation.storm.fromMs,
    endedAtMs,
    stages: tally.stages(),
    clusters: tally.clusters(endedAtMs),
    approvals: tally.approvals,
    notices: tally.notices,
    openings: tally.openings(),
    peakNodes: tally.peakNodes,
    violation: stage.watcher?.violation,
    ticks: stage.ticks,
  };
}

interface Stage {
  readonly simulation: Simulation;
  readonly tally: Tally;
  readonly approver: Approver;
  /** With faults only: without, nothing strikes that could break a promise. */
  readonly watcher: Watcher | undefined;
  ticks: number;
}

interface Ended {
  readonly end: TrialEnd;
  readonly reason: string;
}

function openStage(options: TrialOptions): Stage {
  const { case: tried, actions, seed, faults, onEvent } = options;
  const world = seededWorld(tried, seed);
  const tally = new Tally(tried.plan, tried.members, Date.parse(world.spec.start));
  // What is told before all of them are there is told of nothing yet.
  const told: { approver?: Approver; watcher?: Watcher } = {};
  const tell = (happening: Happening): void => {
    told.watcher?.take(happening);
    tally.take(happening);
    if (happening.kind !== "event") return;
    told.approver?.take(happening.event);
    onEvent?.(happening.event);
  };
  const simulation = openSimulation({
    fleet: { world, fleet: tried.fleet, rollouts: [] },
    actions,
    seed,
    faults,
    stormMs: options.stormMs ?? stormOf(tried),
    seams: { connect: (connect) => inPlaceOf(connect, tried.members) },
    tell,
  });
  told.approver = new Approver(simulation, tried, options.approveAfterMs);
  if (kindsOf(faults).length > 0) told.watcher = watch(simulation);
  const { approver, watcher } = told;
  simulation.clock.at(simulation.storm.untilMs, () => simulation.calm());
  watcher?.take({ kind: "planned", hash: tried.hash, plan: tried.plan });
  return { simulation, tally, approver, watcher, ticks: 0 };
}

/** Things go wrong for twice as long as nine in ten rollouts would take. */
function stormOf({ plan }: TrialCase): number {
  return Math.max(LEAST_STORM_MS, 2 * (rolloutForecast(plan.stages).forecast?.p90Ms ?? 0));
}

function watch(simulation: Simulation): Watcher {
  const scene = openScene({
    clusters: () => simulation.world.peek.clusters,
    events: () => simulation.events,
    keys: () => simulation.host.keys(),
  });
  return new Watcher(scene, invariants);
}

/** Whatever the provider of a member is, its simulated cluster stands in its place. */
function inPlaceOf(connect: Connect, members: ReadonlyMap<string, string>): Connect {
  return (member) => {
    const cluster = members.get(member.name) ?? member.name;
    return connect({ ...member, provider: { kind: "world", cluster } });
  };
}

/** Gives the rollout its plan and starts it; says why when that was refused. */
async function startRollout(
  { case: { plan, hash, fleet } }: TrialOptions,
  { simulation, tally }: Stage,
): Promise<Ended | undefined> {
  const { records, host } = simulation;
  await records.putDocument({
    kind: "Fleet",
    name: fleet.name,
    json: JSON.stringify(fleet.written),
  });
  await records.putBlob(canonicalJson(plan));
  const { rollout } = plan;
  const orders = [
    { kind: "create" as const, plan: hash, actor: STARTER },
    { kind: "run" as const, actor: STARTER, reason: "" },
    // Rollouts that this one waits for are not simulated with it: they are taken to be done.
    ...(plan.dependsOn ?? []).map((other) => ({
      kind: "followed" as const,
      rollout: other,
      phase: "done" as const,
      waitsFor: [],
    })),
  ];
  for (const message of orders) {
    const answer = simulation.order(rollout, message);
    const settled = { is: false };
    const noted = answer.finally(() => (settled.is = true));
    while (!settled.is && tally.ended === undefined) if (!(await host.step())) break;
    const given = await noted;
    if (!given.ok) return { end: "refused", reason: `${given.why}; ${given.help}` };
  }
  return undefined;
}

async function goOn(options: TrialOptions, stage: Stage): Promise<Ended> {
  const { simulation, tally, approver, watcher } = stage;
  const { host, clock, storm } = simulation;
  let lookAtMs = 0;
  while (clock.nowMs() < storm.fromMs + PATIENCE_MS) {
    const stepped = await host.step();
    stage.ticks += 1;
    if (watcher !== undefined && stage.ticks % FULL_LOOK_EVERY === 0) watcher.checkAll();
    const { violation } = watcher ?? {};
    if (violation !== undefined) return { end: "violation", reason: violation.words };
    if (tally.ended !== undefined) return endOf(stage, tally.ended);
    if (stage.ticks % OUTSIDE_EVERY === 0) {
      // Whoever pressed Ctrl-C is heard only between two turns of the event loop.
      await nextTurn();
      if (options.isStopped?.() === true) return { end: "endless", reason: "stopped" };
    }
    const quietUntilMs = Math.max(lookAtMs, tally.lastToldMs + QUIET_MS);
    if (stepped && (clock.nowMs() < quietUntilMs || clock.nowMs() < storm.untilMs)) continue;
    lookAtMs = clock.nowMs() + QUIET_MS;
    const why = approver.isAsked
      ? undefined
      : whyStands(options.case.plan, simulation.events, clock.nowMs(), storm.untilMs);
    if (!stepped || why !== undefined) return { end: "needs-person", reason: why ?? tally.reason };
  }
  return { end: "endless", reason: tally.reason };
}

function endOf({ watcher, simulation }: Stage, { result, reason }: Event): Ended {
  watcher?.checkAll();
  const violation = watcher?.violation;
  if (violation !== undefined) return { end: "violation", reason: violation.words };
  const [stuck] = simulation.host.stuck();
  if (stuck !== undefined) {
    return { end: "violation", reason: `${stuck.object} ${stuck.key}: ${stuck.error}` };
  }
  return { end: result === "failed" || result === "cancelled" ? result : "done", reason };
}
