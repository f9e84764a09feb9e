import { expect, it } from "vitest";
import { needsPerson } from "./needs-person.ts";
import { RolloutProjection } from "./rollout-projection.ts";
import { plan, running, Teller } from "./teller.fixture.ts";
import { elapsedTime, isoTime, roughTime } from "./time-words.ts";
import { isDetail, subjectOf, timelineLine } from "./timeline.ts";

it("shows a rollout that nothing was done of yet", () => {
  const view = new Teller().projection.view();
  expect(view).toMatchObject({
    name: "r",
    phase: "planned",
    startedAtMs: undefined,
    result: undefined,
  });
  expect(view.stages.map(({ phase, total, waiting }) => [phase, total, waiting])).toEqual([
    ["waiting", 2, 2],
    ["waiting", 1, 1],
  ]);
  expect(view.clusters.map(({ name, from, to }) => [name, from, to])).toEqual([
    ["a", "1.34.4", "1.36.3"],
    ["b", "1.35.4", "1.36.3"],
    ["c", "", ""],
  ]);
});

it("follows a cluster step by step to its end", () => {
  const teller = running().tell(
    { kind: "upgrade.started", cluster: "a", attempt: 1 },
    { kind: "step.started", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.intends", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.progress", cluster: "a", step: "one", attempt: 1, reason: "half way" },
  );
  expect(teller.get("a")).toMatchObject({
    status: "running",
    reason: "half way",
    stepsDone: 0,
    stepCount: 2,
  });
  teller.tell(
    { kind: "step.waiting", cluster: "a", step: "one", attempt: 1, needsPerson: true },
    { kind: "step.retrying", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.done", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.skipped", cluster: "a", step: "two", attempt: 1 },
    { kind: "step.put-back", cluster: "a", step: "two", attempt: 1 },
  );
  expect(teller.get("a")).toMatchObject({ stepsDone: 2, needsPerson: false });
  teller.tell({ kind: "cluster.ended", cluster: "a", attempt: 1, result: "done" });
  expect(teller.get("a")).toMatchObject({ status: "done", needsPerson: false });
  expect(teller.projection.view().stages[0]).toMatchObject({ done: 1, waiting: 1, phase: "open" });
});

it("takes an event once, and passes over clusters and stages that the plan does not have", () => {
  const teller = running();
  const before = teller.projection.view();
  teller.projection.take(teller.projection.decided());
  teller.tell(
    { kind: "stage.started", stage: "nowhere" },
    { kind: "cluster.starts", cluster: "nobody" },
  );
  teller.tell({ kind: "cluster.waits", cluster: "b", stage: "first" });
  expect(teller.projection.view().clusters).toEqual(before.clusters);
  expect(teller.projection.whyWaits("nobody", 0)).toEqual([]);
});

