import { resolveCount } from "../../model/count.ts";
import type { RollInput } from "./input.ts";

export interface Limits {
  /** Nodes above the pool's size. */
  readonly surge: number;
  /** Nodes that may be unavailable because of us. */
  readonly unavailable: number;
}

/**
 * What the settings come to for a pool of this size: surge rounds up, unavailable rounds down, and
 * both zero by rounding makes unavailable 1, as nothing could move otherwise (semantics 2).
 */
export function rollLimits(
  { maxSurge, maxUnavailable }: Pick<RollInput, "maxSurge" | "maxUnavailable">,
  size: number,
): Limits {
  const surge = resolveCount(maxSurge, size, "up");
  const unavailable = resolveCount(maxUnavailable, size, "down");
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}
