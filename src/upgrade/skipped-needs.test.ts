import { expect, it } from "vitest";
import { asked, done, Driver, step } from "./upgrade-driver.fixture.ts";

const inARow = [step("a"), step("b", ["a"]), step("c", ["b"]), step("d", ["c"])];

it("what comes after a step that is skipped before its turn still waits for what that step waited for", () => {
  const driver = new Driver(inARow).leased();
  driver.take({ kind: "skip", step: "b", ...asked });
  driver.take({ kind: "skip", step: "c", ...asked });
  expect(driver.status("d")).toBe("pending");
  driver.look("a", done);
  expect(driver.status("d")).toBe("running");
});

it("the same where it is left out from the start", () => {
  const skips = ["b", "c"].map((id) => ({ step: id, ...asked }));
  const driver = new Driver(inARow, { skips }).leased();
  expect(driver.status("d")).toBe("pending");
  driver.look("a", done);
  expect(driver.status("d")).toBe("running");
});

it("a step that needs nothing holds nothing back when it is skipped", () => {
  const driver = new Driver([step("a"), step("b", ["a"])], { skips: [{ step: "a", ...asked }] });
  driver.leased();
  expect(driver.status("b")).toBe("running");
});
