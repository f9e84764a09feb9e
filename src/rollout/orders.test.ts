import { expect, it } from "vitest";
import { brokenAt, emptyHead } from "../model/event.ts";
import { takePlan } from "./plan-orders.ts";
import { asked, Driver, two } from "./rollout-driver.fixture.ts";
import { knownStage } from "./turn.ts";

it("retries what failed under the same plan, as a new attempt, and goes on", () => {
  const driver = two().run();
  driver.end("a");
  driver.end("b", "failed");
  expect(driver.state.phase).toBe("failed");
  expect(driver.take({ kind: "retry", ...asked })).toEqual({
    ok: true,
    said: "b will be tried again under the same plan",
  });
  expect(driver.commands).toMatchObject([{ cluster: { name: "b" }, attempt: 2 }]);
  driver.end("b");
  driver.end("c");
  expect(driver.is("running")).toEqual(["d", "e"]);
  expect(driver.state.plan).toBe("hash");
});

it("a retry in a stage that is over opens it again, while the next goes on running", () => {
  const driver = new Driver(
    { name: "s", clusters: ["a", "b"], failures: 1 },
    { name: "t", clusters: ["d", "e"] },
  ).run();
  driver.end("a", "failed");
  driver.end("b");
  expect(driver.is("running")).toEqual(["d"]);
  driver.take({ kind: "retry", ...asked, clusters: ["a"] });
  expect(driver.is("running")).toEqual(["a", "d"]);
  driver.end("d");
  expect(driver.is("running")).toEqual(["a"]);
  driver.end("a");
  driver.end("e");
  expect(driver.state.phase).toBe("done");
});

it("refuses to retry what has not failed, and says why", () => {
  const driver = two().run();
  expect(driver.take({ kind: "retry", ...asked })).toMatchObject({
    ok: false,
    why: "nothing of rollout r has failed",
  });
  expect(driver.take({ kind: "retry", ...asked, clusters: ["b"] })).toMatchObject({ ok: false });
  expect(driver.take({ kind: "retry", ...asked, clusters: ["nobody"] })).toMatchObject({
    ok: false,
  });
  driver.take({ kind: "cancel", ...asked });
  expect(driver.take({ kind: "retry", ...asked })).toMatchObject({ ok: false });
});

it("a retry of a running cluster tries its waiting step at once", () => {
  const driver = two().run();
  driver.take({ kind: "retry", ...asked, clusters: ["a"] });
  expect(driver.commands).toMatchObject([
    { kind: "orderUpgrade", cluster: "a", attempt: 1, order: { kind: "retry" } },
  ]);
});

it("stops: nothing new starts, what runs finishes; and goes on when it is run again", () => {
  const driver = two().run();
  expect(driver.take({ kind: "stop", ...asked })).toEqual({
    ok: true,
    said: "rollout r starts nothing new; 1 running will finish",
  });
  expect(driver.take({ kind: "stop", ...asked })).toMatchObject({ ok: true });
  driver.end("a");
  expect(driver.is("running")).toEqual([]);
  expect(driver.why("b")).toEqual(["stopped"]);
  driver.take({ kind: "run", actor: "ana", reason: "" });
  expect(driver.is("running")).toEqual(["b"]);
  expect(driver.take({ kind: "run", ...asked })).toMatchObject({ said: "rollout r runs already" });
  driver.end("b", "failed");
  expect(driver.take({ kind: "stop", ...asked })).toMatchObject({ ok: false });
  const idle = two().run();
  idle.take({ kind: "cancel", ...asked, cluster: "a" });
  idle.end("a", "cancelled");
  idle.end("b");
  idle.end("c");
  idle.end("d");
  idle.end("e");
  expect(idle.take({ kind: "run", ...asked })).toMatchObject({ ok: false });
});

it("refuses to run a plan that cannot be carried out, with all that stands in the way", () => {
  const driver = two();
  const obstacles = ["windows are not kept", "nobody upgrades clusters of eks"];
  expect(driver.take({ kind: "run", ...asked, obstacles })).toMatchObject({
    ok: false,
    why: "plan hash of rollout r cannot be started by this version: windows are not kept; nobody upgrades clusters of eks",
  });
  expect(driver.state.phase).toBe("planned");
  expect(driver.take({ kind: "run", ...asked, obstacles: [] })).toMatchObject({ ok: true });
});

it("says that nothing runs when it is stopped between two upgrades", () => {
  const driver = two().run();
  driver.take({ kind: "pause", ...asked, stage: "canary" });
  driver.end("a");
  expect(driver.take({ kind: "stop", actor: "ana", reason: "" })).toMatchObject({
    said: "rollout r starts nothing new; nothing runs",
  });
});

