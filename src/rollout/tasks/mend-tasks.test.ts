import { expect, it } from "vitest";
import { asked } from "../rollout-driver.fixture.ts";
import { flow, HOUR_MS, TaskDriver } from "./task-driver.fixture.ts";

const gate = { kind: "gate", use: "slo" } as const;
const approval = { kind: "approval", roles: ["sre"], quorum: 1 } as const;
const wait = { kind: "timed-wait", waitMs: HOUR_MS } as const;

const skip = (driver: TaskDriver, task: string, more: object = {}) =>
  driver.take({ kind: "skip", ...asked, stage: "first", task, ...more });

it("a person leaves out a wait for a reason, and the stage goes on", () => {
  const driver = new TaskDriver({ first: { before: [wait] } });
  driver.run();
  expect(skip(driver, "before-0")).toEqual({
    ok: true,
    said: "a wait of 1h before stage first is left out",
  });
  expect(driver.events.find(({ kind }) => kind === "task.ended")).toMatchObject({
    actor: "ana",
    result: "skipped",
    comment: "because",
    reason: "a wait of 1h before stage first is left out by ana: because",
  });
  expect(driver.is("running")).toEqual(["a", "b"]);
  expect(skip(driver, "before-0")).toMatchObject({
    why: "a wait of 1h before stage first is skipped already",
  });
});

it("one that is still to come is left out when its turn comes", () => {
  const driver = new TaskDriver({ first: { after: [wait] } });
  driver.run();
  skip(driver, "after-0");
  expect(driver.doneFirst().is("running")).toEqual(["d"]);
});

it("a gate that runs is cancelled when it is left out, and its end changes nothing", () => {
  const driver = new TaskDriver(
    { first: { before: [gate] } },
    { "first.before-0": flow("slo", "clusters") },
  );
  driver.run();
  skip(driver, "before-0");
  expect(driver.commands.slice(0, 2)).toMatchObject([
    { cluster: "@first.before-0@a", order: { kind: "cancel" } },
    { cluster: "@first.before-0@b", order: { kind: "cancel" } },
  ]);
  driver.flowEnds("first.before-0", "cancelled", { cluster: "a" });
  expect(driver.task("before-0")?.status).toBe("skipped");
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it("a rollout that failed at a task goes on when the task is left out", () => {
  const driver = new TaskDriver({ first: { before: [gate] } }, { "first.before-0": flow("slo") });
  driver.run();
  driver.flowEnds("first.before-0", "failed");
  expect(driver.state.phase).toBe("failed");
  skip(driver, "before-0");
  expect(driver.state.phase).toBe("running");
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it("a rollout that failed at a cluster tries its failed tasks too when it goes on", () => {
  const driver = new TaskDriver({ first: { after: [gate] } }, { "first.after-0": flow("slo") });
  const [first, ...rest] = driver.plan.stages;
  driver.plan = {
    ...driver.plan,
    stages: first === undefined ? [] : [{ ...first, maxAllowedFailures: 1 }, ...rest],
  };
  driver.run();
  driver.end("a", "failed");
  driver.end("b");
  driver.end("c");
  driver.flowEnds("first.after-0", "failed");
  driver.take({ kind: "skip", ...asked, cluster: "a" });
  expect(driver.task("after-0")).toMatchObject({ status: "open", round: 2 });
});

it("only an admin leaves out an approval: who asked would approve for themselves otherwise", () => {
  const driver = new TaskDriver({ first: { before: [approval] } });
  driver.run();
  for (const more of [{}, { roles: ["operator", "approver"] }])
    expect(skip(driver, "before-0", more)).toMatchObject({
      ok: false,
      why: "ana may not leave out 1 approval from sre before stage first: needs admin",
    });
  expect(skip(driver, "before-0", { roles: ["admin"] })).toMatchObject({ ok: true });
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it.each([
  [
    { task: "before-0" },
    "task before-0 is of which stage?",
    "name one with --stage: first, second",
  ],
  [
    { task: "before-0", stage: "third" },
    "rollout r has no stage third",
    "its stages: first, second",
  ],
  [
    { task: "before-1", stage: "first" },
    "stage first has no task before-1",
    "its tasks: before-0 (a wait of 1h), after-0 (1 approval from sre)",
  ],
  [{ task: "before-0", stage: "second" }, "stage second has no task before-0", "it has none"],
  [{}, "what is to be skipped?", "name a cluster, or a task with --stage and --task"],
])("refuses to skip %o", (order, why, help) => {
  const driver = new TaskDriver({ first: { before: [wait], after: [approval] } });
  expect(driver.take({ kind: "skip", ...asked, ...order })).toMatchObject({ ok: false, why, help });
});

it("of a rollout that is over nothing is left out", () => {
  const driver = new TaskDriver({ second: { before: [wait] } });
  driver.run();
  driver.take({ kind: "cancel", ...asked });
  expect(skip(driver, "before-0", { stage: "second" })).toMatchObject({
    why: "rollout r is cancelling: there is nothing to skip",
  });
});
