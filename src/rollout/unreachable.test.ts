import { expect, it } from "vitest";
import type { PlannedStage } from "../model/plan.ts";
import { asked, Driver } from "./rollout-driver.fixture.ts";

const MINUTE_MS = 60_000;
const stage = (
  onUnreachable: PlannedStage["onUnreachable"],
  more: Partial<PlannedStage> = {},
  max = 1,
): Driver =>
  new Driver({
    name: "s",
    clusters: ["a", "b", "c"],
    max,
    more: { ...(onUnreachable && { onUnreachable }), ...more },
  }).run();

it("a cluster that cannot be reached: has failed where the stage says Fail, and counts against the budget", () => {
  const driver = stage("Fail");
  driver.end("a", "unreachable");
  expect(driver.said("cluster.ended")).toEqual(["failed: words; nothing was done to it"]);
  expect(driver.state.phase).toBe("failed");
  driver.take({ kind: "retry", ...asked });
  expect(driver.is("running")).toEqual(["a"]);
});

it("a cluster that cannot be reached: is skipped where it says Skip: no failure, and no success", () => {
  const driver = stage("Skip", { minSuccess: 2 });
  driver.end("a", "unreachable");
  expect(driver.said("cluster.skipped")).toEqual([
    "skipped: words; nothing was done to it; when it can be reached: fleetlift retry r a",
  ]);
  expect(driver.is("running")).toEqual(["b"]);
  driver.end("b", "unreachable");
  expect(driver.state.phase).toBe("failed");
  expect(driver.take({ kind: "retry", ...asked })).toMatchObject({ ok: false });
  driver.take({ kind: "retry", ...asked, clusters: ["a"] });
  expect(driver.is("running")).toEqual(["a"]);
  driver.end("a");
  driver.end("c");
  expect(driver.state.phase).toBe("done");
});

it.each(["Defer", undefined] as const)(
  "a cluster that cannot be reached: comes last where it says %s, frees its slot, and is asked again",
  (policy) => {
    const driver = stage(policy);
    driver.end("a", "unreachable");
    expect(driver.events.findLast(({ rule }) => rule === "unreachable")).toMatchObject({
      kind: "cluster.waits",
      cluster: "a",
      untilMs: 1_000 + 5 * MINUTE_MS,
      reason: "waits: words; nothing was done to it; its turn comes last, and not within 5m",
    });
    expect(driver.is("running")).toEqual(["b"]);
    driver.at(10 * MINUTE_MS);
    driver.end("b");
    // Its time has come, and still others go before it.
    expect(driver.is("running")).toEqual(["c"]);
    expect(driver.reasons("a")).toMatchObject([
      { rule: "concurrency" },
      { rule: "unreachable", needsPerson: false },
    ]);
    driver.end("c");
    expect(driver.is("running")).toEqual(["a"]);
    expect(driver.clusters.get("a")).toMatchObject({ attempt: 2 });
    driver.end("a");
    expect(driver.state.phase).toBe("done");
  },
);

it("a cluster that cannot be reached: keeps the stage open when all else is over, and calls somebody once", () => {
  const driver = stage("Defer", {}, 3);
  driver.end("a", "unreachable");
  driver.at(MINUTE_MS);
  driver.end("b", "unreachable");
  driver.end("c");
  const words =
    "nothing is left to do in stage s but 2 clusters that cannot be reached: a, b; asked again every 5m; mend the access, or go on without: fleetlift skip r a";
  const told = () => driver.events.filter(({ reason }) => reason.startsWith("nothing is left"));
  expect(told()).toMatchObject([{ needsPerson: true, clusters: ["a", "b"], reason: words }]);
  expect(driver.state.phase).toBe("running");
  expect(driver.reasons("a")).toMatchObject([{ rule: "unreachable", needsPerson: true }]);
  driver.at(4 * MINUTE_MS);
  expect(driver.is("running")).toEqual(["a", "b"]);
  driver.at(2 * MINUTE_MS);
  driver.end("b", "unreachable");
  driver.end("a", "unreachable");
  // Asked again and not reached again: no news.
  expect(told()).toHaveLength(1);
  driver.take({ kind: "skip", ...asked, cluster: "a" });
  expect(told().at(-1)?.clusters).toEqual(["b"]);
  driver.take({ kind: "cancel", ...asked, cluster: "b" });
  expect(driver.state.phase).toBe("failed");
});

it("a cluster that cannot be reached: names no more than a few of many", () => {
  const names = Array.from({ length: 12 }, (_, index) => `c${String(index).padStart(2, "0")}`);
  const driver = new Driver({ name: "s", clusters: names, max: 12 }).run();
  for (const name of names) driver.end(name, "unreachable");
  const event = driver.events.at(-1);
  expect(event?.reason).toContain("12 clusters that cannot be reached: c00, c01");
  expect(event?.reason).toContain("c09 and 2 more; asked");
  expect(event?.clusters).toBeUndefined();
});

it("a cluster that cannot be reached: has its turn at once when a person asks for it", () => {
  const driver = stage("Defer", {}, 2);
  driver.end("a", "unreachable");
  driver.end("b", "unreachable");
  driver.end("c");
  expect(driver.is("running")).toEqual([]);
  driver.take({ kind: "retry", ...asked, clusters: ["b"] });
  expect(driver.is("running")).toEqual(["b"]);
  driver.end("b");
  driver.at(5 * MINUTE_MS);
  driver.end("a");
  expect(driver.state.phase).toBe("done");
});

it("a cluster that cannot be reached: leaves others that wait as they are counted when a person lets it have its turn", () => {
  const driver = new Driver({
    name: "s",
    clusters: ["a", "b", "c"],
    max: 3,
    of: { c: { dependsOn: ["b"] } },
  }).run();
  driver.end("a", "unreachable");
  driver.take({ kind: "skip", ...asked, cluster: "a" });
  expect(Object.keys(driver.state.stages[0]?.deferred ?? {})).toEqual(["depends:b"]);
  driver.end("b");
  expect(driver.is("running")).toEqual(["c"]);
});

it("a cluster that cannot be reached: may be paused and resumed meanwhile, and is counted once", () => {
  const driver = stage("Defer", {}, 3);
  driver.end("a", "unreachable");
  driver.end("b", "unreachable");
  driver.take({ kind: "pause", ...asked, cluster: "a" });
  driver.end("c");
  driver.at(5 * MINUTE_MS);
  expect(driver.is("running")).toEqual(["b"]);
  driver.end("b");
  expect(driver.state.phase).toBe("running");
  driver.take({ kind: "resume", ...asked, cluster: "a" });
  expect(driver.is("running")).toEqual(["a"]);
  driver.end("a");
  expect(driver.state.phase).toBe("done");
});

it("a cluster that cannot be reached: is told when its next turn is over due, and none of it of a cluster that the plan does not have", () => {
  const driver = stage("Defer");
  driver.end("a", "unreachable");
  driver.nowMs += 10 * MINUTE_MS;
  expect(driver.reasons("a").at(-1)).not.toHaveProperty("untilMs");
  expect(
    driver.take({ kind: "ended", cluster: "z", attempt: 1, result: "unreachable", reason: "" }),
  ).toMatchObject({ said: "not of this plan" });
});
