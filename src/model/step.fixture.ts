import type { Step } from "./plan.ts";

/** A step that is tried once and says little; what a test is about is given. */
export function plainStep(id: string, more: Partial<Step> = {}): Step {
  return {
    id,
    title: `step ${id}`,
    uses: "test",
    with: {},
    role: "self",
    needs: [],
    timeoutMs: 3_600_000,
    retry: {
      policy: "FIXED",
      limit: 0,
      delayMs: 0,
      scale: 1,
      maxDelayMs: 0,
      jitterMs: 0,
      totalTimeoutMs: 0,
    },
    undo: "",
    ...more,
  };
}
