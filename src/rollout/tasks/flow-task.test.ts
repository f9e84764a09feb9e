import { expect, it } from "vitest";
import { asked } from "../rollout-driver.fixture.ts";
import { takePlan } from "../plan-orders.ts";
import { flow, TaskDriver } from "./task-driver.fixture.ts";

const gate = { kind: "gate", use: "slo" } as const;
const workflow = { kind: "workflow", use: "smoke", with: {} } as const;

function onRollout(): TaskDriver {
  const driver = new TaskDriver({ first: { after: [gate] } }, { "first.after-0": flow("slo") });
  driver.run();
  return driver.doneFirst();
}

function onClusters(side: "before" | "after" = "after"): TaskDriver {
  const driver = new TaskDriver(
    { first: { [side]: [workflow] } },
    { [`first.${side}-0`]: flow("smoke", "clusters") },
  );
  driver.run();
  return driver;
}

it("a gate runs once for the rollout, and the stage ends when it has passed", () => {
  const driver = onRollout();
  expect(driver.commands).toEqual([{ kind: "startFlow", flow: "first.after-0", round: 1 }]);
  expect(driver.said("task.started")).toEqual(["gate slo starts, after stage first"]);
  expect(driver.nextLookMs()).toBeUndefined();
  driver.tick();
  expect(driver.commands).toEqual([]);
  driver.flowEnds("first.after-0");
  expect(driver.said("task.ended")).toEqual(["gate slo passed after stage first: words"]);
  expect(driver.is("running")).toEqual(["d"]);
});

it.each([
  ["failed", "gate slo failed after stage first: words"],
  ["cancelled", "gate slo failed after stage first: cancelled, words"],
] as const)(
  "a gate that %s fails the stage, and a retry tries it again as a new round",
  (result, words) => {
    const driver = onRollout();
    driver.flowEnds("first.after-0", result);
    expect(driver.said("task.ended")).toEqual([words]);
    expect(driver.said("rollout.ended")).toEqual([
      "rollout failed at gate slo after stage first: 3 of 4 at their target; mend what failed, then retry it or skip it",
    ]);
    expect(driver.state.phase).toBe("failed");
    expect(driver.why("d")).toContain("gate");
    expect(driver.take({ kind: "retry", ...asked })).toEqual({
      ok: true,
      said: "gate slo after stage first will be tried again under the same plan",
    });
    expect(driver.commands).toEqual([{ kind: "startFlow", flow: "first.after-0", round: 2 }]);
    expect(driver.said("task.started")[1]).toBe("gate slo starts, after stage first, try 2");
    driver.flowEnds("first.after-0", "failed", { round: 1 });
    expect(driver.task("after-0")?.status).toBe("open");
    driver.flowEnds("first.after-0", "done", { round: 2 });
    expect(driver.is("running")).toEqual(["d"]);
  },
);

it("the end of a flow counts once, of a flow that there is", () => {
  const driver = onRollout();
  driver.flowEnds("first.after-7", "failed");
  driver.flowEnds("first.after-0", "failed", { cluster: "a" });
  expect(driver.task("after-0")?.status).toBe("open");
  driver.flowEnds("first.after-0");
  const { state } = driver;
  driver.flowEnds("first.after-0", "failed");
  expect(driver.state).toEqual(state);
});

it("a workflow on clusters runs on each that is done, as many at once as the stage upgrades", () => {
  const driver = onClusters();
  driver.take({ kind: "skip", ...asked, cluster: "c" });
  driver.end("a");
  driver.end("b");
  expect(driver.commands).toMatchObject([
    { kind: "startFlow", flow: "first.after-0", cluster: { name: "a" }, round: 1 },
    { kind: "startFlow", cluster: { name: "b" } },
  ]);
  expect(driver.said("task.started")).toEqual([
    "workflow smoke starts on each cluster that is done, after stage first",
  ]);
  driver.flowEnds("first.after-0", "done", { cluster: "a" });
  driver.flowEnds("first.after-0", "done", { cluster: "a" });
  expect(driver.task("after-0")).toMatchObject({ status: "open", running: ["b"] });
  driver.flowEnds("first.after-0", "done", { cluster: "b" });
  expect(driver.said("task.ended")).toEqual([
    "workflow smoke passed after stage first: 2 clusters",
  ]);
});

it("before a stage it runs on each cluster that is to start, and after a failure on no other", () => {
  const driver = onClusters("before");
  expect(driver.commands).toMatchObject([{ cluster: { name: "a" } }, { cluster: { name: "b" } }]);
  expect(driver.said("task.started")).toEqual([
    "workflow smoke starts on each cluster that is to start, before stage first",
  ]);
  driver.flowEnds("first.before-0", "failed", { cluster: "a" });
  expect(driver.commands).toEqual([]);
  expect(driver.state.phase).toBe("running");
  driver.flowEnds("first.before-0", "failed", { cluster: "b" });
  expect(driver.said("task.ended")).toEqual([
    "workflow smoke failed before stage first: a: words (and 1 more failure)",
  ]);
  expect(driver.state.phase).toBe("failed");
});