it("pauses and resumes one cluster: before its start it is held, while it runs the order is passed on", () => {
  const driver = two().run();
  driver.take({ kind: "pause", ...asked, cluster: "b" });
  expect(driver.take({ kind: "pause", ...asked, cluster: "b" })).toMatchObject({
    said: "b is paused already",
  });
  expect(driver.why("b")).toEqual(["held", "concurrency"]);
  driver.end("a");
  driver.end("c");
  expect(driver.is("running")).toEqual([]);
  expect(driver.state.phase).toBe("running");
  driver.take({ kind: "resume", ...asked, cluster: "b" });
  expect(driver.is("running")).toEqual(["b"]);
  for (const kind of ["pause", "resume", "cancel"] as const) {
    driver.take({ kind, ...asked, cluster: "b" });
    expect(driver.commands).toMatchObject([
      { kind: "orderUpgrade", cluster: "b", order: { kind } },
    ]);
  }
  expect(driver.take({ kind: "resume", ...asked, cluster: "d" })).toMatchObject({
    said: "d was not paused",
  });
  expect(driver.take({ kind: "pause", ...asked, cluster: "a" })).toMatchObject({ ok: false });
  expect(driver.take({ kind: "pause", ...asked, cluster: "nobody" })).toMatchObject({ ok: false });
  expect(driver.take({ kind: "pause", ...asked, cluster: "old" })).toMatchObject({
    why: "old is not in the plan of r: no way",
  });
});

it("a cluster that was held and resumed before its turn starts in its turn", () => {
  const driver = two().run();
  driver.take({ kind: "pause", ...asked, cluster: "c" });
  driver.take({ kind: "resume", ...asked, cluster: "c" });
  driver.end("a");
  driver.end("b");
  expect(driver.is("running")).toEqual(["c"]);
});

it("a held cluster that the cursor passes twice is counted once", () => {
  const driver = new Driver({ name: "s", clusters: ["a", "b", "c"], failures: 3 }).run();
  driver.take({ kind: "pause", ...asked, cluster: "b" });
  driver.end("a", "failed");
  driver.take({ kind: "retry", ...asked, clusters: ["a"] });
  driver.end("c");
  driver.end("a");
  expect(driver.state.stages[0]?.held).toBe(1);
  driver.take({ kind: "cancel", ...asked, cluster: "b" });
  expect(driver.state.phase).toBe("done");
});

it("pauses and resumes a stage", () => {
  const driver = two().run();
  expect(driver.take({ kind: "pause", ...asked, stage: "canary" })).toEqual({
    ok: true,
    said: "stage canary starts nothing new; 1 running will pause at the next step boundary",
  });
  expect(driver.commands).toMatchObject([
    { kind: "orderUpgrade", cluster: "a", order: { kind: "pause" } },
  ]);
  driver.end("a");
  expect(driver.is("running")).toEqual([]);
  expect(driver.why("b")).toEqual(["stage-paused"]);
  driver.take({ kind: "resume", ...asked, stage: "canary" });
  expect(driver.is("running")).toEqual(["b"]);
  expect(driver.take({ kind: "pause", ...asked, stage: "nowhere" })).toMatchObject({ ok: false });
});

it("pauses and resumes all of it", () => {
  const driver = two().run();
  driver.take({ kind: "pause", ...asked });
  driver.end("a");
  expect(driver.is("running")).toEqual([]);
  expect(driver.why("b")).toEqual(["paused"]);
  driver.take({ kind: "resume", ...asked });
  expect(driver.is("running")).toEqual(["b"]);
});

it("cancels all of it: what runs is cancelled, nothing starts, and it ends when they have", () => {
  const driver = two().run();
  driver.take({ kind: "cancel", ...asked });
  expect(driver.commands).toMatchObject([
    { kind: "orderUpgrade", cluster: "a", order: { kind: "cancel" } },
  ]);
  expect(driver.state.phase).toBe("cancelling");
  driver.end("a", "cancelled");
  expect(driver.said("rollout.ended")).toEqual([
    "rollout cancelled: 0 of 5 at their target, 1 cancelled",
  ]);
  expect(driver.take({ kind: "pause", ...asked })).toMatchObject({ ok: false });
  expect(driver.take({ kind: "run", ...asked })).toMatchObject({ ok: false });
  expect(driver.why("b")).toEqual(["rollout-ended", "failure-budget"]);
  driver.take({ kind: "retry", ...asked });
  expect(driver.is("running")).toEqual(["a"]);
});

