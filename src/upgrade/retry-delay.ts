import { sha256 } from "../model/hash.ts";
import type { RetryPolicy } from "../model/plan.ts";

/**
 * How long to wait before the next try, in milliseconds, after `retriesMade` retries (semantics 5):
 * the policy's delay, then the cap, then jitter. The jitter is drawn from `seed`, so that a decision
 * made twice is the same.
 */
export function retryDelayMs(policy: RetryPolicy, retriesMade: number, seed: string): number {
  const exact = uncapped(policy, retriesMade);
  const capped = policy.maxDelayMs === 0 ? exact : Math.min(exact, policy.maxDelayMs);
  return capped + Math.floor(fraction(`${seed}#${retriesMade}`) * (policy.jitterMs + 1));
}

function uncapped(policy: RetryPolicy, retriesMade: number): number {
  switch (policy.policy) {
    case "FIXED":
      return policy.delayMs;
    case "LINEAR":
      return policy.delayMs * policy.scale * (retriesMade + 1);
    case "EXPONENTIAL":
      return policy.delayMs * 2 ** retriesMade;
  }
}

/** A number from 0 up to, not including, 1 that only the seed decides. */
function fraction(seed: string): number {
  return Number.parseInt(sha256(seed).slice(0, 12), 16) / 2 ** 48;
}