it("tells failure, retry as a new attempt, and passes over what an earlier attempt still says", () => {
  const teller = running().tell(
    {
      kind: "step.failed",
      cluster: "a",
      step: "one",
      attempt: 1,
      needsPerson: true,
      reason: "coredns is down",
    },
    {
      kind: "cluster.ended",
      cluster: "a",
      attempt: 1,
      result: "failed",
      reason: "failed: coredns is down",
    },
    { kind: "rollout.held", stage: "first", needsPerson: true },
    { kind: "stage.ended", stage: "first", result: "failed" },
    { kind: "rollout.ended", result: "failed" },
  );
  expect(teller.projection.view()).toMatchObject({
    phase: "failed",
    result: "failed",
    stages: [{ phase: "failed" }, {}],
  });
  expect(teller.explain("a")).toContain(
    "step one: coredns is down\n  mend it, then: fleetlift retry r a",
  );
  teller.tell({ kind: "cluster.retried", cluster: "a", attempt: 1 }, { kind: "rollout.runs" });
  expect(teller.get("a").status).toBe("waiting");
  expect(teller.explain("a")).toContain("a starts next.");
  teller.tell(
    { kind: "cluster.starts", cluster: "a" },
    { kind: "step.done", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.done", cluster: "a", step: "two", attempt: 2 },
  );
  expect(teller.get("a")).toMatchObject({ attempt: 2, stepsDone: 1 });
});

it("tells stop, pause, resume and cancel of the whole", () => {
  const teller = running();
  teller.tell({ kind: "rollout.paused", actor: "ana", comment: "checking DNS" });
  expect(teller.projection.view().paused).toBe("rollout.paused");
  expect(teller.explain("b")).toContain("rollout r is paused by ana: checking DNS");
  teller.tell({ kind: "rollout.resumed" }, { kind: "rollout.stops" });
  expect(teller.projection.view()).toMatchObject({ paused: undefined, phase: "stopped" });
  teller.tell({ kind: "rollout.cancelled" });
  expect(teller.projection.view().phase).toBe("cancelling");
  teller.tell({ kind: "rollout.ended", result: "cancelled" });
  expect(teller.projection.view().phase).toBe("cancelled");
  expect(
    running()
      .tell(
        { kind: "stage.ended", stage: "first", result: "done" },
        { kind: "rollout.ended", result: "done" },
      )
      .projection.view(),
  ).toMatchObject({ phase: "done", stages: [{ phase: "done" }, {}] });
});

it("tells pause and resume of a stage and of a cluster", () => {
  const teller = running().tell({ kind: "stage.paused", stage: "first", actor: "ana" });
  expect(teller.projection.view().stages[0]?.paused).toBe("stage.paused");
  expect(teller.explain("b")).toContain("stage first is paused by ana: stage.paused");
  teller.tell(
    { kind: "stage.resumed", stage: "first" },
    { kind: "cluster.held", cluster: "b", actor: "ben", comment: "busy" },
  );
  expect(teller.explain("b")).toContain("it is paused before its start by ben: busy");
  expect(teller.get("b")).toMatchObject({ needsPerson: true, paused: "cluster.held" });
  teller.tell({ kind: "cluster.released", cluster: "b" });
  expect(teller.get("b")).toMatchObject({ needsPerson: false, paused: undefined });
  teller.tell({ kind: "upgrade.pausing", cluster: "a", attempt: 1 });
  expect(teller.explain("a")).toContain("a is paused on the way from 1.34.4 to 1.36.3.");
  teller.tell({ kind: "upgrade.paused", cluster: "a", attempt: 1 });
  expect(teller.get("a").needsPerson).toBe(true);
  teller.tell({ kind: "upgrade.resumed", cluster: "a", attempt: 1 });
  expect(teller.get("a").paused).toBeUndefined();
});

it("takes the steps of a flow for no steps of the cluster that it runs on, whatever they are called", () => {
  const teller = running();
  const before = teller.projection.view();
  const flow = { cluster: "a", stage: "first", task: "after-0", attempt: 1 };
  teller.tell(
    { kind: "upgrade.started", ...flow },
    { kind: "step.failed", step: "one", needsPerson: true, ...flow },
    { kind: "upgrade.ended", result: "failed", ...flow, cluster: undefined },
  );
  const after = teller.projection.view();
  expect({ ...after, toldAtMs: before.toldAtMs }).toEqual(before);
  teller.tell({ kind: "step.started", step: "one", cluster: "a", attempt: 1 });
  expect(teller.get("a").steps[0]?.status).toBe("running");
});

it("can be made of an event that does not name its plan", () => {
  const planned = running().projection.decided();
  const { plan: _, ...unnamed } = planned;
  expect(new RolloutProjection(plan, unnamed).view().plan).toBe("");
});

it("writes a story line by line, in time since its start", () => {
  const decided = running().projection.decided();
  expect(timelineLine({ ...decided, cluster: "a" }, decided.atMs - 3_723_000, 8)).toBe(
    "01:02:03  a         cluster.waits",
  );
  expect(subjectOf(decided)).toBe("rollout");
  expect(isDetail(decided)).toBe(false);
  expect(isDetail({ ...decided, kind: "step.intends" })).toBe(true);
  expect(isDetail({ ...decided, kind: "upgrade.ending", result: "failed" })).toBe(true);
  expect(isDetail({ ...decided, kind: "upgrade.ending", result: "cancelled" })).toBe(false);
});

it("passes over a stage event that names no stage", () => {
  const teller = running();
  const before = teller.projection.view().stages;
  teller.tell({ kind: "stage.started" });
  expect(teller.projection.view().stages).toEqual(before);
});

it("passes over what people were told", () => {
  const teller = running();
  const before = teller.projection.view().reason;
  teller.tell({ kind: "notice.given", audience: "customers", reason: "We begin." });
  expect(teller.projection.view().reason).toBe(before);
});

it("a cluster that waits has the reason that was told of it, and none where none was told by name", () => {
  const teller = running();
  const b = () => teller.projection.cluster("b");
  const waits = { kind: "cluster.waits", stage: "first", clusters: ["a", "b"] } as const;
  teller.tell({ ...waits, rule: "cluster-dependency", needsPerson: true, reason: "for a" });
  expect(b()).toMatchObject({ reason: "for a", needsPerson: true });
  expect(teller.projection.cluster("a")?.reason).not.toBe("for a");
  teller.tell({ ...waits, rule: "concurrency", reason: "for a slot" });
  expect(b()).toMatchObject({ reason: "for a slot", needsPerson: false });
  teller.tell({ kind: "cluster.waits", stage: "first", rule: "window", reason: "of many" });
  expect(b()).toMatchObject({ reason: "" });
  teller.tell({ kind: "cluster.held", cluster: "b", reason: "paused before its start" });
  teller.tell({ ...waits, rule: "stage-order", reason: "for stage zero" });
  expect(b()?.reason).toBe("paused before its start");
});

it("writes times for people", () => {
  const day = 86_400_000;
  expect([0, 45_000, 720_000, 11_100_000, 2 * day, 90 * day - 1_000].map(roughTime)).toEqual([
    "0 s",
    "45 s",
    "12 min",
    "3 h 05 min",
    "48 h 00 min",
    "90 days",
  ]);
  expect(elapsedTime(-5)).toBe("00:00:00");
  expect(isoTime(1_763_632_800_123)).toBe("2025-11-20T10:00:00Z");
});

it("knows when a rollout goes on only when a person does something", () => {
  expect(needsPerson(new Teller().projection.view())).toBe(true);
  expect(needsPerson(running().projection.view())).toBe(false);
  const paused = running().tell({ kind: "stage.paused", stage: "first" });
  expect(needsPerson(paused.projection.view())).toBe(false);
  paused.tell({ kind: "cluster.ended", cluster: "a", attempt: 1, result: "done" });
  expect(needsPerson(paused.projection.view())).toBe(true);
  const done = running().tell({ kind: "cluster.ended", cluster: "a", attempt: 1, result: "done" });
  expect(needsPerson(done.projection.view())).toBe(false);
  expect(needsPerson(done.tell({ kind: "rollout.paused" }).projection.view())).toBe(true);
  const stopped = running().tell({ kind: "rollout.stops" });
  expect(needsPerson(stopped.projection.view())).toBe(false);
  stopped.tell({ kind: "cluster.ended", cluster: "a", attempt: 1, result: "failed" });
  expect(needsPerson(stopped.projection.view())).toBe(true);
});
