import { expect, it } from "vitest";
import { asked, Driver } from "./rollout-driver.fixture.ts";

const HOUR_MS = 3_600_000;
const canaried = (count = 2, failures = 1, soakMs = HOUR_MS): Driver =>
  new Driver({
    name: "s",
    clusters: ["a", "b", "c", "d"],
    max: 3,
    failures,
    more: { canaries: { count, soakMs } },
  });
const lastSaid = (driver: Driver): string | undefined => driver.said("cluster.waits").at(-1);

it("canaries: go first, and the others wait for all of them and for the soak", () => {
  const driver = canaried().run();
  expect(driver.is("running")).toEqual(["a", "b"]);
  expect(lastSaid(driver)).toBe(
    "2 clusters of stage s wait for the canaries of stage s: a, b (0 of 2 over)",
  );
  expect(driver.why("c")).toEqual(["canaries"]);
  expect(driver.why("a")).toEqual([]);
  driver.end("a");
  expect(driver.is("running")).toEqual(["b"]);
  driver.end("b");
  expect(driver.is("running")).toEqual([]);
  expect(lastSaid(driver)).toBe(
    "2 clusters of stage s wait for the soak of 1h after its canaries, until Thu 1970-01-01 01:00:01 UTC",
  );
  expect(driver.reasons("c")).toMatchObject([{ rule: "canary-soak", untilMs: 1_000 + HOUR_MS }]);
  expect(driver.state.lookAtMs).toBe(1_000 + HOUR_MS);
  driver.at(HOUR_MS - 1);
  expect(driver.is("running")).toEqual([]);
  driver.at(1);
  expect(driver.is("running")).toEqual(["c", "d"]);
  expect(driver.why("c")).toEqual([]);
});

it("canaries: of whom nothing is known but that they are over hold nobody", () => {
  const driver = canaried(1, 0, 0).run();
  driver.end("a");
  const stages = driver.state.stages.map((counts) => {
    const { canariesDoneAtMs: _, ...rest } = counts;
    return { ...rest, running: 0 };
  });
  driver.state = { ...driver.state, stages };
  driver.clusters.delete("c");
  expect(driver.why("c")).toEqual([]);
});

it("canaries: without a soak the others follow at once, and one that is all of a stage is followed by none", () => {
  const driver = canaried(1, 0, 0).run();
  driver.end("a");
  expect(driver.is("running")).toEqual(["b", "c", "d"]);
  const all = canaried(4).run();
  for (const name of ["a", "b", "c", "d"]) all.end(name);
  expect(all.state.phase).toBe("done");
});

it.each(["failed", "cancelled"] as const)(
  "canaries: one that is %s holds the others, whatever the budget, until somebody sees to it",
  (result) => {
    const driver = canaried().run();
    driver.end("a", result);
    const which = result === "failed" ? "failed" : "was cancelled";
    const words = `canary a, which ${which}: fleetlift retry r a, or go on without it: fleetlift skip r a`;
    expect(driver.reasons("c")).toMatchObject([{ rule: "canaries", needsPerson: true, words }]);
    driver.end("b");
    expect(lastSaid(driver)).toBe(`2 clusters of stage s wait for ${words}`);
    expect(driver.is("running")).toEqual([]);
    driver.take({ kind: "retry", ...asked, clusters: ["a"] });
    driver.end("a");
    driver.at(HOUR_MS);
    expect(driver.is("running")).toEqual(["c", "d"]);
  },
);

it("canaries: one that a person skips does not hold the others; one that could not be reached does, until a person says so", () => {
  const driver = canaried().run();
  driver.planned({
    stages: driver.plan.stages.map((stage) => ({ ...stage, onUnreachable: "Skip" as const })),
  });
  driver.end("a", "unreachable");
  driver.end("b");
  expect(driver.reasons("c")[0]?.words).toContain(
    "canary a, which was skipped: it could not be reached",
  );
  expect(driver.take({ kind: "skip", ...asked, cluster: "a" })).toMatchObject({ ok: true });
  expect(driver.take({ kind: "skip", ...asked, cluster: "a" })).toMatchObject({ ok: false });
  driver.at(HOUR_MS);
  expect(driver.is("running")).toEqual(["c", "d"]);
});

