import { expect, it } from "vitest";
import { readAll, advanceRollout } from "./advance.ts";
import { takePlan } from "./plan-orders.ts";
import { asked, Driver } from "./rollout-driver.fixture.ts";

const three = (): Driver =>
  new Driver(
    { name: "s", clusters: ["a", "b", "c"], max: 2 },
    { name: "t", clusters: ["d"] },
  ).run();

it("an upgrade that has failed holds the others before it is over, and is counted once", () => {
  const driver = three();
  const failing = { kind: "failing", cluster: "a", attempt: 1 } as const;
  driver.take(failing);
  driver.take(failing);
  expect(driver.said("rollout.held")).toEqual([
    "nothing new starts: 1 failure, 0 allowed in stage s; 2 running will finish",
  ]);
  expect(driver.is("running")).toEqual(["a", "b"]);
  driver.end("b");
  expect(driver.is("running")).toEqual(["a"]);
  expect(driver.state.phase).toBe("running");
  driver.end("a", "failed");
  expect(driver.state.stages[0]).toMatchObject({ failing: 0, failed: 1, running: 0 });
  expect(driver.state.phase).toBe("failed");
  expect(driver.clusters.get("a")).not.toHaveProperty("failing");
});

it("it counts against the successes that a stage needs, too", () => {
  const driver = new Driver({
    name: "s",
    clusters: ["a", "b", "c"],
    failures: 3,
    more: { minSuccess: 3 },
  }).run();
  driver.take({ kind: "failing", cluster: "a", attempt: 1 });
  expect(driver.said("rollout.held")).toEqual([
    "nothing new starts: 2 of 3 can still succeed (1 failed), 3 must in stage s; 1 running will finish",
  ]);
});

it.each([
  ["of no cluster of the plan", "z", 1],
  ["of a cluster that does not run", "c", 1],
  ["of an older attempt", "a", 7],
])("word of a failure %s changes nothing", (_, cluster, attempt) => {
  const driver = three();
  const before = driver.state;
  driver.take({ kind: "failing", cluster, attempt });
  expect(driver.state).toEqual(before);
});

it("what a request brought about names it, and the plan, in the record", () => {
  const driver = three();
  const { turn } = takePlan(driver.plan, "other", undefined, "ana", 1, "req-1");
  expect(turn.events[0]).toMatchObject({ plan: "other", request: "req-1" });
  const stop = { kind: "stop", ...asked } as const;
  const stopped = readAll(
    advanceRollout(driver.plan, driver.state, stop, 2, "req-2"),
    driver.clusters,
  );
  expect(stopped.turn.events[0]).toMatchObject({ plan: "hash", request: "req-2", actor: "ana" });
});
