import { expect, it } from "vitest";
import { asked, Driver, two } from "./rollout-driver.fixture.ts";

const ALL = ["a", "b", "c", "d", "e"];
const fleet = (driver: Driver, clusters: readonly string[], selected?: readonly string[]) =>
  driver.take({ kind: "fleet", actor: "ana", clusters, selected });
const without = (...names: readonly string[]): readonly string[] =>
  ALL.filter((name) => !names.includes(name));

it("clusters that left are told once, and skipped when their turn comes; what runs finishes", () => {
  const driver = two().run();
  expect(fleet(driver, without("a", "b", "d"))).toMatchObject({ ok: true });
  expect(driver.said("rollout.left")).toEqual([
    "3 clusters of the plan left fleet f: b, d will be skipped when the turn comes, unless back by then; a will finish",
  ]);
  expect(driver.why("b")).toEqual(["concurrency", "membership"]);
  driver.end("a");
  expect(driver.is("skipped")).toEqual(["b"]);
  expect(driver.is("running")).toEqual(["c"]);
  expect(driver.said("cluster.skipped")).toEqual([
    "skipped: it is gone from fleet f; when it is back: fleetlift retry r b",
  ]);
  driver.end("c");
  expect(driver.is("running")).toEqual(["e"]);
  driver.end("e");
  expect(driver.said("rollout.ended")).toEqual(["rollout done: 3 of 5 at their target, 2 skipped"]);
  fleet(driver, ALL);
  driver.take({ kind: "retry", ...asked, clusters: ["b"] });
  expect(driver.is("running")).toEqual(["b"]);
});

it("one that is back before its turn is upgraded as planned", () => {
  const driver = two().run();
  fleet(driver, without("b", "c"));
  fleet(driver, without("c"));
  expect(driver.said("rollout.joined")).toEqual([
    "back in fleet f before the turn came: b; the plan holds as it was",
  ]);
  expect(driver.said("rollout.left")).toHaveLength(1);
  driver.end("a");
  expect(driver.is("running")).toEqual(["b"]);
  fleet(driver, ["a", "c", "d", "e"]);
  expect(driver.said("rollout.left").at(-1)).toBe(
    "1 cluster of the plan left fleet f: b will finish",
  );
});

it("clusters that joined are named once, and are for the next plan", () => {
  const driver = two().run();
  fleet(driver, [...ALL, "new", "other"], [...ALL, "new"]);
  fleet(driver, [...ALL, "new", "other"], [...ALL, "new"]);
  expect(driver.said("rollout.joined")).toEqual([
    "1 cluster joined fleet f that the plan does not have: new; this plan stays as it was approved, and the next plan takes them",
  ]);
  // What the plan leaves out on purpose did not join; without a word on stages all count.
  fleet(driver, [...ALL, "old", "new", "other"]);
  expect(driver.events.at(-1)?.clusters).toEqual(["new", "other"]);
  expect(driver.is("running")).toEqual(["a"]);
});

it("one whose turn has come and gone is skipped at once, however it waited", () => {
  const names = ["a", "b", "c", "d"];
  const driver = new Driver({
    name: "s",
    clusters: names,
    max: 3,
    of: { d: { dependsOn: ["a"] } },
  }).run();
  driver.end("b", "unreachable");
  driver.take({ kind: "pause", ...asked, cluster: "d" });
  driver.take({ kind: "retry", ...asked, clusters: ["b"] });
  driver.end("b", "unreachable");
  fleet(driver, ["a", "c"]);
  expect(driver.is("skipped")).toEqual(["b", "d"]);
  driver.end("a");
  driver.end("c");
  expect(driver.said("stage.ended")).toEqual(["stage s ends: 2 of 4 done, 2 skipped"]);
});

it("a stage that needs more successes fails when too many left, and those that waited for one go on", () => {
  const driver = new Driver({
    name: "s",
    clusters: ["a", "b", "c"],
    max: 3,
    more: { minSuccess: 2 },
    of: { a: { dependsOn: ["b"] } },
  });
  fleet(driver, ["a", "c"]);
  driver.run();
  expect(driver.is("skipped")).toEqual(["b"]);
  expect(driver.is("running")).toEqual(["a", "c"]);
  const gone = new Driver({
    name: "s",
    clusters: ["a", "b"],
    more: { minSuccess: 2 },
  });
  fleet(gone, ["b"]);
  gone.run();
  expect(gone.is("running")).toEqual([]);
  expect(gone.state.phase).toBe("failed");
});

it("of many it names the first, and says how many more", () => {
  const names = Array.from({ length: 25 }, (_, index) => `c${index}`);
  const driver = new Driver({ name: "s", clusters: names }).run();
  fleet(driver, ["c0"]);
  expect(driver.said("rollout.left")[0]).toContain("c20 and 4 more will be skipped");
  expect(driver.events.at(-1)?.clusters).toBeUndefined();
});

it("a cluster that left and is cancelled or skipped by a person is counted as that", () => {
  const driver = two().run();
  fleet(driver, without("b"));
  driver.take({ kind: "skip", ...asked, cluster: "b" });
  fleet(driver, ALL);
  driver.end("a");
  expect(driver.is("running")).toEqual(["c"]);
});
