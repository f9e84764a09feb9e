import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { openSqliteRecords } from "../../drivers/records/sqlite/sqlite-records.ts";
import { healthBaseline } from "../health-baseline/health-baseline.ts";
import { type Disturbance, runAction, testWorld, type TestWorld } from "../run-in-world.fixture.ts";
import { healthCheck } from "./health-check.ts";

const small = {
  pools: [{ name: "general", dialect: "weRoll", size: 3 }],
  workloads: [
    { kind: "Deployment", namespace: "kube-system", name: "coredns", replicas: 2 },
    { kind: "Deployment", namespace: "shop", name: "legacy", replicas: 1 },
  ],
};
const down = (workload: string) =>
  ({ name: "down", kind: "WorkloadUnavailable", workload }) as const;

async function takeBaseline(world: TestWorld, inputs: object = {}): Promise<string> {
  const { outcome } = await runAction(world, healthBaseline, { forMs: 30_000, ...inputs });
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  return z.string().parse(outcome.outputs?.["baseline"]);
}

/** What is kept of the verdict that the words name. */
async function evidenceOf({ records }: TestWorld, words: string) {
  const [hash = ""] = await records.findBlobs(/evidence ([0-9a-f]{8})/.exec(words)?.[1] ?? "-", 2);
  return JSON.parse((await records.getBlob(hash)) ?? "null");
}

test.each<Disturbance>(["none", "twice", "killed"])(
  "what was ill before is not blamed on the upgrade, and is said; disturbed: %s",
  async (disturbance) => {
    const world = testWorld(small);
    world.handle.break("shop-1", down("shop/legacy"));
    const baseline = await takeBaseline(world);
    const { outcome, largestMemo } = await runAction(
      world,
      healthCheck,
      { baseline },
      { disturbance },
    );
    expect(outcome).toMatchObject({
      kind: "done",
      summary: expect.stringMatching(
        /^healthy: .*; ill before already: Deployment shop\/legacy lacks 1, as at the baseline; evidence [0-9a-f]{8}$/,
      ),
    });
    expect(largestMemo).toBeLessThan(1_000);
  },
);

test("what fell ill since is, by its name, and its evidence is kept", async () => {
  const world = testWorld(small);
  const baseline = await takeBaseline(world);
  world.handle.break("shop-1", down("kube-system/coredns"));
  const { outcome } = await runAction(world, healthCheck, { baseline });
  expect(outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
    why: expect.stringMatching(
      /^workloads: Deployment kube-system\/coredns lacks 2, expected at most 0, failed 3 times, at most 2 allowed; evidence /,
    ),
  });
  const evidence = await evidenceOf(world, JSON.stringify(outcome));
  expect(evidence).toMatchObject({
    kind: "GateEvidence",
    verdict: "fail",
    baseline,
    cluster: "shop-1",
  });
  expect(evidence.metrics.find(({ name }: { name: string }) => name === "workloads")).toMatchObject(
    {
      source: "signal workloads",
      phase: "fail",
      baseline: { value: 0, samples: 3 },
      measurements: [{ phase: "failed", value: 2 }, { phase: "failed" }, { phase: "failed" }],
    },
  );
});

test("no data is never a pass: it stops, asks a person once, and goes on when there is data", async () => {
  const world = testWorld(small);
  let answer: { kind: "no-data" } | { kind: "value"; value: number } = { kind: "no-data" };
  const member = { ...world.member, metrics: { query: () => Promise.resolve(answer) } };
  const metrics = [{ name: "p99", query: "p99", success: { max: 1 } }];
  const run = (before?: (look: number) => void) =>
    runAction(
      { ...world, member },
      healthCheck,
      { metrics, signals: [] },
      { maxLooks: 20, ...(before && { before }) },
    );
  await expect(run()).rejects.toThrow("not over after 20 looks");
  const { outcome, said } = await run((look) => {
    if (look === 5) answer = { kind: "value", value: 0.5 };
  });
  expect(said).toEqual([
    expect.stringMatching(
      /^health is not known: p99: no data: the query gives no sample, inconclusive once, at most 0 allowed; evidence .* fleetlift skip rollout shop-1 --step step-1 --reason TEXT$/,
    ),
    expect.stringMatching(/^healthy: p99 0.5; evidence /),
  ]);
  expect(outcome.kind).toBe("done");
});

test("an API that restarts is waited for, and one that stays away is a question to a person", async () => {
  const world = testWorld(small);
  const baseline = await takeBaseline(world);
  world.handle.break("shop-1", { name: "away", kind: "ApiDown", for: 120_000 });
  const { outcome } = await runAction(world, healthCheck, { baseline });
  expect(outcome.kind).toBe("done");
  world.handle.break("shop-1", { name: "away", kind: "ApiDown" });
  const looks = runAction(world, healthCheck, { baseline }, { maxLooks: 60 });
  await expect(looks).rejects.toThrow("health is not known: ");
});

test("metrics are counted as their rules say, and a dry one never decides", async () => {
  const world = testWorld(small);
  const values = [1, 9, 1, 1];
  const member = {
    ...world.member,
    metrics: {
      query: (promql: string) =>
        Promise.resolve({
          kind: "value",
          value: promql === "dry" ? 99 : (values.shift() ?? 1),
        } as const),
    },
  };
  const metrics = [
    {
      name: "p99",
      query: "p99",
      success: { max: 5 },
      count: 4,
      intervalMs: 60_000,
      failureLimit: 1,
    },
    { name: "dry", query: "dry", success: { max: 5 }, dryRun: true },
  ];
  const { outcome, said } = await runAction({ ...world, member }, healthCheck, {
    metrics,
    signals: [],
  });
  expect(outcome.kind).toBe("done");
  expect(said).toContain("not well now: p99: 9, expected at most 5");
  expect(values).toEqual([]);
});

test.each<readonly [string, object, string]>([
  [
    "an end that never comes",
    { metrics: [{ name: "a", query: "x", intervalMs: 1_000 }] },
    "would be measured for ever",
  ],
  ["no source", { metrics: [{ name: "a" }] }, "one of query, probe and value"],
  [
    "two sources",
    { metrics: [{ name: "a", query: "x", value: 1 }] },
    "one of query, probe and value",
  ],
  [
    "a name twice",
    {
      metrics: [
        { name: "a", value: 1 },
        { name: "a", value: 1 },
      ],
    },
    "named twice",
  ],
  ["a signal twice", { signals: ["nodes", { signal: "nodes" }] }, "named twice"],
  ["an unknown signal", { signals: ["node"] }, "expected a signal"],
  ["no hash", { baseline: "yes" }, "output of health.baseline"],
])("%s is refused", (_, inputs, words) => {
  const { error } = healthCheck.input.safeParse(inputs);
  expect(JSON.stringify(error?.issues)).toContain(words);
});

test("a baseline outlives the process that took it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fl-baseline-"));
  const file = path.join(folder, "records.db");
  const world = testWorld(small);
  const first = openSqliteRecords(file);
  const baseline = await takeBaseline({ ...world, records: first });
  await first.close();
  const second = openSqliteRecords(file);
  const { outcome } = await runAction({ ...world, records: second }, healthCheck, { baseline });
  expect(outcome.kind).toBe("done");
  await second.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a baseline that is not kept ends it", async () => {
  const { outcome } = await runAction(testWorld(small), healthCheck, { baseline: "0".repeat(64) });
  expect(outcome).toMatchObject({
    class: "terminal",
    why: expect.stringContaining("nothing is kept"),
  });
});
