import { expect, it } from "vitest";
import { asked } from "../rollout-driver.fixture.ts";
import { HOUR_MS, TaskDriver } from "./task-driver.fixture.ts";

const wait = { kind: "timed-wait", waitMs: HOUR_MS } as const;

it("waits its time after the stage, counted from its end, and then goes on", () => {
  const driver = new TaskDriver({ first: { after: [wait] } });
  driver.run();
  driver.nowMs += HOUR_MS;
  driver.doneFirst();
  expect(driver.events.find(({ kind }) => kind === "task.waits")).toMatchObject({
    rule: "timed-wait",
    stage: "first",
    task: "after-0",
    untilMs: 1_000 + 2 * HOUR_MS,
    reason: "waits 1h, until Thu 1970-01-01 02:00:01 UTC, after stage first",
  });
  expect(driver.nextLookMs()).toBe(1_000 + 2 * HOUR_MS);
  driver.tick(HOUR_MS - 1);
  expect(driver.is("running")).toEqual([]);
  driver.tick(1);
  expect(driver.said("task.ended")).toEqual(["waited 1h after stage first"]);
  expect(driver.said("stage.ended")).toEqual(["stage first ends: 3 of 3 done"]);
  expect(driver.is("running")).toEqual(["d"]);
});

it("does not start before its time", () => {
  const driver = new TaskDriver({
    first: { before: [{ kind: "scheduled-start", atMs: 24 * HOUR_MS }] },
  });
  driver.run();
  expect(driver.said("task.waits")).toEqual([
    "waits until Fri 1970-01-02 00:00 UTC, before stage first",
  ]);
  expect(driver.is("running")).toEqual([]);
  driver.nowMs = 25 * HOUR_MS;
  driver.tick();
  expect(driver.said("task.ended")).toEqual([
    "the time of the start has come, Fri 1970-01-02 00:00 UTC, before stage first",
  ]);
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it("a time that is past already passes at once and says so", () => {
  const driver = new TaskDriver({ first: { before: [{ kind: "scheduled-start", atMs: 500 }] } });
  driver.run();
  expect(driver.said("task.ended")).toEqual([
    "before stage first nothing is waited for: Thu 1970-01-01 00:00 UTC is past",
  ]);
  expect(driver.said("task.waits")).toEqual([]);
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it("tasks come one after the other, each when the one before has passed", () => {
  const driver = new TaskDriver({
    first: { before: [wait, { kind: "approval", roles: ["sre"], quorum: 1 }, wait] },
  });
  driver.run();
  expect(driver.said("approval.asked")).toEqual([]);
  driver.tick(HOUR_MS);
  expect(driver.said("approval.asked")).toHaveLength(1);
  driver.approve("ben");
  expect(driver.is("running")).toEqual([]);
  driver.tick(HOUR_MS);
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it("a stage without clusters is passed with its tasks", () => {
  const driver = new TaskDriver({ first: { before: [wait], after: [wait] } });
  const [first, ...rest] = driver.plan.stages;
  driver.plan = {
    ...driver.plan,
    stages: first === undefined ? [] : [{ ...first, clusters: [] }, ...rest],
  };
  driver.run();
  expect(driver.is("running")).toEqual(["d"]);
});

it.each([
  ["the rollout", {}],
  ["the stage", { stage: "first" }],
])("while %s is paused no task begins or ends, and its time runs on", (_, place) => {
  const driver = new TaskDriver({ first: { before: [wait, wait] } });
  driver.run();
  driver.take({ kind: "pause", ...asked, ...place });
  driver.tick(2 * HOUR_MS);
  expect(driver.task("before-0")?.status).toBe("open");
  expect(driver.nextLookMs()).toBeUndefined();
  driver.take({ kind: "resume", ...asked, ...place });
  expect(driver.task("before-0")?.status).toBe("passed");
  expect(driver.task("before-1")?.status).toBe("open");
});

it("a retry in the stage begins its waits anew when it is over, and keeps what people approved", () => {
  const driver = new TaskDriver({
    first: {
      after: [{ kind: "approval", roles: ["sre"], quorum: 1 }, wait, wait],
    },
  });
  const [first, ...rest] = driver.plan.stages;
  driver.plan = {
    ...driver.plan,
    stages: first === undefined ? [] : [{ ...first, maxAllowedFailures: 1 }, ...rest],
  };
  driver.run();
  driver.end("a", "failed");
  driver.end("b");
  driver.end("c");
  driver.approve("ben");
  driver.tick(HOUR_MS);
  expect(driver.task("after-1")?.status).toBe("passed");
  driver.take({ kind: "retry", ...asked, clusters: ["a"] });
  driver.tick(HOUR_MS);
  driver.end("a");
  expect(driver.task("after-0")).toMatchObject({ status: "passed", round: 1 });
  expect(driver.task("after-1")).toMatchObject({ status: "open", round: 2 });
  driver.tick(HOUR_MS).tick(HOUR_MS);
  expect(driver.is("running")).toEqual(["d"]);
});
