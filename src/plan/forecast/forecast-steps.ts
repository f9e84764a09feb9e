import type { Forecast, Step } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { ActionCatalog } from "../workflow/action-catalog.ts";
import { after, expectedMs, NO_TIME, quantiles, type Spread } from "./spread.ts";
import { stepTime } from "./step-time.ts";

/**
 * How long a cluster's steps take from the first to the last, without waits for people, windows and
 * retries: half of such upgrades end before `p50Ms`, nine in ten before `p90Ms`. Steps that run side
 * by side take as long as the longer way through them is expected to.
 *
 * Each step is taken as log-normal between the low and the high of its action, nodes of a pool as slow
 * together, and steps as independent of each other; the sum is Fenton's approximation. Nothing is
 * drawn, so that the same steps always give the same forecast.
 */
export function forecastSteps(
  steps: readonly Step[],
  snapshot: Snapshot,
  actions: ActionCatalog,
): Forecast {
  const ends = new Map<string, Spread>();
  let last = NO_TIME;
  for (const [at, step] of steps.entries()) {
    const start = longest(step.needs.map((need) => ends.get(need) ?? NO_TIME));
    const end = after(start, stepTime(step, steps.slice(0, at), snapshot, actions));
    ends.set(step.id, end);
    last = longest([last, end]);
  }
  return quantiles(last);
}

function longest(spreads: readonly Spread[]): Spread {
  return spreads.reduce((a, b) => (expectedMs(b) > expectedMs(a) ? b : a), NO_TIME);
}
