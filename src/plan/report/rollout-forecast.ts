import type { Forecast, PlannedCluster, PlannedStage } from "../../model/plan.ts";

/** What is there beside what runs now, while the rollout runs. */
export interface SurgeReport {
  /** Nodes more than now, in the stage that needs most at once. */
  readonly peakNodes: number;
  /** Of the clusters of which it is known, so many; left out where it is of none. */
  readonly cost?: { readonly amount: number; readonly currency: string; readonly clusters: number };
}

/**
 * How long the stages take one after the other, each with as many clusters at a time as it allows,
 * in the order in which they start. Nothing when a cluster has no forecast. Waits for people, windows
 * and soaks are not in it.
 */
export function rolloutForecast(stages: readonly PlannedStage[]): { readonly forecast?: Forecast } {
  const spans = stages.map(({ clusters, maxConcurrency }) => {
    const forecasts = clusters.map(({ forecast }) => forecast);
    const known = forecasts.filter((forecast) => forecast !== undefined);
    return { known, maxConcurrency, whole: known.length === forecasts.length };
  });
  if (!spans.every(({ whole }) => whole) || spans.every(({ known }) => known.length === 0))
    return {};
  const total = (pick: (forecast: Forecast) => number): number =>
    spans
      .map(({ known, maxConcurrency }) => makespan(known.map(pick), maxConcurrency))
      .reduce((sum, each) => sum + each, 0);
  return { forecast: { p50Ms: total(({ p50Ms }) => p50Ms), p90Ms: total(({ p90Ms }) => p90Ms) } };
}

/** When the last one ends if each starts as soon as one of `slots` is free. */
function makespan(durationsMs: readonly number[], slots: number): number {
  // A heap: the slot that is free soonest comes first, so that a hundred thousand clusters take no hour.
  const freeAtMs = Array.from({ length: Math.min(slots, durationsMs.length) }, () => 0);
  for (const durationMs of durationsMs) {
    freeAtMs[0] = Number(freeAtMs[0]) + durationMs;
    sink(freeAtMs);
  }
  return freeAtMs.reduce((a, b) => Math.max(a, b), 0);
}

/** Brings the first of a heap to where none after it is less. */
function sink(heap: number[]): void {
  let at = 0;
  for (;;) {
    // What is not there is less than nothing.
    const least = [2 * at + 1, 2 * at + 2].reduce(
      (a, b) => (Number(heap[b]) < Number(heap[a]) ? b : a),
      at,
    );
    if (least === at) return;
    [heap[at], heap[least]] = [Number(heap[least]), Number(heap[at])];
    at = least;
  }
}

export function surgeOf(stages: readonly PlannedStage[]): SurgeReport {
  const peaks = stages.map(({ clusters, maxConcurrency }) =>
    clusters
      .map(({ surge }) => surge?.nodes ?? 0)
      .toSorted((a, b) => b - a)
      .slice(0, maxConcurrency)
      .reduce((sum, nodes) => sum + nodes, 0),
  );
  return {
    peakNodes: Math.max(0, ...peaks),
    ...costOf(stages.flatMap(({ clusters }) => clusters)),
  };
}

/** A plan is made with one table of prices, so its costs are of one currency. */
function costOf(clusters: readonly PlannedCluster[]): Pick<SurgeReport, "cost"> {
  const costs = clusters.flatMap(({ surge }) => surge?.cost ?? []);
  const [first] = costs;
  if (first === undefined) return {};
  const amount = costs.reduce((sum, cost) => sum + cost.amount, 0);
  const { currency } = first;
  return { cost: { amount: Math.round(amount * 100) / 100, currency, clusters: costs.length } };
}
