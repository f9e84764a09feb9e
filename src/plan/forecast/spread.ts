import type { Forecast } from "../../model/plan.ts";

/**
 * How long something takes, as mean and variance, beside what it takes for certain. Times of single
 * steps are taken as log-normal: never below nothing, seldom much longer than usual.
 */
export interface Spread {
  readonly certainMs: number;
  readonly meanMs: number;
  readonly variance: number;
}

export const NO_TIME: Spread = { certainMs: 0, meanMs: 0, variance: 0 };

/** The value below which nine in ten of a normal distribution lie, in standard deviations. */
const NINE_IN_TEN = 1.2816;

/** One in ten is quicker than `low`, one in ten slower than `high`. Both 0: it takes no time. */
export function spreadOf(lowMs: number, highMs: number): Spread {
  if (highMs <= 0) return NO_TIME;
  // A low of nothing has no logarithm: a tenth of the high is as good as nothing beside it.
  const low = lowMs > 0 ? Math.min(lowMs, highMs) : highMs / 10;
  const mu = (Math.log(low) + Math.log(highMs)) / 2;
  const sigma = (Math.log(highMs) - Math.log(low)) / (2 * NINE_IN_TEN);
  const meanMs = Math.exp(mu + sigma ** 2 / 2);
  return { certainMs: 0, meanMs, variance: meanMs ** 2 * Math.expm1(sigma ** 2) };
}

export function certain(ms: number): Spread {
  return { ...NO_TIME, certainMs: ms };
}

/** One after the other; what slows one down is taken not to slow the next. */
export function after(first: Spread, second: Spread): Spread {
  return {
    certainMs: first.certainMs + second.certainMs,
    meanMs: first.meanMs + second.meanMs,
    variance: first.variance + second.variance,
  };
}

/** The same again and again, and slow every time if once: nodes of one pool are slow for one reason. */
export function times(spread: Spread, count: number): Spread {
  return {
    certainMs: spread.certainMs * count,
    meanMs: spread.meanMs * count,
    variance: spread.variance * count ** 2,
  };
}

/** What is to be expected, to compare ways that run side by side. */
export function expectedMs({ certainMs, meanMs }: Spread): number {
  return certainMs + meanMs;
}

/** The log-normal of this mean and variance (Fenton's approximation of a sum of such), to the second. */
export function quantiles({ certainMs, meanMs, variance }: Spread): Forecast {
  if (meanMs === 0) return { p50Ms: certainMs, p90Ms: certainMs };
  const sigma2 = Math.log1p(variance / meanMs ** 2);
  const median = Math.exp(Math.log(meanMs) - sigma2 / 2);
  const slow = median * Math.exp(NINE_IN_TEN * Math.sqrt(sigma2));
  return { p50Ms: toSeconds(certainMs + median), p90Ms: toSeconds(certainMs + slow) };
}

function toSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}