it("canaries: many are named by the first of them", () => {
  const names = Array.from({ length: 6 }, (_, index) => `c${index}`);
  const driver = new Driver({
    name: "s",
    clusters: names,
    more: { canaries: { count: 5, soakMs: 0 } },
  }).run();
  expect(driver.reasons("c5")[0]?.words).toBe(
    "the canaries of stage s: c0, c1, c2 and 2 more (0 of 5 over)",
  );
});

it("canaries: one that waits for its window holds the others too", () => {
  const driver = canaried().planned({
    calendars: {
      C1: {
        windows: [{ days: ["Tue"], start: "09:00", end: "11:00", timeZone: "UTC" }],
        freezes: [],
      },
    },
    stages: canaried().plan.stages.map((stage) => ({
      ...stage,
      clusters: stage.clusters.map((each, at) => (at === 1 ? { ...each, calendar: "C1" } : each)),
    })),
  });
  driver.nowMs = Date.parse("2026-11-23T10:00:00Z");
  driver.run().end("a");
  expect(driver.is("running")).toEqual([]);
  driver.at("2026-11-24T09:00:00Z").end("b");
  expect(driver.is("running")).toEqual([]);
  driver.at(HOUR_MS);
  expect(driver.is("running")).toEqual(["c", "d"]);
});

const depending = (failures = 1, more = {}): Driver =>
  new Driver({
    name: "s",
    clusters: ["hub", "x", "y"],
    max: 3,
    failures,
    of: { x: { dependsOn: ["hub"] }, y: { dependsOn: ["hub", "x"] } },
    more,
  });

it("dependencies between clusters: wait for what they depend on, however many slots are free", () => {
  const driver = depending().run();
  expect(driver.is("running")).toEqual(["hub"]);
  expect(lastSaid(driver)).toBe("2 clusters of stage s wait for hub (dependsOn)");
  expect(driver.reasons("y").map(({ words }) => words)).toEqual([
    "hub, which it depends on (running)",
    "x, which it depends on (waiting)",
  ]);
  driver.end("hub");
  expect(driver.is("running")).toEqual(["x"]);
  driver.end("x");
  expect(driver.is("running")).toEqual(["y"]);
});

it.each(["failed", "cancelled"] as const)(
  "dependencies between clusters: one that is %s needs somebody, and they go on when it is done after all",
  (result) => {
    const driver = depending().run();
    driver.end("hub", result);
    const which = result === "failed" ? "failed" : "was cancelled";
    expect(lastSaid(driver)).toBe(
      `2 clusters of stage s wait for hub (dependsOn), which ${which}: fleetlift retry r hub, or go on without it: fleetlift skip r hub`,
    );
    expect(driver.reasons("x")).toMatchObject([{ needsPerson: true }]);
    expect(driver.state.phase).toBe("running");
    driver.take({ kind: "retry", ...asked });
    expect(driver.is("running")).toEqual(["hub"]);
    driver.end("hub");
    expect(driver.is("running")).toEqual(["x"]);
  },
);

it("dependencies between clusters: one that a person skipped holds nobody, and one that could not be reached does", () => {
  const driver = depending(1, { onUnreachable: "Skip" }).run();
  driver.end("hub", "unreachable");
  expect(driver.reasons("x")[0]?.words).toContain("which was skipped: it could not be reached");
  expect(driver.is("running")).toEqual([]);
  driver.take({ kind: "skip", ...asked, cluster: "hub" });
  expect(driver.is("running")).toEqual(["x"]);
});

it("dependencies between clusters: of an earlier stage that failed within its budget still has to be done", () => {
  const driver = new Driver(
    { name: "s", clusters: ["hub"], failures: 1 },
    { name: "t", clusters: ["x"], of: { x: { dependsOn: ["hub"] } } },
  ).run();
  driver.end("hub", "failed");
  expect(driver.is("running")).toEqual([]);
  driver.take({ kind: "retry", ...asked });
  driver.end("hub");
  expect(driver.is("running")).toEqual(["x"]);
});