it("reaches what runs beyond a cluster that is tried again", () => {
  const driver = new Driver({ name: "s", clusters: ["a", "b", "c"], max: 2, failures: 2 }).run();
  driver.end("a", "failed");
  driver.take({ kind: "pause", ...asked, stage: "s" });
  driver.take({ kind: "retry", ...asked, clusters: ["a"] });
  driver.take({ kind: "cancel", ...asked });
  expect(driver.commands).toMatchObject([{ cluster: "b" }, { cluster: "c" }]);
});

it("cancels a cluster before its start; what was not proved holds the stage, unless it is skipped", () => {
  const driver = two().run();
  driver.take({ kind: "cancel", ...asked, cluster: "b" });
  driver.end("a");
  expect(driver.is("running")).toEqual([]);
  expect(driver.said("rollout.held")).toEqual([
    "nothing new starts: 1 cancelled, 0 allowed in stage canary; 1 running will finish",
  ]);
  driver.take({ kind: "skip", ...asked, cluster: "b" });
  expect(driver.is("running")).toEqual(["c"]);
});

it("a cluster that was cancelled before its turn and is tried again starts in its turn", () => {
  const driver = two().run();
  driver.take({ kind: "cancel", ...asked, cluster: "c" });
  driver.take({ kind: "retry", ...asked, clusters: ["c"] });
  expect(driver.is("running")).toEqual(["a"]);
  driver.end("a");
  driver.end("b");
  expect(driver.is("running")).toEqual(["c"]);
});

it("skips a cluster that waits, is held or has failed, but none that runs or is over", () => {
  const driver = two().run();
  driver.take({ kind: "skip", ...asked, cluster: "c" });
  driver.take({ kind: "pause", ...asked, cluster: "b" });
  expect(driver.take({ kind: "skip", ...asked, cluster: "a" })).toMatchObject({ ok: false });
  driver.end("a", "failed");
  expect(driver.state.phase).toBe("failed");
  driver.take({ kind: "skip", ...asked, cluster: "a" });
  expect(driver.state.phase).toBe("running");
  expect(driver.state.stages[0]?.held).toBe(1);
  driver.take({ kind: "skip", ...asked, cluster: "b" });
  expect(driver.is("skipped").toSorted()).toEqual(["a", "b", "c"]);
  expect(driver.is("running")).toEqual(["d", "e"]);
  expect(driver.take({ kind: "skip", ...asked, cluster: "a" })).toMatchObject({ ok: false });
  expect(driver.take({ kind: "skip", ...asked, cluster: "nobody" })).toMatchObject({ ok: false });
});

it("skips a step: at once of what runs, in the next attempt of what does not", () => {
  const driver = two().run();
  driver.take({ kind: "skip", ...asked, cluster: "a", step: "health" });
  expect(driver.commands).toMatchObject([{ order: { kind: "skip", step: "health" } }]);
  expect(driver.take({ kind: "skip", ...asked, cluster: "a", step: "no" })).toMatchObject({
    help: "its steps: health",
  });
  expect(driver.take({ kind: "skip", ...asked, cluster: "b", step: "health" })).toMatchObject({
    said: "step health will be skipped in the next attempt at b",
  });
  driver.end("a", "failed");
  driver.take({ kind: "skip", ...asked, cluster: "a", step: "health" });
  driver.take({ kind: "skip", actor: "ben", reason: "again", cluster: "a", step: "health" });
  driver.take({ kind: "retry", ...asked });
  expect(driver.commands).toMatchObject([
    { cluster: { name: "a" }, skips: [{ step: "health", actor: "ben", reason: "again" }] },
  ]);
  driver.end("a");
  expect(driver.take({ kind: "skip", ...asked, cluster: "a", step: "health" })).toMatchObject({
    ok: false,
  });
});

it("takes the same plan twice, another only while nothing runs, and goes on counting attempts", () => {
  const driver = two();
  const again = takePlan(driver.plan, "hash", driver.state, "ana", 1);
  expect(again).toMatchObject({ answer: { ok: true }, turn: { events: [] } });
  driver.run();
  expect(takePlan(driver.plan, "other", driver.state, "ana", 1).answer).toMatchObject({
    ok: false,
  });
  driver.take({ kind: "stop", ...asked });
  expect(takePlan(driver.plan, "other", driver.state, "ana", 1).answer).toMatchObject({
    ok: false,
  });
  driver.end("a");
  const { turn } = takePlan(driver.plan, "other", driver.state, "ana", 1);
  driver.state = turn.state;
  driver.events.push(...turn.events);
  driver.run();
  expect(driver.commands).toMatchObject([{ cluster: { name: "a" }, attempt: 2 }]);
  expect(brokenAt(emptyHead("rollout/r"), driver.events)).toBeUndefined();
});

