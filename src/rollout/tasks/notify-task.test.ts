import { expect, it } from "vitest";
import { TaskDriver } from "./task-driver.fixture.ts";

const notify = { kind: "notify", audience: "support", text: "shops move tonight" } as const;

function telling(): TaskDriver {
  const driver = new TaskDriver({ first: { before: [notify] } });
  driver.run();
  return driver;
}

const told = { kind: "told", stage: "first", task: "before-0", round: 1 } as const;

it("asks the host to tell people, under a key that stays the same, and goes on when it has", () => {
  const driver = telling();
  expect(driver.commands).toEqual([
    {
      kind: "notify",
      key: "r/7b21e0c4/first/before-0/1",
      audience: "support",
      text: "shops move tonight",
      stage: "first",
      task: "before-0",
      round: 1,
    },
  ]);
  driver.tick();
  expect(driver.commands).toEqual([]);
  expect(driver.is("running")).toEqual([]);
  driver.take({ ...told, said: "told support (#help)" });
  expect(driver.said("task.ended")).toEqual(["told support (#help): shops move tonight"]);
  expect(driver.is("running")).toEqual(["a", "b"]);
  const { state } = driver;
  driver.take({ ...told, said: "told support (#help)" });
  expect(driver.state).toEqual(state);
});

it("a dead channel never stops a rollout, and is said", () => {
  const driver = telling();
  driver.take({ ...told, said: "", failed: "connection refused" });
  expect(driver.said("channel.failing")).toEqual(["support could not be told: connection refused"]);
  expect(driver.said("task.ended")).toEqual([
    "goes on without having told support: shops move tonight",
  ]);
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it.each([
  ["another round", { round: 2 }],
  ["a stage that there is not", { stage: "third" }],
  ["a task that there is not", { task: "after-0" }],
])("what came of a message of %s changes nothing", (_, other) => {
  const driver = telling();
  const { state } = driver;
  driver.take({ ...told, said: "told", ...other });
  expect(driver.state).toEqual(state);
});
