import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { PlannedCluster, PlannedStage } from "../../model/plan.ts";
import { rolloutForecast, surgeOf } from "./rollout-forecast.ts";

function cluster(name: string, other: Partial<PlannedCluster> = {}): PlannedCluster {
  return { name, member: name, identity: name, shape: "A", ...other };
}

function stage(maxConcurrency: number, clusters: readonly PlannedCluster[]): PlannedStage {
  return { name: "s", maxConcurrency, maxAllowedFailures: 0, clusters };
}

const lasting = (...p50s: readonly number[]) =>
  p50s.map((p50Ms, index) => cluster(`c${index}`, { forecast: { p50Ms, p90Ms: 2 * p50Ms } }));

it.each<[string, readonly PlannedStage[], number | undefined]>([
  ["one after the other", [stage(1, lasting(1, 2, 3))], 6],
  ["two at a time, the next as soon as one is done", [stage(2, lasting(3, 1, 1, 1))], 3],
  [
    "stages one after the other, empty ones at once",
    [stage(9, lasting(3, 1)), stage(1, []), stage(1, lasting(2))],
    5,
  ],
  ["not known of one", [stage(1, [...lasting(1), cluster("x")])], undefined],
  ["nothing to do", [stage(1, [])], undefined],
])("how long stages take: %s", (_, stages, p50Ms) => {
  const { forecast } = rolloutForecast(stages);
  expect(forecast).toEqual(p50Ms === undefined ? undefined : { p50Ms, p90Ms: 2 * p50Ms });
});

/** The same, told slot by slot. */
function lastOf(durations: readonly number[], slots: number): number {
  const free = Array.from({ length: slots }, () => 0);
  for (const duration of durations) {
    free.sort((a, b) => a - b);
    free[0] = Number(free[0]) + duration;
  }
  return Math.max(...free);
}

it("each cluster starts in the slot that is free soonest, however many there are", () => {
  const durations = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(durations, fc.integer({ min: 1, max: 12 }), (list, slots) => {
      const { forecast } = rolloutForecast([stage(slots, lasting(...list))]);
      expect(forecast?.p50Ms).toBe(lastOf(list, slots));
    }),
  );
  const many = Array.from({ length: 200_000 }, (_, index) => (index === 7 ? 9 : 1));
  const all = stage(
    many.length,
    many.flatMap((each) => lasting(each)),
  );
  expect(rolloutForecast([all]).forecast?.p50Ms).toBe(9);
});

it("nodes are those of the clusters that run at once, costs of all that have one", () => {
  const surging = (nodes: number, amount?: number): PlannedCluster =>
    cluster(`n${nodes}`, {
      surge: { nodes, ...(amount !== undefined && { cost: { amount, currency: "EUR" } }) },
    });
  const stages = [
    stage(2, [surging(1, 0.104), surging(3, 2), surging(2)]),
    stage(1, [cluster("x")]),
  ];
  expect(surgeOf(stages)).toEqual({
    peakNodes: 5,
    cost: { amount: 2.1, currency: "EUR", clusters: 2 },
  });
  expect(surgeOf([stage(1, [surging(1)])])).toEqual({ peakNodes: 1 });
  expect(surgeOf([])).toEqual({ peakNodes: 0 });
});