it("before a stage whose clusters were all left out it has nothing to look at, and says so", () => {
  const driver = new TaskDriver(
    { second: { before: [workflow] } },
    { "second.before-0": flow("smoke", "clusters") },
  );
  driver.run();
  driver.take({ kind: "skip", ...asked, cluster: "d" });
  driver.doneFirst();
  expect(driver.said("task.ended")).toEqual([
    "workflow smoke had nothing to look at before stage second: there is no cluster that is to start",
  ]);
});

it("slots that become free are used, and a pass after a failure changes nothing of it", () => {
  const driver = onClusters("before");
  driver.flowEnds("first.before-0", "done", { cluster: "a" });
  expect(driver.commands).toMatchObject([{ cluster: { name: "c" } }]);
  driver.flowEnds("first.before-0", "failed", { cluster: "b" });
  driver.flowEnds("first.before-0", "done", { cluster: "c" });
  expect(driver.said("task.ended")).toEqual(["workflow smoke failed before stage first: b: words"]);
});

it("looks at thousands of clusters in parts", () => {
  const driver = onClusters();
  const names = Array.from({ length: 1_100 }, (_, index) => `c${index}`);
  const [first, ...rest] = driver.plan.stages;
  const clusters = names.map((name) => ({ name, member: name, identity: name, shape: "A" }));
  driver.plan = {
    ...driver.plan,
    stages: first === undefined ? [] : [{ ...first, clusters }, ...rest],
  };
  for (const name of names)
    driver.clusters.set(name, {
      plan: driver.state.plan,
      status: "skipped",
      attempt: 0,
      skips: [],
    });
  const [counts, ...others] = driver.state.stages;
  driver.state = {
    ...driver.state,
    stages:
      counts === undefined
        ? []
        : [{ ...counts, running: 0, skipped: 1_100, cursor: 1_100 }, ...others],
  };
  driver.tick();
  expect(driver.commands).toEqual([{ kind: "lookAgain" }]);
  driver.tick().tick();
  expect(driver.said("task.ended")).toEqual([
    "workflow smoke had nothing to look at after stage first: there is no cluster that is done",
  ]);
});

it("a gate whose steps the plan does not have fails, and says what helps", () => {
  const driver = new TaskDriver({ first: { before: [gate] } });
  driver.run();
  expect(driver.said("task.ended")).toEqual([
    "the plan has no steps for gate slo before stage first: apply the rollout again to plan anew",
  ]);
  expect(driver.state.phase).toBe("failed");
});

it("pause, resume and cancel reach the flows that run, and a cancelled one is tried again by a retry", () => {
  const driver = onRollout();
  const reach = (kind: string): unknown => [
    { kind: "orderUpgrade", cluster: "@first.after-0", attempt: 1, order: { kind, ...asked } },
  ];
  expect(driver.take({ kind: "pause", ...asked })).toMatchObject({
    said: "rollout r is paused; 1 running will pause at the next step boundary",
  });
  expect(driver.commands).toEqual(reach("pause"));
  driver.take({ kind: "resume", ...asked });
  expect(driver.commands).toEqual(reach("resume"));
  driver.take({ kind: "pause", ...asked, stage: "first" });
  expect(driver.commands).toEqual(reach("pause"));
  driver.take({ kind: "resume", ...asked, stage: "first" });
  driver.take({ kind: "pause", ...asked, stage: "second" });
  expect(driver.commands).toEqual([]);
  driver.take({ kind: "cancel", ...asked });
  expect(driver.commands).toEqual(reach("cancel"));
  expect(driver.state.phase).toBe("cancelling");
  driver.flowEnds("first.after-0", "cancelled");
  expect(driver.state.phase).toBe("cancelled");
  driver.take({ kind: "retry", ...asked });
  expect(driver.commands).toEqual([{ kind: "startFlow", flow: "first.after-0", round: 2 }]);
});

it("a plan is not replaced while a flow runs, and the flows of the next are not taken for its", () => {
  const driver = onRollout();
  driver.take({ kind: "stop", ...asked });
  const replace = () => takePlan(driver.plan, "other", driver.state, "ben", driver.nowMs);
  expect(replace().answer).toMatchObject({ ok: false });
  driver.flowEnds("first.after-0");
  const { answer, turn } = replace();
  expect(answer).toMatchObject({ ok: true });
  expect(turn.state).toMatchObject({ rounds: 1 });
});
