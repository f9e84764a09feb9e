import { expect, it } from "vitest";
import type { Followed } from "../model/rollout-state.ts";
import { waitsForOf } from "./rollout-dependencies.ts";
import { asked, Driver } from "./rollout-driver.fixture.ts";

const after = (...dependsOn: readonly string[]): Driver =>
  new Driver({ name: "s", clusters: ["a"] }).planned({ dependsOn });
const followed = (
  driver: Driver,
  rollout: string,
  phase: Followed["phase"],
  waitsFor: readonly string[] = [],
) => driver.take({ kind: "followed", rollout, phase, waitsFor });

it("asks the rollouts before it once, and starts when they are done", () => {
  const driver = after("x", "y").run();
  expect(driver.commands).toEqual([
    { kind: "follow", rollout: "x" },
    { kind: "follow", rollout: "y" },
  ]);
  expect(driver.said("cluster.waits")).toEqual([]);
  driver.at(1);
  expect(driver.commands).toEqual([]);
  followed(driver, "x", "running");
  expect(driver.said("cluster.waits")).toEqual([
    "nothing starts: it waits for rollout x, which runs",
  ]);
  followed(driver, "y", "done");
  expect(driver.said("cluster.waits")).toHaveLength(1);
  expect(driver.why("a")).toEqual(["rollout-dependency"]);
  expect(waitsForOf(driver)).toEqual(["x"]);
  expect(driver.said("stage.started")).toEqual([]);
  followed(driver, "x", "done");
  expect(driver.is("running")).toEqual(["a"]);
  expect(waitsForOf(driver)).toEqual([]);
  expect(followed(driver, "z", "done")).toMatchObject({ said: "not waited for" });
});

it.each<[Followed["phase"], string, boolean]>([
  ["unknown", ", which there is not yet: fleetlift apply -f FILE makes it", true],
  ["planned", ", which is planned and not started: fleetlift start x", true],
  ["running", ", which runs", false],
  ["stopped", ", which is stopped: fleetlift start x", true],
  ["failed", ", which failed: mend what failed, then fleetlift retry x, or skip it", true],
  ["cancelling", ", which was cancelled: apply it again, or leave it out of dependsOn", true],
  ["cancelled", ", which was cancelled: apply it again, or leave it out of dependsOn", true],
])("says of one that is %s who can change that", (phase, words, needsPerson) => {
  const driver = after("x").run();
  followed(driver, "x", phase);
  expect(driver.reasons("a")).toEqual([
    { rule: "rollout-dependency", words: `rollout x${words}`, needsPerson },
  ]);
  expect(driver.events.at(-1)).toMatchObject({ rule: "rollout-dependency", needsPerson });
});

it("sees a circle of rollouts in what they wait for, and says so", () => {
  const driver = after("x").run();
  expect(driver.reasons("a")[0]?.words).toBe("rollout x");
  followed(driver, "x", "running", ["y", "r"]);
  expect(driver.reasons("a")).toEqual([
    {
      rule: "rollout-dependency",
      words:
        "rollout x, which waits for this one itself: a circle. Leave one of them out of dependsOn, then apply it again",
      needsPerson: true,
    },
  ]);
  expect(waitsForOf(driver)).toEqual(["x", "y", "r"]);
});

it("starts nothing new when one before it is not done any more, and lets what runs finish", () => {
  const driver = new Driver({ name: "s", clusters: ["a", "b"] })
    .planned({ dependsOn: ["x"] })
    .run();
  followed(driver, "x", "done");
  followed(driver, "x", "failed");
  driver.end("a");
  expect(driver.is("running")).toEqual([]);
  driver.take({ kind: "stop", ...asked });
  expect(driver.why("b")).toEqual(["stopped", "rollout-dependency"]);
});

it("who waits for nobody keeps nobody", () => {
  const driver = new Driver({ name: "s", clusters: ["a"] }).run();
  expect(waitsForOf(driver)).toEqual([]);
  expect(followed(driver, "x", "done")).toMatchObject({ said: "not waited for" });
  expect(waitsForOf(after("x"))).toEqual(["x"]);
});
