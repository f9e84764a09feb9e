import type { StrategyRequest } from "./choose-strategy.ts";
import type { Measured } from "./measured.ts";

const DAY_MS = 86_400_000;

export function measureImportance({ cluster, weights }: StrategyRequest): Measured {
  const label = weights.importance.find(({ key }) => cluster.labels[key] !== undefined);
  if (label === undefined) return { seen: "no label says how important it is", units: 0 };
  const value = String(cluster.labels[label.key]);
  const units = label.values[value];
  return units === undefined
    ? { seen: `${label.key}=${value}, to which no weight is given`, units: 0 }
    : { seen: `${label.key}=${value}`, units };
}

/**
 * A date that is only a month or a year counts from its first day on. Where extended support follows,
 * the end of the standard one costs money and hurries half as much. Days are not counted in words:
 * the same cluster, looked at again, must give the same plan.
 */
export function measureSupport({ support, nowMs, weights, cluster }: StrategyRequest): Measured {
  if (support === undefined) {
    return { seen: `support by ${cluster.provider}: its end is not known`, units: "not-seen" };
  }
  const { standardOn, extendedOn } = support;
  const daysTo = (date: string): number => Math.floor((Date.parse(date) - nowMs) / DAY_MS);
  const isNear = (date: string): boolean => !(daysTo(date) >= weights.supportEndsWithinDays);
  const when = `${daysTo(standardOn) < 0 ? "ended" : "ends"} on ${standardOn}`;
  if (!isNear(standardOn)) return { seen: `support ${when}`, units: 0 };
  return isNear(extendedOn)
    ? { seen: `support ${when}`, units: 1 }
    : { seen: `standard support ${when}; extended on ${extendedOn}`, units: 0.5 };
}
