import fc from "fast-check";
import { expect, it } from "vitest";
import type { PlannedStage } from "../model/plan.ts";
import { asked, Driver } from "./rollout-driver.fixture.ts";

const NAMES = ["a", "b", "c", "d", "e", "f"] as const;
const HOUR_MS = 3_600_000;

const CALENDARS = {
  day: {
    windows: [
      { days: ["Mon", "Wed"] as const, start: "09:00", end: "17:00", timeZone: "Europe/Paris" },
    ],
    freezes: [],
  },
  night: {
    windows: [
      { days: ["Mon", "Tue"] as const, start: "22:00", end: "02:00", timeZone: "Europe/Paris" },
    ],
    freezes: [
      { name: "f", from: "2026-11-24", until: "2026-12-02", timeZone: "UTC", reason: "r", by: "b" },
    ],
  },
};

const act = fc.record({
  cluster: fc.constantFrom(...NAMES),
  kind: fc.constantFrom(
    "done",
    "failed",
    "cancelled",
    "unreachable",
    "pause",
    "resume",
    "cancel",
    "retry",
    "skip",
    "stop",
    "run",
    "wait",
    "leave",
    "back",
    "pause all",
    "resume all",
  ),
  hours: fc.integer({ min: 0, max: 30 }),
});

type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

function take(driver: Driver, { cluster, kind, hours }: Act): void {
  driver.nowMs += hours * 600_000;
  switch (kind) {
    case "done":
    case "failed":
    case "cancelled":
    case "unreachable":
      driver.end(cluster, kind);
      return;
    case "stop":
    case "run":
      driver.take({ kind, ...asked });
      return;
    case "pause":
    case "resume":
    case "cancel":
      driver.take({ kind, ...asked, cluster });
      return;
    case "skip":
      driver.take({ kind, ...asked, cluster });
      return;
    case "retry":
      driver.take({ kind, ...asked, clusters: [cluster] });
      return;
    case "wait":
      driver.at(hours * HOUR_MS);
      return;
    case "leave":
      driver.take({ kind: "fleet", actor: "ana", clusters: NAMES.filter((n) => n !== cluster) });
      return;
    case "back":
      driver.take({ kind: "fleet", actor: "ana", clusters: [...NAMES] });
      return;
    case "pause all":
    case "resume all":
      driver.take({ kind: kind === "pause all" ? "pause" : "resume", ...asked, stage: "s" });
      return;
  }
}

/** Every count is what the clusters are, and nobody is counted twice. */
function expectCounts(driver: Driver): void {
  for (const [index, counts] of driver.state.stages.entries()) {
    const planned = driver.plan.stages[index]?.clusters ?? [];
    const statuses = planned.map(({ name }) => driver.clusters.get(name)?.status ?? "waiting");
    const { running, done, failed, cancelled, skipped, held, deferred = {} } = counts;
    expect({ running, done, failed, cancelled, skipped }).toEqual(
      Object.fromEntries(
        ["running", "done", "failed", "cancelled", "skipped"].map((status) => [
          status,
          statuses.filter((one) => one === status).length,
        ]),
      ),
    );
    const counted = Object.values(deferred).reduce((sum, { count }) => sum + count, held);
    const waiting = statuses.filter((one) => one === "waiting").length;
    expect(counted).toBeLessThanOrEqual(waiting);
    expect(held).toBeGreaterThanOrEqual(0);
    for (const { count } of Object.values(deferred)) expect(count).toBeGreaterThan(0);
  }
}

/** Everybody mends what there is to mend and answers; the clock goes on to whatever was promised. */
function carryOn(driver: Driver): void {
  driver.take({ kind: "fleet", actor: "ana", clusters: [...NAMES] });
  driver.take({ kind: "resume", ...asked, stage: "s" });
  for (const cluster of NAMES) driver.take({ kind: "resume", ...asked, cluster });
  for (let turns = 0; turns < 300 && driver.state.phase !== "done"; turns += 1) {
    driver.take({ kind: "run", ...asked });
    driver.take({ kind: "retry", ...asked });
    // What was left out because it gave no answer has one now.
    for (const cluster of driver.is("skipped"))
      if (driver.clusters.get(cluster)?.unreached !== undefined)
        driver.take({ kind: "retry", ...asked, clusters: [cluster] });
    const running = driver.is("running");
    for (const cluster of running) driver.end(cluster);
    if (running.length === 0 && driver.state.lookAtMs !== undefined)
      driver.at(driver.state.lookAtMs - driver.nowMs);
    expectCounts(driver);
  }
}

it("whatever happens, nobody is lost and nobody waits for ever: when all is mended, all are upgraded or were left out", () => {
  const onUnreachable = fc.constantFrom<PlannedStage["onUnreachable"]>("Fail", "Skip", "Defer");
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(3),
      onUnreachable,
      fc.option(fc.record({ count: fc.integer({ min: 1, max: 3 }), soakMs: fc.nat(HOUR_MS) }), {
        nil: undefined,
      }),
      (acts, max, failures, policy, canaries) => {
        const driver = new Driver(
          {
            name: "s",
            clusters: NAMES.slice(0, 4),
            max,
            failures,
            more: { onUnreachable: policy, ...(canaries && { canaries }) },
            of: {
              a: { calendar: "day", forecast: { p50Ms: HOUR_MS, p90Ms: 3 * HOUR_MS } },
              c: { dependsOn: ["a"] },
              d: { calendar: "night" },
            },
          },
          { name: "t", clusters: NAMES.slice(4), max, of: { f: { dependsOn: ["e", "c"] } } },
        ).planned({ calendars: CALENDARS, onWindowClose: "Pause" });
        driver.nowMs = Date.parse("2026-11-22T12:00:00Z");
        driver.run();
        for (const one of acts) {
          take(driver, one);
          expectCounts(driver);
        }
        carryOn(driver);
        expect(driver.state.phase).toBe("done");
        const over = [...driver.is("done"), ...driver.is("skipped")];
        expect(over.toSorted()).toEqual([...NAMES]);
      },
    ),
    { numRuns: 200 },
  );
});
