import { expect, test } from "vitest";
import { rollLimits } from "./limits.ts";

test.each([
  { maxSurge: 1, maxUnavailable: 0, size: 8, surge: 1, unavailable: 0 },
  { maxSurge: "25%", maxUnavailable: 0, size: 5, surge: 2, unavailable: 0 },
  { maxSurge: 0, maxUnavailable: "25%", size: 7, surge: 0, unavailable: 1 },
  { maxSurge: 0, maxUnavailable: "10%", size: 5, surge: 0, unavailable: 1 },
  { maxSurge: "1%", maxUnavailable: "10%", size: 5, surge: 1, unavailable: 0 },
])(
  "surge $maxSurge and unavailable $maxUnavailable of $size nodes",
  ({ maxSurge, maxUnavailable, size, surge, unavailable }) => {
    expect(rollLimits({ maxSurge, maxUnavailable }, size)).toEqual({ surge, unavailable });
  },
);
