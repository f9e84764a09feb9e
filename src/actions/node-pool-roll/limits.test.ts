import { expect, test } from "vitest";
import { rollLimits } from "./limits.ts";

/** Surge up, unavailable down; both zero by rounding makes unavailable 1 (semantics 2). */
const table: readonly (readonly [number | string, number | string, number, number, number])[] = [
  // maxSurge, maxUnavailable, size, surge, unavailable
  [1, 0, 8, 1, 0],
  [3, 2, 8, 3, 2],
  [0, 1, 1, 0, 1],
  // More than the pool has is as it is written: what is done is bounded by the nodes there are.
  [10, 20, 3, 10, 20],
  ["25%", 0, 5, 2, 0],
  ["25%", 0, 4, 1, 0],
  ["25%", 0, 3, 1, 0],
  ["1%", 0, 1, 1, 0],
  ["100%", 0, 7, 7, 0],
  ["33%", 0, 3, 1, 0],
  ["34%", 0, 3, 2, 0],
  // 0.07 * 100 is 7.000000000000001, and 0.29 * 100 is 28.999999999999996.
  ["7%", 0, 100, 7, 0],
  [1, "29%", 100, 1, 29],
  [1, "57%", 100, 1, 57],
  [0, "25%", 7, 0, 1],
  [0, "25%", 8, 0, 2],
  [0, "99%", 1, 0, 1],
  [0, "100%", 9, 0, 9],
  [1, "99%", 1, 1, 0],
  [1, "25%", 3, 1, 0],
  // Both zero by rounding.
  [0, "10%", 5, 0, 1],
  ["0%", "10%", 9, 0, 1],
  ["0%", "10%", 10, 0, 1],
  ["1%", "10%", 5, 1, 0],
  ["50%", "50%", 1, 1, 0],
  ["50%", "50%", 3, 2, 1],
  // A pool without nodes: nothing to move, and nothing that can go wrong by moving it.
  ["25%", "25%", 0, 0, 1],
  [1, 0, 0, 1, 0],
];

test.each(table)(
  "surge %s and unavailable %s of %i nodes are %i and %i",
  (maxSurge, maxUnavailable, size, surge, unavailable) => {
    expect(rollLimits({ maxSurge, maxUnavailable }, size)).toEqual({ surge, unavailable });
  },
);
