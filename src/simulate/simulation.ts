/**
 * A fleet with its rollouts in memory: the production code of host, rollout, upgrade and actions, on a
 * virtual clock, over a world in which things go wrong by a seed. Owns the world's clock, the clock of
 * the process that is simulated, the world, the records and the host; tells of all that happens.
 *
 * 1. The same case, seed and faults give the same happenings.
 * 2. After `calm` nothing new goes wrong, and what is wrong has been mended.
 */
import type { Action } from "../actions/action.ts";
import { emptyMemory, memoryRecords } from "../drivers/records/memory/memory-records.ts";
import { worldPorts } from "../drivers/world/world-ports.ts";
import { memberObject } from "../host/member-object.ts";
import { ROLLOUT } from "../host/object-names.ts";
import { openReadiness } from "../host/readiness.ts";
import { rolloutObject, type RolloutMessage } from "../host/rollout-object.ts";
import { upgradeObject } from "../host/upgrade-object.ts";
import type { Event } from "../model/event.ts";
import type { Connect } from "../ports/connect.ts";
import type { HostObject } from "../ports/host-port.ts";
import type { RecordPort } from "../ports/record-port.ts";
import type { Answer } from "../rollout/answer.ts";
import { buildWorld } from "../world/build-world.ts";
import type { Faults } from "./faults/fault-kinds.ts";
import { faultSchedule, type FaultSchedule, type Span } from "./faults/fault-schedule.ts";
import { faultyConnect } from "./faults/faulty-connect.ts";
import { faultyRecords } from "./faults/faulty-records.ts";
import { strikeWorld } from "./faults/strike-world.ts";
import type { FleetCase } from "./fleet/fleet-case.ts";
import type { Happening } from "./happening.ts";
import { inProcessHost, type InProcessHost } from "./in-process-host.ts";
import { chanceOf } from "./random-streams.ts";
import type { Seams } from "./seams.ts";
import { type SkewedClock, skewedClock } from "./skewed-clock.ts";
import { virtualClock, type VirtualClock } from "./virtual-clock.ts";
import { type WatchedWorld, watchedWorld } from "./watched-world.ts";

export interface SimulationOptions {
  readonly fleet: FleetCase;
  readonly actions: ReadonlyMap<string, Action>;
  readonly seed: number;
  readonly faults: Faults;
  /** How long after the start things go on to go wrong. */
  readonly stormMs: number;
  readonly seams?: Seams;
  readonly tell: (happening: Happening) => void;
}

export interface Simulation {
  /** The world's time. */
  readonly clock: VirtualClock;
  /** What the process takes the time to be. */
  readonly processClock: SkewedClock;
  readonly world: WatchedWorld;
  /** Without faults. */
  readonly records: RecordPort;
  /** Every event that is in the record, in the order of storing. */
  readonly events: readonly Event[];
  readonly host: InProcessHost;
  /** Without faults: what a planner sees. */
  readonly connect: Connect;
  readonly storm: Span;
  /** Hands an order over; the answer comes when the host has come to it. */
  order(rollout: string, message: RolloutMessage): Promise<Answer>;
  calm(): void;
}

/** Sweeps find a tick that was lost after so long, the second where the clock was set back meanwhile; each wakes every key that is overdue by more than the slack. */
const SWEPT_AFTER_MS: readonly number[] = [45_000, 120_000];
const SWEEP_SLACK_MS = 20_000;

export function openSimulation(options: SimulationOptions): Simulation {
  const { fleet, seed, faults, tell } = options;
  const startMs = Date.parse(fleet.world.spec.start);
  const storm = { fromMs: startMs, untilMs: startMs + options.stormMs };
  const order = chanceOf(seed, "order");
  const clock = virtualClock({ startMs, random: () => order.next() });
  const processClock = skewedClock(clock);
  const world = watchedWorld(buildWorld(fleet.world), clock, tell);
  const schedule = faultSchedule(seed, faults, storm);
  const memory = emptyMemory();
  const records = memoryRecords(memory);
  const connect: Connect = (member) => Promise.resolve(worldPorts(world, member));
  const build = objectBuilder(options, { clock, schedule, connect, records, told: memory.events });
  const host: InProcessHost = inProcessHost({
    objects: build(),
    reopen: build,
    clock: processClock,
    seed,
    crash: schedule.crash,
    tickFate: () => {
      const fate = schedule.tickFate();
      // Production sweeps all the time; only where something was lost does it find anything.
      if (fate.kind === "lost") {
        for (const afterMs of SWEPT_AFTER_MS) {
          clock.at(clock.nowMs() + afterMs, () => void host.sweep(SWEEP_SLACK_MS));
        }
      }
      return fate;
    },
    onKept: (kept) => tell({ kind: "kept", kept }),
  });
  const strikes = strikeWorld({ seed, faults, span: storm, world, clock, document: fleet.world });
  for (const { atMs, byMs } of schedule.clockJumps) clock.at(atMs, () => processClock.jump(byMs));
  return {
    clock,
    processClock,
    world,
    records,
    events: memory.events,
    host,
    connect,
    storm,
    order: (rollout, message) => host.ask<Answer>(ROLLOUT, rollout, message).catch(refused),
    calm: () => {
      schedule.calm();
      strikes.calm();
    },
  };
}

/** Makes the host's objects, as a process does when it begins. */
function objectBuilder(
  { seed, actions, seams = {}, tell }: SimulationOptions,
  outside: {
    readonly clock: VirtualClock;
    readonly schedule: FaultSchedule;
    readonly connect: Connect;
    readonly records: RecordPort;
    readonly told: readonly Event[];
  },
): () => readonly HostObject[] {
  const { clock, schedule } = outside;
  const { connect: ofPorts = same, records: ofRecords = same, object = same } = seams;
  const isFull = (): boolean =>
    schedule.rate("disk") > 0 &&
    schedule.fullDisks.some(
      ({ fromMs, untilMs }) => fromMs <= clock.nowMs() && clock.nowMs() < untilMs,
    );
  const records = ofRecords(
    faultyRecords(outside.records, outside.told, {
      isFull,
      tell: (events) => events.forEach((event) => tell({ kind: "event", event })),
    }),
  );
  const connect = faultyConnect(ofPorts(outside.connect), {
    chance: chanceOf(seed, "api"),
    rate: () => schedule.rate("api"),
    clock,
  });
  const services = {
    records,
    connect,
    readiness: openReadiness({ records, connect }),
    notify: { notify: () => Promise.resolve() },
    actions: new Map([...actions].map(([name, action]) => [name, (seams.action ?? same)(action)])),
  };
  return () =>
    [
      rolloutObject(services),
      upgradeObject({ ...services, stopwatch: () => clock.nowMs() }),
      memberObject,
    ].map((made) => object(made));
}

/** Whoever gave the order is told that it could not be taken, and may give it again. */
function refused(error: unknown): Answer {
  return { ok: false, why: String(error), help: "try again" };
}

function same<T>(value: T): T {
  return value;
}