it("begins anew under a plan that comes back after another one", () => {
  const driver = two();
  driver.take({ kind: "skip", ...asked, cluster: "a" });
  for (const hash of ["other", "hash"]) {
    driver.state = takePlan(driver.plan, hash, driver.state, "ana", 1).turn.state;
  }
  driver.run();
  expect(driver.commands).toMatchObject([{ cluster: { name: "a" }, attempt: 1 }]);
  driver.end("a");
  driver.end("b");
  expect(driver.state).toMatchObject({ stages: [{ done: 2, running: 1, skipped: 0 }, {}] });
});

it("skips a cluster that was cancelled, and takes it out of the count of those", () => {
  const driver = two().run();
  driver.take({ kind: "cancel", ...asked, cluster: "b" });
  driver.take({ kind: "skip", ...asked, cluster: "b" });
  expect(driver.state.stages[0]).toMatchObject({ cancelled: 0, skipped: 1 });
});

it("orders nothing of a stage where nothing runs", () => {
  const driver = two().run();
  driver.take({ kind: "pause", ...asked, stage: "all" });
  expect(driver.commands).toEqual([]);
});

it("does not skip what is done", () => {
  const driver = two().run();
  driver.end("a");
  expect(driver.take({ kind: "skip", ...asked, cluster: "a" })).toMatchObject({
    why: "a is done already",
  });
});

it("tells failures and cancelled clusters apart", () => {
  const driver = new Driver({ name: "s", clusters: ["a", "b", "c"], max: 2, failures: 1 }).run();
  driver.end("a", "failed");
  driver.end("b", "cancelled");
  expect(driver.said("rollout.held")[0]).toContain("1 failure and 1 cancelled, 1 allowed");
});

it("says that those who wait in a paused stage wait for the pause, not for a slot", () => {
  const driver = two();
  driver.take({ kind: "pause", ...asked, stage: "canary" });
  driver.run();
  expect(driver.said("cluster.waits")[0]).toBe(
    "3 clusters of stage canary wait until the pause of ana ends: because",
  );
});

it("tells a name that there is not from an order that comes at the wrong time", () => {
  const driver = two().run();
  expect(driver.take({ kind: "pause", ...asked, stage: "nowhere" })).toMatchObject({
    unknown: true,
  });
  expect(driver.take({ kind: "skip", ...asked, cluster: "nobody" })).toMatchObject({
    unknown: true,
  });
  expect(driver.take({ kind: "skip", ...asked, cluster: "a", step: "no" })).toMatchObject({
    unknown: true,
  });
  expect(driver.take({ kind: "skip", ...asked, cluster: "a" })).not.toHaveProperty("unknown");
});

it("a stage that there is not is a fault of ours", () => {
  expect(() => knownStage(two(), 7)).toThrow("rollout r has no stage at 7");
});

it("a plan that had to leave clusters out says so when it is taken", () => {
  const { plan } = new Driver({ name: "s", clusters: ["a"] });
  const said = (leftOut: typeof plan.leftOut) =>
    takePlan({ ...plan, leftOut }, "abcdef012345", undefined, "ana", 1).answer;
  const old = { name: "old", kind: "blocked", why: "", help: "" } as const;
  const words = "rollout r takes plan abcdef01: 1 cluster in 1 stage";
  expect(said([{ ...old, kind: "already-there" }])).toMatchObject({ said: words });
  expect(said([old])).toMatchObject({
    said: `${words}; 1 cluster cannot be upgraded, and why: fleetlift describe plan abcdef01`,
  });
});

it("a pause without a reason is told without one", () => {
  const driver = two();
  driver.take({ kind: "pause", actor: "ana", reason: "" });
  driver.run();
  expect(driver.said("cluster.waits")).toContain(
    "3 clusters of stage canary wait until the pause of ana ends",
  );
});

it("a retry under a stop says that nothing starts yet, and what would start it", () => {
  const driver = new Driver({ name: "s", clusters: ["a", "b"], failures: 1 }).run();
  driver.end("a", "failed");
  driver.take({ kind: "stop", ...asked });
  expect(driver.take({ kind: "retry", ...asked })).toMatchObject({
    said: "a will be tried again under the same plan; rollout r is stopped: fleetlift start r",
  });
});
