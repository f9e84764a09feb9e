import { expect, it } from "vitest";
import type { Step } from "../../model/plan.ts";
import { plainStep } from "../../model/step.fixture.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { planningCatalog } from "../../actions/planned-actions.ts";
import { budget, facts, notSeen, seen, volume, workload } from "../facts.fixture.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import { forecastSteps } from "./forecast-steps.ts";

const HOUR_MS = 3_600_000;

function pools(...sizes: readonly number[]): Pick<Snapshot, "pools"> {
  const all = sizes.map((size, index) =>
    pool(
      `pool-${index + 1}`,
      Array.from({ length: size }, () => "1.35.4"),
    ),
  );
  return { pools: all };
}

const small = snapshot("1.35.4", pools(4));

function use(uses: string, inputs: Step["with"] = {}, more: Partial<Step> = {}): Step {
  return plainStep(more.id ?? uses, { uses, with: inputs, ...more });
}

const roll = (inputs: Step["with"]): Step => use("node-pool.roll", { pool: "pool-1", ...inputs });

const minutes = (steps: readonly Step[], cluster: Snapshot = small): string => {
  const { p50Ms, p90Ms } = forecastSteps(steps, cluster, planningCatalog);
  return `${Math.round(p50Ms / 60_000)} to ${Math.round(p90Ms / 60_000)}`;
};

it.each<readonly [string, readonly Step[], string]>([
  ["nothing", [], "0 to 0"],
  ["what is waited for is certain", [use("wait", { forMs: HOUR_MS })], "60 to 60"],
  ["a wait that says nothing", [use("wait")], "0 to 0"],
  [
    "a control plane, as its action says",
    [use("control-plane.upgrade", { to: "1.36.3" })],
    "14 to 25",
  ],
  ["people are not waited for", [use("approval")], "0 to 0"],
  ["an action that nobody has", [use("dance")], "0 to 0"],
  [
    "a baseline lasts as long as it is taken",
    [use("health.baseline", { forMs: HOUR_MS })],
    "61 to 62",
  ],
  ["four nodes, one by one", [roll({ maxSurge: 1, maxUnavailable: 0 })], "11 to 22"],
  ["as the action's defaults have it", [roll({})], "11 to 22"],
  ["in half as many batches", [roll({ maxSurge: "50%", maxUnavailable: 0 })], "6 to 11"],
  [
    "where they stand, one is missed at least",
    [use("node-pool.in-place", { pool: "pool-1", maxUnavailable: 0 })],
    "11 to 22",
  ],
  ["a pool that is not there", [roll({ pool: "gone" })], "0 to 0"],
])("%s", (_, steps, expected) => {
  expect(minutes(steps)).toBe(expected);
});

it("steps that need each other add up, and steps side by side take as long as the longest", () => {
  const wait = (id: string, hours: number, needs: readonly string[] = []): Step =>
    use("wait", { forMs: hours * HOUR_MS }, { id, needs: [...needs] });
  expect(minutes([wait("a", 1), wait("b", 1, ["a"])])).toBe("120 to 120");
  expect(minutes([wait("a", 2), wait("b", 1), wait("c", 1, ["a", "b"])])).toBe("180 to 180");
  expect(minutes([wait("a", 1, ["nobody"])])).toBe("60 to 60");
});

it("what varies adds up by its variance: nine in ten of a sum is less than the sum of nine in ten", () => {
  const one = use("control-plane.upgrade", {}, { id: "a" });
  const two = use("control-plane.upgrade", {}, { id: "b", needs: ["a"] });
  const both = forecastSteps([one, two], small, planningCatalog);
  const single = forecastSteps([one], small, planningCatalog);
  expect(both.p90Ms).toBeLessThan(2 * single.p90Ms);
  expect(both.p50Ms).toBeGreaterThan(2 * single.p50Ms);
});

it("long graces and budgets that let one go at a time take their time", () => {
  const slow = snapshot("1.35.4", {
    ...pools(4, 4),
    facts: facts({
      workloads: seen(
        workload("db", { terminationGraceSeconds: 600 }),
        workload("agent", { kind: "DaemonSet", terminationGraceSeconds: 6_000 }),
      ),
      budgets: seen(budget("db", { pods: 40 }), budget("web", { pods: 40, disruptionsAllowed: 5 })),
    }),
  });
  expect(minutes([roll({})], slow)).toBe("26 to 70");
});

it("an empty pool takes no time", () => {
  expect(minutes([roll({})], snapshot("1.35.4", pools(0, 3)))).toBe("0 to 0");
});

it("volumes and workloads are moved once, in however many steps", () => {
  const cluster = snapshot("1.35.4", {
    facts: facts({
      volumes: seen(...["a", "b", "c", "d"].map((name) => volume(name))),
      workloads: seen(...["a", "b", "c", "d"].map((name) => workload(name))),
    }),
  });
  const hand = (percent: number, id = "x"): Step => use("volume.handover", { percent }, { id });
  expect(minutes([hand(100)], cluster)).toBe("27 to 60");
  const [first, second] = [hand(50, "a"), { ...hand(100, "b"), needs: ["a"] }];
  expect(minutes([first, second], cluster)).toBe("29 to 53");
  const shift = (of: string, percent: number): Step => use("traffic.shift", { of, percent });
  expect(minutes([shift("traffic", 100)], cluster)).toBe("4 to 10");
  expect(minutes([shift("workloads", 100)], cluster)).toBe("18 to 40");
  expect(minutes([shift("workloads", 10)], cluster)).toBe("4 to 10");
});

it("what was not seen counts as one", () => {
  const blind = snapshot("1.35.4", { facts: facts({ workloads: notSeen }) });
  expect(minutes([use("volume.handover", { percent: 100 })], blind)).toBe("7 to 15");
  expect(minutes([use("traffic.shift", { of: "workloads", percent: 100 })], blind)).toBe("4 to 10");
});
