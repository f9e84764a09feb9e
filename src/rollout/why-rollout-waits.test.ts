import { expect, it } from "vitest";
import { asked, Driver } from "./rollout-driver.fixture.ts";
import { HOUR_MS, TaskDriver } from "./tasks/task-driver.fixture.ts";
import { whyRolloutWaits } from "./why-waits.ts";

const rules = ({ plan, state }: Driver): readonly string[] =>
  whyRolloutWaits(plan, state).map(({ rule }) => rule);

it("a rollout waits for its start, for the end of a stop and of a pause, and for none of them once it is over", () => {
  const driver = new Driver({ name: "s", clusters: ["a", "b"] });
  expect(rules(driver)).toEqual(["initialize"]);
  driver.run();
  expect(rules(driver)).toEqual([]);
  driver.take({ kind: "stop", ...asked });
  driver.take({ kind: "pause", ...asked });
  driver.take({ kind: "pause", ...asked, stage: "s" });
  expect(rules(driver)).toEqual(["stopped", "paused", "stage-paused"]);
  driver.take({ kind: "cancel", ...asked });
  expect(rules(driver)).toEqual([]);
});

it("what its stage allows no more is said while something runs, and not again when it has failed", () => {
  const driver = new Driver({ name: "s", clusters: ["a", "b"], max: 2 }).run();
  driver.end("a", "failed");
  expect(rules(driver)).toEqual(["failure-budget"]);
  driver.end("b");
  expect(driver.state.phase).toBe("failed");
  expect(rules(driver)).toEqual([]);
});

it("a task that is open is waited for when every cluster is done, and one that comes later is not", () => {
  const driver = new TaskDriver({
    first: {
      before: [{ kind: "approval", roles: ["sre"], quorum: 1 }],
      after: [{ kind: "timed-wait", waitMs: HOUR_MS }],
    },
  });
  driver.run();
  expect(whyRolloutWaits(driver.plan, driver.state)).toMatchObject([
    { rule: "approval", needsPerson: true, who: "sre, not by ana who asked for it" },
  ]);
  driver.approve("ben");
  expect(rules(driver)).toEqual([]);
  for (const name of ["a", "b", "c"]) driver.end(name);
  expect(whyRolloutWaits(driver.plan, driver.state)).toMatchObject([
    { rule: "timed-wait", needsPerson: false, untilMs: driver.nowMs + HOUR_MS },
  ]);
});

it("a task that failed is waited for until somebody tries it again, and nothing is behind the last stage", () => {
  const driver = new TaskDriver({
    first: { before: [{ kind: "approval", roles: ["sre"], quorum: 1 }] },
  });
  driver.run();
  driver.take({
    kind: "reject",
    actor: "ben",
    roles: ["sre"],
    comment: "",
    plan: driver.state.plan,
  });
  expect(driver.state.phase).toBe("failed");
  driver.state = { ...driver.state, phase: "running" };
  expect(rules(driver)).toEqual(["approval"]);
  driver.state = { ...driver.state, stage: 9 };
  expect(rules(driver)).toEqual([]);
});
