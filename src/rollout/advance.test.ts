import fc from "fast-check";
import { expect, it } from "vitest";
import { brokenAt, emptyHead } from "../model/event.ts";
import { asked, Driver, two } from "./rollout-driver.fixture.ts";

it("starts nothing before it is run, and then as many as fit in the open stage", () => {
  const driver = two();
  driver.take({ kind: "tick" });
  expect(driver.is("running")).toEqual([]);
  expect(driver.why("a")).toEqual(["initialize"]);
  driver.run();
  expect(driver.commands).toMatchObject([
    { kind: "startUpgrade", cluster: { name: "a" }, attempt: 1, skips: [] },
  ]);
  expect(driver.why("b")).toEqual(["concurrency"]);
  expect(driver.why("d")).toEqual(["stage-order"]);
  expect(driver.why("a")).toEqual([]);
  expect(driver.why("nobody")).toEqual([]);
  expect(driver.said("cluster.waits")).toEqual([
    "2 clusters of stage canary wait for a slot: 1 of 1 running in stage canary",
    "stage all waits for stage canary",
  ]);
});

it("goes from stage to stage and is done when all are", () => {
  const driver = two().run();
  for (const name of ["a", "b", "c"]) driver.end(name);
  expect(driver.is("running")).toEqual(["d", "e"]);
  driver.end("d");
  driver.end("e");
  expect(driver.state.phase).toBe("done");
  expect(driver.said("rollout.ended")).toEqual(["rollout done: 5 of 5 at their target"]);
  expect(brokenAt(emptyHead("rollout/r"), driver.events)).toBeUndefined();
});

it("passes an empty stage and says so", () => {
  const driver = new Driver({ name: "none", clusters: [] }, { name: "all", clusters: ["a"] }).run();
  expect(driver.said("stage.started")[0]).toBe("stage none has no clusters and is passed");
  expect(driver.is("running")).toEqual(["a"]);
});

it("starts nothing more once more have failed than allowed, and fails when what runs has ended", () => {
  const driver = new Driver(
    { name: "s", clusters: ["a", "b", "c"], max: 2 },
    { name: "t", clusters: ["d"] },
  ).run();
  driver.end("a", "failed");
  expect(driver.said("rollout.held")).toEqual([
    "nothing new starts: 1 failure, 0 allowed in stage s; 1 running will finish",
  ]);
  driver.take({ kind: "tick" });
  expect(driver.said("rollout.held")).toHaveLength(1);
  expect(driver.why("c")).toEqual(["failure-budget"]);
  expect(driver.why("d")).toEqual(["failure-budget", "stage-order"]);
  driver.end("b");
  expect(driver.state.phase).toBe("failed");
  expect(driver.said("stage.ended")).toEqual([
    "stage s fails: 1 of 3 done, 1 failed, 1 never started",
  ]);
  expect(driver.why("c")).toContain("rollout-ended");
  expect(driver.take({ kind: "run", ...asked })).toMatchObject({ ok: false });
});

it("goes on within the failure budget, and tells the exceptions", () => {
  const driver = new Driver({ name: "s", clusters: ["a", "b"], failures: 1 }).run();
  driver.end("a", "failed");
  driver.end("b");
  expect(driver.state.phase).toBe("done");
  expect(driver.said("rollout.ended")).toEqual(["rollout done: 1 of 2 at their target, 1 failed"]);
  const many = new Driver({ name: "s", clusters: ["a", "b", "c", "d"], max: 3, failures: 1 }).run();
  many.end("a", "failed");
  many.end("b", "failed");
  expect(many.said("rollout.held")[0]).toContain("2 failures, 1 allowed");
});

it("takes the end of an upgrade once, and only of the attempt that runs", () => {
  const driver = two().run();
  driver.end("a");
  const { state } = driver;
  driver.take({ kind: "ended", cluster: "a", attempt: 1, result: "failed", reason: "late" });
  driver.take({ kind: "ended", cluster: "b", attempt: 7, result: "failed", reason: "of another" });
  driver.take({ kind: "ended", cluster: "nobody", attempt: 1, result: "done", reason: "" });
  expect(driver.state).toEqual(state);
});

