import type { BaselineValue } from "./measurement.ts";

/** Of what only grows (restarts), the last amount by name counts; of everything else the median. */
export type PartsFold = "median" | "highest";

export interface Sample {
  readonly value: number;
  readonly parts?: Readonly<Record<string, number>> | undefined;
}

/**
 * What a metric was like over its samples: the median, which one outlier does not move, and how far
 * it went. By name the median too: what was ill for a moment was not ill before. Undefined without samples.
 */
export function foldBaseline(
  samples: readonly Sample[],
  fold: PartsFold,
): BaselineValue | undefined {
  const values = samples.map(({ value }) => value);
  const value = median(values);
  if (value === undefined) return undefined;
  const named = samples.some(({ parts }) => parts !== undefined);
  return {
    value,
    min: Math.min(...values),
    max: Math.max(...values),
    samples: values.length,
    ...(named && { parts: foldParts(samples, fold) }),
  };
}

function foldParts(samples: readonly Sample[], fold: PartsFold): Readonly<Record<string, number>> {
  const names = new Set(samples.flatMap(({ parts = {} }) => Object.keys(parts)));
  const folded = [...names].toSorted().map((name): readonly [string, number] => {
    const amounts = samples.map(({ parts = {} }) =>
      Object.hasOwn(parts, name) ? (parts[name] ?? 0) : 0,
    );
    return [name, fold === "highest" ? Math.max(...amounts) : (median(amounts) ?? 0)];
  });
  return Object.fromEntries(folded.filter(([, amount]) => amount > 0));
}

/** Of an even number of values the lower of the two in the middle: it is one that was seen. */
function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