it("dependencies between clusters: many that others wait for are looked at whenever a cluster changes", () => {
  const hubs = Array.from({ length: 15 }, (_, index) => `h${index}`);
  const spokes = hubs.map((hub) => `s-${hub}`);
  const of = Object.fromEntries(hubs.map((hub) => [`s-${hub}`, { dependsOn: [hub] }]));
  const driver = new Driver({ name: "s", clusters: [...hubs, ...spokes], max: 16, of }).run();
  expect(Object.keys(driver.state.stages[0]?.deferred ?? {})).toHaveLength(13);
  driver.end("h14");
  expect(driver.clusters.get("s-h14")?.status).toBe("running");
  for (const hub of hubs.slice(0, 14)) driver.end(hub);
  expect(driver.is("running")).toHaveLength(15);
});

const needing = (minSuccess: number): Driver =>
  new Driver(
    { name: "s", clusters: ["a", "b", "c", "d"], max: 2, failures: 4, more: { minSuccess } },
    { name: "t", clusters: ["e"] },
  );

it("the successes that a stage needs: cannot be had any more: nothing new starts, and the stage fails with its numbers", () => {
  const driver = needing(3).run();
  expect(driver.said("stage.started")).toEqual([
    "stage s starts: 4 clusters, at most 2 at once, 4 failures allowed, 3 must succeed",
  ]);
  driver.end("a", "failed");
  expect(driver.is("running")).toEqual(["b", "c"]);
  driver.take({ kind: "skip", ...asked, cluster: "d" });
  expect(driver.said("rollout.held")).toEqual([
    "nothing new starts: 2 of 4 can still succeed (1 failed, 1 skipped), 3 must in stage s; 2 running will finish",
  ]);
  driver.end("b");
  driver.end("c");
  expect(driver.said("stage.ended")).toEqual([
    "stage s fails: 2 of 4 done, 1 failed, 1 skipped, 3 must succeed",
  ]);
  expect(driver.events.at(-1)).toMatchObject({
    kind: "rollout.ended",
    needsPerson: true,
    reason:
      "rollout failed: 2 of 5 at their target, 1 failed, 1 skipped; 3 must succeed in stage s: mend what failed or was skipped, then retry it",
  });
  expect(driver.why("e")).toEqual(["rollout-ended", "min-success"]);
  driver.take({ kind: "retry", ...asked, clusters: ["d"] });
  driver.end("d");
  expect(driver.is("running")).toEqual(["e"]);
});

it("the successes that a stage needs: what is done but for skipped steps counts as done", () => {
  const driver = needing(4).run();
  for (const cluster of ["a", "b", "c", "d"])
    driver.take({ kind: "ended", cluster, attempt: 1, result: "done", skipped: 1, reason: "" });
  expect(driver.is("running")).toEqual(["e"]);
});

it("the successes that a stage needs: more than there are clusters: the stage fails before it starts anything; an empty one is passed", () => {
  const driver = needing(5).run();
  expect(driver.said("rollout.held")).toEqual([
    "nothing new starts: 4 of 4 can still succeed, 5 must in stage s",
  ]);
  expect(driver.state.phase).toBe("failed");
  const empty = new Driver(
    { name: "s", clusters: [], more: { minSuccess: 2 } },
    { name: "t", clusters: ["e"] },
  ).run();
  expect(empty.is("running")).toEqual(["e"]);
});

it("cancelling one stage: cancels what waits and what runs of it, and nothing else", () => {
  const driver = new Driver(
    { name: "s", clusters: ["a", "b", "c"], failures: 3 },
    { name: "t", clusters: ["d"] },
  ).run();
  driver.take({ kind: "pause", ...asked, cluster: "b" });
  const answer = driver.take({ kind: "cancel", ...asked, stage: "s" });
  expect(answer).toEqual({
    ok: true,
    said: "stage s is being cancelled: 2 clusters will not be upgraded, 1 running will end when what it marked is put back",
  });
  expect(driver.is("cancelled")).toEqual(["b", "c"]);
  expect(driver.commands).toMatchObject([{ cluster: "a", order: { kind: "cancel" } }]);
  driver.end("a", "cancelled");
  expect(driver.is("running")).toEqual(["d"]);
  expect(driver.take({ kind: "cancel", ...asked, stage: "s" })).toMatchObject({
    ok: false,
    why: "stage s is over: there is nothing to cancel",
  });
  expect(driver.take({ kind: "cancel", ...asked, stage: "t" })).toMatchObject({
    said: "stage t is being cancelled: 1 running will end when what it marked is put back",
  });
});
