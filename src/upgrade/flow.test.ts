import { expect, it } from "vitest";
import { flowName } from "../model/upgrade.ts";
import { asked, done, Driver, step, terminal } from "./upgrade-driver.fixture.ts";

const FLOW = "canary.after-0";
const place = { label: "gate slo", stage: "canary", task: "after-0" };

const flowDriver = (cluster?: string): Driver =>
  new Driver(
    [step("a"), step("b", ["a"])],
    { flow: FLOW, cluster: flowName(FLOW, cluster), member: cluster ?? "", identity: "" },
    { flow: place },
  );

it("a flow asks for no lease: its first step starts at the first tick, and it only reports its end", () => {
  const driver = flowDriver();
  expect(driver.upgrade).toMatchObject({ phase: "running", flow: FLOW });
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ kind: "look", step: "a" }]);
  driver.look("a", done);
  driver.look("b", done);
  expect(driver.upgrade.phase).toBe("done");
  expect(driver.commands).toEqual([
    { kind: "report", result: "done", skipped: 0, reason: "every step done" },
  ]);
});

it("a flow of the rollout names no cluster in what it tells, and says which one it is", () => {
  const driver = flowDriver();
  driver.take({ kind: "tick" });
  expect(driver.events[0]).toMatchObject({
    stage: "canary",
    task: "after-0",
    attempt: 1,
    reason: "gate slo: starts: 2 steps",
  });
  expect(driver.events.filter((event) => "cluster" in event)).toEqual([]);
});

it("a flow on a cluster tells of that cluster", () => {
  const driver = flowDriver("shop-1");
  driver.take({ kind: "tick" });
  expect(driver.events.at(-1)).toMatchObject({
    cluster: "shop-1",
    task: "after-0",
    reason: "gate slo: step a starts",
  });
});

it("a flow fails, is paused and cancelled as an upgrade is", () => {
  const failing = flowDriver();
  failing.take({ kind: "tick" });
  failing.look("a", terminal);
  failing.look("a", done);
  expect(failing.commands).toEqual([
    { kind: "report", result: "failed", skipped: 0, reason: "step a: refused" },
  ]);
  const cancelled = flowDriver();
  cancelled.take({ kind: "cancel", ...asked });
  expect(cancelled.upgrade.phase).toBe("cancelled");
});
