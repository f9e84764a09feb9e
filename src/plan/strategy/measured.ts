import type { WeighableStrategy } from "../../model/strategy-weights.ts";
import type { StrategyRequest } from "./choose-strategy.ts";

/** How much there is of a factor: the same for all strategies, or by strategy. */
export type Units = number | Readonly<Record<WeighableStrategy, number>>;

/** One factor as it was found in a cluster, before it is weighed. */
export interface Measured {
  /** What was seen, in words that are not of this cluster only. */
  readonly seen: string;
  /** `not-seen`: the weights say for how much that counts. */
  readonly units: Units | "not-seen";
}

export type Measure = (request: StrategyRequest) => Measured;

/** A second cluster differs from upgrading the one that is there. */
export function unitsOf(same: number, second: number): Units {
  return { rolling: same, "in-place": same, canary: second, "blue-green": second };
}

/** `no nodes`, `1 node`, `3 nodes`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  if (count === 0) return `no ${many}`;
  return `${count} ${count === 1 ? one : many}`;
}
