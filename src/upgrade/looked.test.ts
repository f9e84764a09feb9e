import { expect, it } from "vitest";
import type { Outcome } from "../model/outcome.ts";
import { nextTickAtMs } from "./advance.ts";
import {
  asked,
  done,
  Driver,
  requeue,
  step,
  terminal,
  transient,
  waiting,
} from "./upgrade-driver.fixture.ts";

it("looks at one step at a time, the one that is due longest: what it says may end the others", () => {
  const driver = new Driver([step("a"), step("b")]).leased();
  driver.look("a", requeue("goes on"));
  driver.nowMs += 5_000;
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ step: "b", mode: "forward" }]);
  driver.look("b", terminal);
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ step: "a", mode: "putBack" }]);
});

it("tells by which rule a step failed, where its action says so", () => {
  const driver = new Driver([step("a")]).leased();
  driver.look("a", { ...terminal, rule: "foreign-writer" } as Outcome);
  expect(driver.events.find(({ kind }) => kind === "step.failed")?.rule).toBe("foreign-writer");
});

it("goes on trying to put back for an hour, whatever stands in the way, and tells it once", () => {
  const driver = new Driver([step("a")]).leased();
  driver.look("a", terminal);
  driver.look("a", terminal);
  expect(driver.events.at(-1)).toMatchObject({
    kind: "step.retrying",
    needsPerson: true,
    reason: "cannot put back now, and goes on trying for 1h: refused",
  });
  const told = driver.events.length;
  driver.nowMs += 10_000;
  driver.look("a", transient);
  expect(driver.events.length).toBe(told);
  expect(nextTickAtMs(driver.upgrade)).toBe(driver.nowMs + 10_000);
  driver.take({ kind: "retry", ...asked });
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ mode: "putBack" }]);
  driver.look("a", done);
  expect(driver.upgrade.phase).toBe("failed");
});

it("never looks again at once, whatever a policy or an action says", () => {
  const retry = { ...step("x").retry, delayMs: 0, limit: 0 };
  const driver = new Driver([step("a", [], { retry })]).leased();
  driver.look("a", { kind: "requeue", afterMs: 0, progress: "goes on" });
  expect(nextTickAtMs(driver.upgrade)).toBe(driver.nowMs + 1_000);
  driver.look("a", terminal);
  driver.look("a", transient);
  expect(nextTickAtMs(driver.upgrade)).toBe(driver.nowMs + 1_000);
  driver.look("a", { kind: "requeue", afterMs: 0, progress: "uncordoning" });
  expect(nextTickAtMs(driver.upgrade)).toBe(driver.nowMs + 1_000);
});

it("never pauses long between two tries to put back", () => {
  const retry = { ...step("x").retry, delayMs: 24 * 3_600_000 };
  const driver = new Driver([step("a", [], { retry })]).leased();
  driver.look("a", terminal);
  driver.look("a", transient);
  expect(nextTickAtMs(driver.upgrade)).toBe(driver.nowMs + 5 * 60_000);
});

it.each([
  [terminal, "refused"],
  [requeue("uncordoning"), "uncordoning"],
  [waiting("for a node"), "for a node"],
])("says what could not be put back in an hour, and how to do it: %j", (outcome, words) => {
  const driver = new Driver([step("a")]).leased();
  driver.look("a", terminal);
  driver.nowMs += 3_600_000;
  driver.look("a", outcome);
  expect(driver.upgrade.phase).toBe("failed");
  expect(driver.events.find(({ kind }) => kind === "step.put-back")?.reason).toBe(
    `could not put back everything: ${words}. undo it by hand`,
  );
});

it.each<[Outcome]>([
  [{ kind: "requeue", afterMs: 1_000, progress: "x".repeat(50_000) }],
  [{ kind: "waiting", afterMs: 1_000, for: "x".repeat(50_000), needsPerson: false }],
  [{ kind: "failed", class: "terminal", why: "x".repeat(50_000) }],
  [{ kind: "done", summary: "x".repeat(50_000) }],
])("keeps the beginning of words that are a page long", (outcome) => {
  const driver = new Driver([step("a"), step("b", ["a"])]).leased();
  driver.look("a", outcome);
  expect(driver.said().length).toBeGreaterThan(0);
  expect(JSON.stringify(driver.upgrade).length).toBeLessThan(4_000);
});

it("fails a step that lasts longer than its timeout, after a last look", () => {
  const driver = new Driver([step("a", [], { timeoutMs: 60_000 })]).leased();
  driver.look("a", { kind: "requeue", afterMs: 600_000, progress: "still 1.34" });
  expect(nextTickAtMs(driver.upgrade)).toBe(61_000);
  driver.nowMs = 61_000;
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ step: "a", mode: "last" }]);
  driver.look("a", requeue("still 1.34"));
  expect(driver.upgrade.ending?.reason).toBe("step a: timed out after 1m; last seen: still 1.34");
});

it("a step that came to its end while nobody looked is done, however late it is", () => {
  const driver = new Driver([step("a", [], { timeoutMs: 60_000 })]).leased();
  driver.look("a", requeue("still 1.34"));
  driver.nowMs += 24 * 3_600_000;
  driver.take({ kind: "tick" });
  driver.look("a", done);
  expect(driver.upgrade.phase).toBe("done");
});

it.each([
  [waiting("a budget"), "step a: timed out after 1m; last seen: a budget"],
  [transient, "step a: timed out after 1m; last seen: no answer"],
  [terminal, "step a: refused"],
])("a late step makes no further try: %j", (outcome, reason) => {
  const driver = new Driver([step("a", [], { timeoutMs: 60_000 })]).leased();
  driver.nowMs += 60_000;
  driver.look("a", outcome);
  expect(driver.upgrade.ending?.reason).toBe(reason);
});