it("looks at a large stage in parts, so that no turn reads thousands", () => {
  const names = Array.from({ length: 1_200 }, (_, index) => `c${index}`);
  const driver = new Driver({ name: "s", clusters: names, max: 1_000 }).run();
  expect(driver.commands.at(-1)).toEqual({ kind: "lookAgain" });
  expect(driver.is("running")).toHaveLength(500);
  driver.take({ kind: "tick" });
  driver.take({ kind: "tick" });
  expect(driver.is("running")).toHaveLength(1_000);
  expect(driver.events.findLast(({ kind }) => kind === "cluster.waits")?.clusters).toBeUndefined();
});

it("keeps I5 whatever happens: never more running than allowed, none started over the failure budget", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const event = fc.record({
    cluster: fc.constantFrom(...names),
    act: fc.constantFrom(
      "done",
      "failed",
      "cancelled",
      "pause",
      "resume",
      "cancel",
      "retry",
      "skip",
      "stop",
      "run",
    ),
  });
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(2),
      (acts, max, failures) => {
        const driver = new Driver(
          { name: "s", clusters: names.slice(0, 4), max, failures },
          { name: "t", clusters: names.slice(4), max },
        ).run();
        for (const { act, cluster } of acts) {
          const failedBefore = driver.state.stages.map((counts) => counts.failed);
          const started = take(driver, act, cluster);
          for (const [index, counts] of driver.state.stages.entries()) {
            const planned = driver.plan.stages[index];
            expect(counts.running).toBeLessThanOrEqual(planned?.maxConcurrency ?? 0);
            const inStage = planned?.clusters.map(({ name }) => name) ?? [];
            const stages = inStage.map((name) => driver.clusters.get(name)?.status);
            for (const status of ["running", "done", "failed", "cancelled", "skipped"] as const) {
              expect(stages.filter((one) => one === status)).toHaveLength(counts[status]);
            }
            const startsHere = started.filter((name) => inStage.includes(name));
            if (startsHere.length > 0 && act !== "retry" && act !== "skip") {
              expect(failedBefore[index]).toBeLessThanOrEqual(planned?.maxAllowedFailures ?? 0);
            }
          }
        }
        expect(brokenAt(emptyHead("rollout/r"), driver.events)).toBeUndefined();
      },
    ),
  );
});

function take(driver: Driver, act: string, cluster: string): readonly string[] {
  if (act === "done" || act === "failed" || act === "cancelled") driver.end(cluster, act);
  else if (act === "stop" || act === "run") driver.take({ kind: act, ...asked });
  else if (act === "retry") driver.take({ kind: act, ...asked, clusters: [cluster] });
  else if (act === "skip") driver.take({ kind: act, ...asked, cluster });
  else if (act === "pause" || act === "resume" || act === "cancel")
    driver.take({ kind: act, ...asked, cluster });
  return driver.commands.flatMap((command) =>
    command.kind === "startUpgrade" ? [command.cluster.name] : [],
  );
}

it.each(["planned", "running", "stopped", "cancelling", "done", "failed", "cancelled"] as const)(
  "in phase %s, a start and a waiting cluster are answered with words",
  (phase) => {
    const driver = two();
    driver.state = { ...driver.state, phase };
    const rules = driver.why("a");
    expect(rules).toHaveLength(phase === "running" ? 0 : 1);
    const { ok } = driver.take({ kind: "run", ...asked });
    expect(ok).toBe(phase === "planned" || phase === "running" || phase === "stopped");
  },
);

it("does not name a stage whose clusters are all over as what is waited for", () => {
  const driver = new Driver({ name: "s", clusters: ["a"] }, { name: "t", clusters: ["b"] }).run();
  driver.take({ kind: "stop", ...asked });
  driver.end("a");
  expect(driver.why("b")).toEqual(["stopped"]);
});

it("does not say that all are at their target when steps of some were skipped", () => {
  const driver = new Driver(
    { name: "s", clusters: ["a", "b", "c"], max: 3 },
    { name: "t", clusters: ["d"] },
  ).run();
  for (const [cluster, skipped] of [
    ["a", 2],
    ["b", 0],
    ["c", 1],
    ["d", 0],
  ] as const) {
    driver.take({ kind: "ended", cluster, attempt: 1, result: "done", skipped, reason: "" });
  }
  expect(driver.state.phase).toBe("done");
  expect(driver.events.at(-1)?.reason).toBe(
    "rollout done: 4 of 4 done, 2 of them without steps that were skipped",
  );
});
