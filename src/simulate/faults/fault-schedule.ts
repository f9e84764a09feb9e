/**
 * When what strikes, apart from the clusters: crashes, ticks, the clock, the disk. Owns whether the
 * storm is over; after that nothing strikes any more.
 */
import type { Crash } from "../in-process-host.ts";
import type { TickFate } from "../key-table.ts";
import { type Chance, chanceOf } from "../random-streams.ts";
import type { Faults } from "./fault-kinds.ts";

/** At one cut point, at the usual rate. */
const CRASHES = 0.004;
const OF_THE_WHOLE = 0.15;
/** Of all ticks. */
const TICKS_GO_WRONG = 0.04;
const CLOCK_JUMPS_AN_HOUR = 0.4;
const DISKS_FULL_AN_HOUR = 0.3;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface FaultSchedule {
  readonly crash: () => false | Crash;
  readonly tickFate: () => TickFate;
  /** Of this kind, now: 0 when the storm is over. */
  readonly rate: (kind: keyof Faults) => number;
  readonly clockJumps: readonly { readonly atMs: number; readonly byMs: number }[];
  readonly fullDisks: readonly Span[];
  /** Ends the storm. */
  calm(): void;
}

export function faultSchedule(seed: number, faults: Faults, span: Span): FaultSchedule {
  const crashes = chanceOf(seed, "crash");
  const ticks = chanceOf(seed, "ticks");
  let isCalm = false;
  const rate = (kind: keyof Faults): number => (isCalm ? 0 : faults[kind]);
  return {
    crash: () => (crashes.happens(CRASHES * rate("crash")) ? someCrash(crashes) : false),
    tickFate: () =>
      ticks.happens(TICKS_GO_WRONG * rate("ticks")) ? someFate(ticks) : { kind: "delivered" },
    rate,
    clockJumps: clockJumps(chanceOf(seed, "clock"), faults.clock, span),
    fullDisks: fullDisks(chanceOf(seed, "disk"), faults.disk, span),
    calm: () => {
      isCalm = true;
    },
  };
}

function someCrash(chance: Chance): Crash {
  return chance.happens(OF_THE_WHOLE)
    ? { of: "process", backAfterMs: chance.ms(SECOND_MS, 3 * MINUTE_MS) }
    : { of: "handling", backAfterMs: chance.happens(0.5) ? 0 : chance.ms(SECOND_MS, MINUTE_MS) };
}

function someFate(chance: Chance): TickFate {
  return chance.weighted<TickFate>([
    [{ kind: "lost" }, 1],
    [{ kind: "doubled" }, 1],
    [{ kind: "overtaking" }, 1],
    [{ kind: "late", byMs: chance.ms(SECOND_MS, 4 * MINUTE_MS) }, 1],
  ]);
}

/** Mostly small steps; now and then a machine wakes up hours later. Back only a little, as time services do it. */
function clockJumps(chance: Chance, rate: number, span: Span): FaultSchedule["clockJumps"] {
  return momentsIn(chance, CLOCK_JUMPS_AN_HOUR * rate, span).map((atMs) => ({
    atMs,
    byMs: chance.weighted([
      [chance.ms(SECOND_MS, MINUTE_MS), 5],
      [chance.ms(MINUTE_MS, 2 * HOUR_MS), 1],
      [-chance.ms(SECOND_MS, 30 * SECOND_MS), 4],
    ]),
  }));
}

function fullDisks(chance: Chance, rate: number, span: Span): readonly Span[] {
  return momentsIn(chance, DISKS_FULL_AN_HOUR * rate, span).map((fromMs) => ({
    fromMs,
    untilMs: fromMs + chance.ms(5 * SECOND_MS, 15 * MINUTE_MS),
  }));
}

/** Moments at random within the span, so many an hour (a Poisson process). */
export function momentsIn(
  chance: Chance,
  perHour: number,
  { fromMs, untilMs }: Span,
): readonly number[] {
  const moments: number[] = [];
  if (perHour <= 0) return moments;
  for (let atMs = fromMs; ;) {
    atMs += Math.round((-Math.log(1 - chance.next()) / perHour) * 3_600) * SECOND_MS;
    if (atMs > untilMs) return moments;
    moments.push(atMs);
  }
}
