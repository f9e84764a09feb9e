import { expect, it } from "vitest";
import type { Trial } from "./trial.ts";
import type { TrialCase } from "./trial-case.ts";
import { summarize } from "./summary.ts";

const HOUR_MS = 3_600_000;

function trial(seed: number, end: Trial["end"], hours: number): Trial {
  return {
    seed,
    end,
    reason: "",
    startedAtMs: 0,
    endedAtMs: hours * HOUR_MS,
    stages: [],
    clusters: [],
    approvals: 0,
    notices: 0,
    openings: 0,
    peakNodes: 0,
    violation: undefined,
    ticks: 1,
  };
}

// A summary without prices asks nothing of its case.
const noCase = { snapshots: new Map() } as unknown as TrialCase;

it("how long it takes is told by the runs that end well: a run that fails early is not a quick one", () => {
  const trials = [
    trial(1, "failed", 1),
    trial(2, "done", 8),
    trial(3, "done", 6),
    trial(4, "failed", 1),
  ];
  expect(summarize(noCase, trials)).toMatchObject({
    duration: { p50Ms: 6 * HOUR_MS, p90Ms: 8 * HOUR_MS },
    durationOf: 2,
    endsAtMs: { p50: 6 * HOUR_MS, p90: 8 * HOUR_MS },
  });
  expect(summarize(noCase, [trial(1, "failed", 1)])).not.toHaveProperty("duration");
});
