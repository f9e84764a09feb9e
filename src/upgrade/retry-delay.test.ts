import fc from "fast-check";
import { expect, it } from "vitest";
import type { RetryPolicy } from "../model/plan.ts";
import { retryDelayMs } from "./retry-delay.ts";

const policy = (more: Partial<RetryPolicy>): RetryPolicy => ({
  policy: "FIXED",
  limit: 5,
  delayMs: 1_000,
  scale: 2,
  maxDelayMs: 0,
  jitterMs: 0,
  totalTimeoutMs: 0,
  ...more,
});

it.each([
  ["FIXED", [1_000, 1_000, 1_000]],
  ["LINEAR", [2_000, 4_000, 6_000]],
  ["EXPONENTIAL", [1_000, 2_000, 4_000]],
] as const)("%s waits as Conductor does", (name, delays) => {
  expect([0, 1, 2].map((made) => retryDelayMs(policy({ policy: name }), made, "s"))).toEqual(
    delays,
  );
});

it("caps the delay before the jitter is added, and the jitter comes from the seed alone", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(5_000), fc.string(), (made, jitterMs, seed) => {
      const capped = policy({ policy: "EXPONENTIAL", maxDelayMs: 30_000, jitterMs });
      const delay = retryDelayMs(capped, made, seed);
      const bare = Math.min(1_000 * 2 ** made, 30_000);
      expect(delay).toBeGreaterThanOrEqual(bare);
      expect(delay).toBeLessThanOrEqual(bare + jitterMs);
      expect(retryDelayMs(capped, made, seed)).toBe(delay);
    }),
  );
});
