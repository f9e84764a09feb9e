import { expect, it } from "vitest";
import type { Json } from "../model/data.ts";
import type { Outcome } from "../model/outcome.ts";
import {
  asked,
  done,
  Driver,
  requeue,
  step,
  terminal,
  transient,
} from "./upgrade-driver.fixture.ts";

const gives = (outputs: Readonly<Record<string, Json>>): Outcome => ({
  kind: "done",
  summary: "it is so",
  outputs,
});

const measured = step("measure", [], { outputs: { lag: "result.lag", from: "result.from" } });

it("a step whose condition is not met is skipped with its reason, and those that need it start", () => {
  const driver = new Driver([
    measured,
    step("mend", ["measure"], { if: "steps.measure.outputs.lag > 10" }),
    step("after", ["mend"]),
  ]).leased();
  driver.look("measure", gives({ lag: 3, from: "probe", more: "left out" }));
  expect(driver.events.find(({ kind }) => kind === "step.skipped")).toMatchObject({
    step: "mend",
    actor: "fleetlift",
    rule: "if",
    reason: "step mend is skipped: its condition is not met: steps.measure.outputs.lag > 10",
  });
  expect(driver.upgrade.outputs).toEqual({ measure: { lag: 3, from: "probe" } });
  expect(driver.status("after")).toBe("running");
  driver.look("after", done);
  // Nobody chose to leave anything out.
  expect(driver.commands).toContainEqual({
    kind: "report",
    result: "done",
    skipped: 0,
    reason: "every step done",
  });
});

it("what a skipped step lets start may stand before it in the plan", () => {
  const driver = new Driver([
    step("after", ["never"]),
    step("never", [], { if: "false" }),
  ]).leased();
  expect([driver.status("never"), driver.status("after")]).toEqual(["skipped", "running"]);
});

it("a step whose condition is met runs, with what others gave filled into its inputs", () => {
  const driver = new Driver([
    measured,
    step("mend", ["measure"], {
      if: "steps.measure.status == 'done'",
      with: { text: "lag ${{ steps.measure.outputs.lag }} of ${{ steps.measure.outputs.from }}" },
    }),
    step("plain", ["measure"], { if: "true", with: { forMs: 1 } }),
  ]).leased();
  driver.look("measure", gives({ lag: 30, from: "probe" }));
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([
    { step: "mend", with: { text: "lag 30 of probe" } },
  ]);
  driver.look("mend", requeue("goes on"));
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([
    { step: "plain", with: { forMs: 1 } },
  ]);
  expect(driver.upgrade.steps["plain"]).not.toHaveProperty("with");
});

it("an expression that cannot be evaluated fails its step in words, before anything was done", () => {
  const driver = new Driver([
    step("measure", [], { if: "false", outputs: { lag: "result.lag" } }),
    step("mend", ["measure"], { with: { text: "${{ steps.measure.outputs.lag }}" } }),
    step("other"),
  ]).leased();
  expect(driver.events.find(({ kind }) => kind === "step.failed")?.reason).toMatch(
    /^step mend: with\.text: .*lag/,
  );
  expect([driver.status("mend"), driver.status("other")]).toEqual(["failed", "pending"]);
  expect(driver.upgrade.phase).toBe("failed");
});

it("inputs that are too large to be kept fail the step in words", () => {
  const big = "x".repeat(1_500);
  const outputs = "${{ steps.measure.outputs.lag }}";
  const driver = new Driver([
    measured,
    step("mend", ["measure"], { with: { many: Array.from({ length: 6 }, () => outputs) } }),
  ]).leased();
  driver.look("measure", gives({ lag: big, from: "probe" }));
  expect(driver.upgrade.ending?.reason).toBe(
    "step mend: its inputs are 9028 bytes once they are filled in, and at most 8192 can be kept",
  );
});

it.each<[string, Outcome, string]>([
  [
    "gives too much",
    gives({ lag: "é".repeat(1_100), from: "" }),
    "step measure: it is so; but its outputs are 2220 bytes, and at most 2048 can be given to later steps",
  ],
  ["does not give what it declares", done, "step measure: it is so; but outputs.lag: "],
])("a step that %s fails in words", (_what, outcome, words) => {
  const driver = new Driver([measured]).leased();
  driver.look("measure", outcome);
  expect(driver.upgrade.ending?.reason).toContain(words);
  expect(driver.upgrade.outputs).toBeUndefined();
});

const optional = (id: string, needs: readonly string[] = []) =>
  step(id, needs, { continueOnError: true });

it("a step that may fail puts back what it holds, is told, and the upgrade goes on", () => {
  const driver = new Driver([optional("warm"), step("b", ["warm"]), step("c")]).leased();
  driver.look("warm", terminal);
  expect(driver.events.at(-1)).toMatchObject({
    kind: "step.failed",
    needsPerson: false,
    reason: "step warm: refused; it goes on without this step",
  });
  expect([driver.status("warm"), driver.status("b"), driver.status("c")]).toEqual([
    "puttingBack",
    "pending",
    "running",
  ]);
  driver.look("warm", done);
  expect([driver.status("warm"), driver.status("b")]).toEqual(["failed", "running"]);
  driver.take({ kind: "skip", step: "warm", ...asked });
  expect(driver.status("warm")).toBe("failed");
  driver.look("b", done);
  driver.look("c", done);
  expect(driver.commands).toContainEqual({
    kind: "report",
    result: "done",
    skipped: 0,
    reason: "1 step failed and was passed over: step warm",
  });
});

it("names all that were passed over, and counts what a person skipped beside them", () => {
  const wrong = step("wrong", [], { continueOnError: true, if: "steps.nowhere.outputs.x" });
  const driver = new Driver([optional("warm"), wrong, step("b")]).leased();
  expect(driver.status("wrong")).toBe("failed");
  driver.look("warm", terminal);
  driver.look("warm", done);
  driver.take({ kind: "skip", step: "b", ...asked });
  driver.look("b", done);
  expect(driver.upgrade.phase).toBe("done");
  expect(driver.said()).toBe(
    "2 steps failed and were passed over: step warm, step wrong, 1 skipped",
  );
});

it("names a few of many", () => {
  const ids = ["a", "b", "c", "d", "e", "f", "g"];
  const driver = new Driver(ids.map((id) => optional(id))).leased();
  for (const id of ids) {
    driver.look(id, terminal);
    driver.look(id, done);
  }
  expect(driver.said()).toBe(
    "7 steps failed and were passed over: step a, step b, step c, step d, step e and 2 more",
  );
});

it("tries a step that may fail again as its policy says, before it is passed over", () => {
  const driver = new Driver([optional("warm")]).leased();
  driver.look("warm", transient);
  expect(driver.status("warm")).toBe("retrying");
});
