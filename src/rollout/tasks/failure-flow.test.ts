import { expect, it } from "vitest";
import { FAILURE_FLOW } from "../../model/plan.ts";
import { asked } from "../rollout-driver.fixture.ts";
import { flow, TaskDriver } from "./task-driver.fixture.ts";

function failed(): TaskDriver {
  const driver = new TaskDriver({}, { [FAILURE_FLOW]: flow("call-for-help") });
  driver.run();
  driver.end("a", "failed");
  driver.end("b");
  return driver;
}

it("starts once when the rollout fails, and its end changes nothing of the result", () => {
  const driver = failed();
  expect(driver.state.phase).toBe("failed");
  expect(driver.commands).toEqual([{ kind: "startFlow", flow: FAILURE_FLOW, round: 1 }]);
  expect(driver.said("task.started")).toEqual([
    "failure workflow call-for-help starts, because the rollout failed",
  ]);
  driver.tick();
  expect(driver.commands).toEqual([]);
  driver.flowEnds(FAILURE_FLOW);
  driver.flowEnds(FAILURE_FLOW, "failed");
  expect(driver.said("task.ended")).toEqual(["failure workflow is done: words"]);
  expect(driver.state.failureFlow).toEqual({ status: "done", round: 1 });
  expect(driver.state.phase).toBe("failed");
});

it("one that fails itself needs a person, and each failure of the rollout starts another", () => {
  const driver = failed();
  driver.take({ kind: "retry", ...asked });
  driver.flowEnds(FAILURE_FLOW, "failed");
  expect(driver.events.at(-1)).toMatchObject({
    needsPerson: true,
    reason: "failure workflow failed: words",
  });
  expect(driver.state.phase).toBe("running");
  driver.end("a", "failed");
  driver.end("c");
  expect(driver.commands).toEqual([{ kind: "startFlow", flow: FAILURE_FLOW, round: 2 }]);
  driver.flowEnds(FAILURE_FLOW, "done", { round: 1 });
  expect(driver.state.failureFlow).toEqual({ status: "running", round: 2 });
});

it("a rollout without one fails as it did, and an end that nobody began is passed over", () => {
  const driver = new TaskDriver({});
  driver.run();
  driver.end("a", "failed");
  driver.end("b");
  expect(driver.commands).toEqual([]);
  const { state } = driver;
  driver.flowEnds(FAILURE_FLOW);
  expect(driver.state).toEqual(state);
});
