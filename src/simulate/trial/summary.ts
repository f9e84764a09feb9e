import type { Forecast } from "../../model/plan.ts";
import { surgeCost } from "../../plan/forecast/second-cluster-cost.ts";
import type { Trial, TrialCluster, TrialEnd } from "./trial.ts";
import type { TrialCase } from "./trial-case.ts";

const HOUR_MS = 3_600_000;

/** What many runs of one rollout say together. Times are of the simulated world. */
export interface Summary {
  readonly runs: number;
  /** How the runs ended, the worst first. */
  readonly ends: readonly {
    readonly end: TrialEnd;
    readonly reason: string;
    /** Of the runs that ended so for this reason. */
    readonly seeds: readonly number[];
  }[];
  /** Of the runs that ended well: those that failed say nothing of how long it takes. Left out where none did. */
  readonly duration?: Forecast;
  /** Of how many runs that is. */
  readonly durationOf: number;
  /** When the rollout ends if it is started at the simulation's start, by the median and in nine of ten runs. */
  readonly endsAtMs?: { readonly p50: number; readonly p90: number };
  /** Each of the runs in which it ended, well or not. */
  readonly stages: readonly { readonly name: string; readonly duration?: Forecast }[];
  /** Clusters that were not done in some runs, the worst first. */
  readonly clusters: readonly {
    readonly name: string;
    readonly stage: string;
    readonly result: TrialCluster["result"];
    readonly runs: number;
    readonly reason: string;
  }[];
  /** Clusters that still ran when their window closed. */
  readonly late: readonly {
    readonly name: string;
    readonly runs: number;
    readonly byMs: number;
  }[];
  /** Openings of windows that upgrades began in, the most of any run. */
  readonly openings: number;
  readonly approvals: { readonly least: number; readonly most: number };
  readonly notices: { readonly least: number; readonly most: number };
  /** Nodes above what the clusters have, the most at any moment of any run. */
  readonly peakNodes: number;
  /** Of nodes above, by the median run; left out without prices. */
  readonly cost?: { readonly amount: number; readonly currency: string };
  readonly violations: number;
  /** The run that ended worst; of those that ended as well, the longest. */
  readonly worst: Trial;
}

const WORST_FIRST: readonly TrialEnd[] = [
  "violation",
  "refused",
  "failed",
  "endless",
  "needs-person",
  "cancelled",
  "done",
];

/** Below 0 when the first went worse than the second. */
export function worseFirst(one: Trial, other: Trial): number {
  return (
    WORST_FIRST.indexOf(one.end) - WORST_FIRST.indexOf(other.end) ||
    notDone(other).length - notDone(one).length ||
    lengthOf(other) - lengthOf(one) ||
    one.seed - other.seed
  );
}

/** Throws for no runs at all. */
export function summarize(tried: TrialCase, trials: readonly Trial[]): Summary {
  const sorted = trials.toSorted(worseFirst);
  const [worst] = sorted;
  if (worst === undefined) throw new RangeError("no run to tell of");
  const well = trials.filter(({ end }) => end === "done");
  const duration = quantilesOf(well.map(lengthOf));
  const cost = costOf(tried, trials);
  return {
    runs: trials.length,
    ends: endsOf(sorted),
    durationOf: well.length,
    ...(duration && {
      duration,
      endsAtMs: {
        p50: worst.startedAtMs + duration.p50Ms,
        p90: worst.startedAtMs + duration.p90Ms,
      },
    }),
    stages: worst.stages.map(({ name }) => {
      const spans = trials.flatMap(({ stages }) => {
        const found = stages.find((stage) => stage.name === name);
        const { startedAtMs, endedAtMs } = found ?? {};
        return startedAtMs === undefined || endedAtMs === undefined
          ? []
          : [endedAtMs - startedAtMs];
      });
      const ofStage = quantilesOf(spans);
      return { name, ...(ofStage && { duration: ofStage }) };
    }),
    clusters: troubled(trials),
    late: lateOf(trials),
    openings: Math.max(...trials.map(({ openings }) => openings)),
    approvals: range(trials.map(({ approvals }) => approvals)),
    notices: range(trials.map(({ notices }) => notices)),
    peakNodes: Math.max(...trials.map(({ peakNodes }) => peakNodes)),
    ...(cost && { cost }),
    violations: trials.filter(({ end }) => end === "violation").length,
    worst,
  };
}

function lengthOf({ startedAtMs, endedAtMs }: Trial): number {
  return endedAtMs - startedAtMs;
}

function notDone({ clusters }: Trial): readonly TrialCluster[] {
  return clusters.filter(({ result }) => result !== "done");
}

function endsOf(sorted: readonly Trial[]): Summary["ends"] {
  const alike = Map.groupBy(sorted, ({ end, reason }) => JSON.stringify([end, reason]));
  return [...alike.values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [
          {
            end: first.end,
            reason: first.reason,
            seeds: [first, ...rest].map(({ seed }) => seed).toSorted((a, b) => a - b),
          },
        ],
  );
}

/** The least time within which half, and nine in ten, of the runs have ended. */
function quantilesOf(spansMs: readonly number[]): Forecast | undefined {
  const sorted = spansMs.toSorted((a, b) => a - b);
  const [p50Ms, p90Ms] = [0.5, 0.9].map((share) => sorted[Math.ceil(share * sorted.length) - 1]);
  return p50Ms === undefined || p90Ms === undefined ? undefined : { p50Ms, p90Ms };
}

function troubled(trials: readonly Trial[]): Summary["clusters"] {
  const all = trials.flatMap(notDone);
  return [...Map.groupBy(all, ({ name, result }) => `${name} ${result}`).values()]
    .flatMap(([first, ...rest]) => {
      if (first === undefined) return [];
      const { name, stage, result, reason } = first;
      return [{ name, stage, result, reason, runs: rest.length + 1 }];
    })
    .toSorted(
      (a, b) => Number(b.result === "failed") - Number(a.result === "failed") || b.runs - a.runs,
    );
}

function lateOf(trials: readonly Trial[]): Summary["late"] {
  const late = trials.flatMap(({ clusters }) => clusters).filter(({ lateMs }) => lateMs > 0);
  return [...Map.groupBy(late, ({ name }) => name)]
    .map(([name, runs]) => ({
      name,
      runs: runs.length,
      byMs: Math.max(...runs.map(({ lateMs }) => lateMs)),
    }))
    .toSorted((a, b) => b.runs - a.runs || b.byMs - a.byMs);
}

function range(counts: readonly number[]): { readonly least: number; readonly most: number } {
  return { least: Math.min(...counts), most: Math.max(...counts) };
}

/** Nodes above, as long as they were there, priced as the dearest node that their cluster has. */
function costOf({ snapshots, prices }: TrialCase, trials: readonly Trial[]): Summary["cost"] {
  if (prices === undefined) return undefined;
  const amounts = trials
    .map(({ clusters }) =>
      clusters.reduce((sum, { name, extraNodeMs }) => {
        const snapshot = snapshots.get(name);
        if (snapshot === undefined || extraNodeMs === 0) return sum;
        const cost = surgeCost(snapshot, 1, extraNodeMs / HOUR_MS, prices);
        return cost.kind === "known" ? sum + cost.amount : sum;
      }, 0),
    )
    .toSorted((a, b) => a - b);
  const median = amounts[Math.ceil(amounts.length / 2) - 1] ?? 0;
  return { amount: Math.round(median * 100) / 100, currency: prices.currency };
}
