import { expect, it } from "vitest";
import { lookContext } from "../run-in-world.fixture.ts";
import { decideGate, dueMetrics, gateMemoSchema, gateState } from "./decide-gate.ts";
import { measuredSchema, metricsOf } from "./gate-input.ts";
import { ALL_SIGNALS } from "./signal.ts";

const counts = {
  intervalMs: 15_000,
  failureLimit: 2,
  inconclusiveLimit: 20,
  consecutiveErrorLimit: 30,
  consecutiveSuccessLimit: 2,
};

it("as many metrics as may be written fit into the memo, question to a person included", () => {
  const metrics = Array.from({ length: 14 }, (_, at) => ({
    name: `${"m".repeat(58)}${at}`,
    query: "q",
    success: { max: 1 },
    count: 1_000,
    intervalMs: 60_000,
  }));
  const all = metricsOf(measuredSchema.parse({ metrics, addons: ["a"] }), ALL_SIGNALS, counts);
  const nowMs = 1_900_000_000_000;
  const measured = Object.fromEntries(
    all.map(({ name }) => [name, { kind: "no-data", why: "x".repeat(500) } as const]),
  );
  const state = gateState(undefined, all.length, nowMs);
  const { memo, outcome } = decideGate(
    { metrics: all, measured, state, kept: {}, baseline: undefined, forMs: undefined },
    lookContext(nowMs, nowMs, null),
  );
  expect(outcome).toMatchObject({ kind: "waiting", needsPerson: true });
  expect(all).toHaveLength(24);
  const full = {
    ...gateMemoSchema.parse(memo),
    tallies: all.map(() => [999, 999, 999, 999, 99, nowMs] as const),
  };
  expect(JSON.stringify(full).length).toBeLessThan(2_048);
});

it("what is over is not measured again, and what was measured before its time neither", () => {
  const metrics = metricsOf(
    measuredSchema.parse({
      signals: [],
      metrics: [
        { name: "once", value: 1 },
        { name: "late", value: 1, initialDelayMs: 60_000 },
        { name: "often", value: 1, count: 3, intervalMs: 30_000 },
      ],
    }),
    [],
    counts,
  );
  const names = (nowMs: number, memo: unknown) => {
    const state = gateState(gateMemoSchema.safeParse(memo).data, metrics.length, 0);
    return dueMetrics(metrics, state, nowMs).map(({ name }) => name);
  };
  expect(names(0, null)).toEqual(["once", "often"]);
  const after = {
    fromMs: 0,
    tallies: [
      [1, 0, 0, 1, 0, 0],
      [0, 0, 0, 0, 0, -1],
      [1, 0, 0, 1, 0, 0],
    ],
  };
  expect(names(29_999, after)).toEqual([]);
  expect(names(30_000, after)).toEqual(["often"]);
  expect(names(60_000, after)).toEqual(["late", "often"]);
});

it("metrics that go on for ever end with the time that they are given", () => {
  const input = { signals: [], metrics: [{ name: "m", value: 1, intervalMs: 60_000 }] };
  const metrics = metricsOf(measuredSchema.parse(input), [], counts);
  const look = (memo: unknown, nowMs: number) =>
    decideGate(
      {
        metrics,
        measured: { m: { kind: "value", value: 1 } },
        state: gateState(gateMemoSchema.safeParse(memo).data, 1, nowMs),
        kept: {},
        baseline: undefined,
        forMs: 90_000,
      },
      lookContext(nowMs, 0, null),
    );
  const first = look(null, 0);
  expect(first.outcome).toMatchObject({ kind: "requeue", afterMs: 60_000 });
  const second = look(first.memo, 60_000);
  expect(second.outcome).toMatchObject({ kind: "requeue", afterMs: 30_000 });
  expect(look(second.memo, 90_000).outcome.kind).toBe("done");
});
