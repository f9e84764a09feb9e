import type { StrategyRequest } from "./choose-strategy.ts";
import { counted, type Measured } from "./measured.ts";

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

/** A date that is only a month or a year counts from its first day on. */
export function measureSupport({ support, nowMs, weights, cluster }: StrategyRequest): Measured {
  if (support === undefined) {
    return {
      seen: `when support by ${cluster.provider} ends for what it runs is not known`,
      units: "not-seen",
    };
  }
  const { standardOn, extendedOn } = support;
  const days = Math.floor((Date.parse(standardOn) - nowMs) / DAY_MS);
  const more = /^\d/.test(extendedOn) ? `, extended support on ${extendedOn}` : "";
  const when =
    days < 0 ? `ended on ${standardOn}` : `ends on ${standardOn}, in ${counted(days, "day")}`;
  return {
    seen: `standard support ${when}${more}`,
    units: days < weights.supportEndsWithinDays ? 1 : 0,
  };
}
