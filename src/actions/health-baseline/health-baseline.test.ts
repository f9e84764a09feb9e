import { expect, test } from "vitest";
import { type Disturbance, runAction, testWorld } from "../run-in-world.fixture.ts";
import { healthBaseline } from "./health-baseline.ts";

const small = {
  pools: [{ name: "general", dialect: "weRoll", size: 3 }],
  workloads: [
    { kind: "Deployment", namespace: "kube-system", name: "coredns", replicas: 2 },
    { kind: "Deployment", namespace: "shop", name: "legacy", replicas: 1 },
  ],
};
const legacyIsDown = { name: "down", kind: "WorkloadUnavailable", workload: "shop/legacy" };

/** What is kept under the hash that the step gave. */
async function baselineOf(world: ReturnType<typeof testWorld>, outcome: object) {
  const { outputs } = outcome as { readonly outputs?: { readonly baseline: string } };
  return JSON.parse((await world.records.getBlob(outputs?.baseline ?? "")) ?? "null");
}

test.each<Disturbance>(["none", "twice", "killed"])(
  "signals are watched, kept, and given by their hash, disturbed: %s",
  async (disturbance) => {
    const world = testWorld(small, { faults: [legacyIsDown] });
    const inputs = { forMs: 10 * 60_000, metrics: [{ name: "given", value: 7 }] };
    const { outcome, largestMemo } = await runAction(world, healthBaseline, inputs, {
      disturbance,
    });
    expect(outcome).toMatchObject({
      kind: "done",
      summary: expect.stringMatching(
        /^baseline [0-9a-f]{8} of 10 signals over 10m; ill already: Deployment shop\/legacy lacks 1$/,
      ),
    });
    expect(largestMemo).toBeLessThan(100);
    expect(await baselineOf(world, outcome)).toMatchObject({
      kind: "Baseline",
      metrics: {
        given: { value: 7, min: 7, max: 7, samples: 21 },
        workloads: { value: 1, parts: { "Deployment shop/legacy lacks": 1 } },
        nodes: { value: 0, parts: {} },
        "api-errors": { value: 0 },
      },
      sources: { given: "output of an earlier step", nodes: "signal nodes" },
      unknown: {},
    });
  },
);

test("what has no data is said, and the rest is taken", async () => {
  const metrics = [
    { name: "empty", value: null },
    { name: "p99", query: "up" },
  ];
  const { outcome } = await runAction(testWorld(small), healthBaseline, { forMs: 0, metrics });
  expect(outcome).toMatchObject({
    summary: expect.stringContaining(
      "not known: empty (the step before it found nothing), p99 (the fleet names no Prometheus",
    ),
  });
});

test("an API that is away all the time leaves nothing to compare with: that is tried again", async () => {
  const world = testWorld(small, { faults: [{ name: "down", kind: "ApiDown" }] });
  const { outcome } = await runAction(world, healthBaseline, { forMs: 0, signals: ["nodes"] });
  expect(outcome).toMatchObject({
    class: "transient",
    why: expect.stringContaining("nothing could be measured"),
  });
});
