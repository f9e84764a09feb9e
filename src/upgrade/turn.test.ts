import { expect, it } from "vitest";
import { changeStep } from "./turn.ts";
import { Driver, step } from "./upgrade-driver.fixture.ts";

it("a step that the state does not know is not made by a change", () => {
  const { plan, nowMs, upgrade } = new Driver([step("a")]);
  const turn = { plan, nowMs, upgrade, events: [], commands: [] };
  expect(changeStep(turn, "nowhere", { status: "done" }).upgrade).toEqual(upgrade);
  expect(changeStep(turn, "a", { status: "done" }).upgrade.steps["a"]?.status).toBe("done");
});
