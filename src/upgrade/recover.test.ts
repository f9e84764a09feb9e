import { expect, it } from "vitest";
import type { Recovery, RecoveryStep, Step } from "../model/plan.ts";
import { nextTickAtMs } from "./advance.ts";
import {
  asked,
  done,
  Driver,
  requeue,
  step,
  terminal,
  transient,
} from "./upgrade-driver.fixture.ts";

const on = (id: string, when: RecoveryStep["when"], more: Partial<Step> = {}): RecoveryStep => ({
  ...step(id, [], more),
  when,
});
const undo = (of: string, more: Partial<Step> = {}, id = `undo-${of}`): RecoveryStep =>
  on(id, { kind: "undo", step: of }, more);
const help = on("help", { kind: "upgrade-failed" });

const recovering = (
  steps: readonly Step[],
  more: readonly RecoveryStep[],
  mode: Recovery["undo"] = "failure",
): Driver => new Driver(steps, {}, { recovery: { undo: mode, steps: more } }).leased();

const chain = [step("a"), step("b", ["a"]), step("c", ["b"]), step("d", ["c"])];
const undoAll = [undo("a"), undo("b"), undo("c")];

/** All but the last step are done, and that one has failed and put back. */
function failLast(driver: Driver): Driver {
  for (const id of ["a", "b", "c"]) driver.look(id, done);
  driver.look("d", terminal);
  driver.look("d", done);
  return driver;
}

const order = (driver: Driver): readonly (string | undefined)[] =>
  driver.events.filter(({ kind }) => kind === "step.started").map((event) => event.step);
const reported = (driver: Driver) => driver.commands.find((command) => command.kind === "report");

it("puts back first, then runs the failed step's workflow, undoes from the last, and calls for help", () => {
  const driver = recovering(chain, [
    help,
    ...undoAll,
    on("d-failed", { kind: "step-failed", step: "d" }),
    on("c-failed", { kind: "step-failed", step: "c" }),
  ]);
  for (const id of ["a", "b", "c"]) driver.look(id, done);
  driver.look("d", terminal);
  expect(driver.upgrade.phase).toBe("ending");
  driver.look("d", done);
  expect(driver.upgrade.phase).toBe("recovering");
  expect(driver.events.find(({ kind }) => kind === "upgrade.recovering")).toMatchObject({
    result: "failed",
    reason: "recovers: step d-failed, step undo-c, step undo-b, step undo-a, step help",
  });
  for (const id of ["d-failed", "undo-c", "undo-b", "undo-a"]) {
    expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ step: id, mode: "forward" }]);
    driver.look(id, done);
    expect(driver.commands).toEqual([]);
  }
  driver.look("help", done);
  expect(order(driver).slice(4)).toEqual(["d-failed", "undo-c", "undo-b", "undo-a", "help"]);
  expect(driver.commands).toEqual([
    { kind: "releaseLease" },
    {
      kind: "report",
      result: "failed",
      skipped: 0,
      reason: "step d: refused; undone: step c, step b, step a",
    },
  ]);
});

it("undoes in the order in which steps were really done, not in that of the plan", () => {
  const driver = recovering(
    [step("a"), step("b"), step("c"), step("d", ["a", "b", "c"])],
    [undo("a"), undo("b", {}, "undo-b-1"), undo("b", {}, "undo-b-2"), undo("c")],
  );
  for (const id of ["c", "a", "b"]) driver.look(id, done);
  driver.look("d", terminal);
  driver.look("d", done);
  for (const id of ["undo-b-1", "undo-b-2", "undo-a"]) driver.look(id, done);
  expect(order(driver).slice(4)).toEqual(["undo-b-1", "undo-b-2", "undo-a", "undo-c"]);
});

it("undoes nothing of what was not done: skipped, or not begun", () => {
  const driver = recovering(chain, undoAll);
  driver.look("a", done);
  driver.take({ kind: "skip", step: "b", ...asked });
  driver.look("b", done);
  driver.look("c", terminal);
  driver.look("c", done);
  driver.look("undo-a", done);
  expect(order(driver).at(-1)).toBe("undo-a");
  expect(reported(driver)).toMatchObject({ reason: "step c: refused; undone: step a" });
});

it.each<[Recovery["undo"], "fails" | "is cancelled", readonly string[]]>([
  ["never", "fails", ["help"]],
  ["failure", "fails", ["undo-a", "help"]],
  ["always", "fails", ["undo-a", "help"]],
  ["never", "is cancelled", []],
  ["failure", "is cancelled", []],
  ["always", "is cancelled", ["undo-a"]],
])("with undo %s, an upgrade that %s does %j", (mode, how, expected) => {
  const driver = recovering([step("a"), step("b", ["a"])], [undo("a"), help], mode);
  driver.look("a", done);
  if (how === "fails") driver.look("b", terminal);
  else driver.take({ kind: "cancel", ...asked });
  driver.look("b", done);
  for (const id of expected) driver.look(id, done);
  expect(order(driver).slice(2)).toEqual(expected);
  expect(driver.upgrade.phase).toBe(how === "fails" ? "failed" : "cancelled");
});

it("has nothing to undo when the first step fails", () => {
  const driver = recovering([step("a"), step("b", ["a"])], [undo("a"), help]);
  driver.look("a", terminal);
  driver.look("a", done);
  driver.look("help", done);
  expect(reported(driver)).toMatchObject({ reason: "step a: refused" });
});

it("names what stays because it cannot be undone, and nothing that left nothing behind", () => {
  const move = step("move", [], {
    title: "Upgrade the control plane",
    undo: "cannot be undone: no way",
  });
  const look = step("look", ["move"], { undo: "nothing to undo" });
  const driver = recovering([move, look, step("b", ["look"])], [], "failure");
  driver.look("move", done);
  driver.look("look", done);
  driver.look("b", terminal);
  driver.look("b", done);
  expect(driver.upgrade.phase).toBe("failed");
  expect(reported(driver)).toMatchObject({
    reason: "step b: refused; stays: Upgrade the control plane (cannot be undone: no way)",
  });
});

it("goes back no further than to what cannot be undone: what was moved for it stays", () => {
  const steps = [
    step("addon", [], { undo: "by a step: Put it back" }),
    step("final", ["addon"], { undo: "cannot be undone: no way" }),
    step("after", ["final"]),
    step("d", ["after"]),
  ];
  const driver = recovering(steps, [undo("addon"), undo("after")], "failure");
  for (const id of ["addon", "final", "after"]) driver.look(id, done);
  driver.look("d", terminal);
  driver.look("d", done);
  driver.look("undo-after", done);
  expect(driver.upgrade.phase).toBe("failed");
  expect(reported(driver)?.reason).toMatch(/undone: step after; stays: .*step addon/);
});

it("undoes no more after an undo that failed, says so, and still calls for help", () => {
  const driver = failLast(recovering(chain, [...undoAll, help]));
  driver.look("undo-c", done);
  driver.look("undo-b", terminal);
  expect(driver.events.at(-1)).toMatchObject({
    kind: "step.failed",
    needsPerson: true,
    reason: "step undo-b: refused; not undone: step b (undo it by hand)",
  });
  driver.look("undo-b", done);
  expect(driver.events.find(({ reason }) => reason.startsWith("undoing stops"))).toMatchObject({
    needsPerson: true,
    reason: "undoing stops at step undo-b, which did not succeed; not done: step undo-a",
  });
  expect(driver.upgrade.recovery?.["undo-a"]?.status).toBe("cancelled");
  driver.look("help", done);
  expect(reported(driver)).toMatchObject({
    reason:
      "step d: refused; undone: step c; not undone: step a (undo it by hand), step b (undo it by hand)",
  });
});

it("says nothing of a step that would have undone it, where that is what failed", () => {
  const undone = step("a", [], { undo: "by a step: Put a back" });
  const driver = recovering([undone, step("b", ["a"])], [undo("a")]);
  driver.look("a", done);
  driver.look("b", terminal);
  driver.look("b", done);
  driver.look("undo-a", terminal);
  expect(driver.said()).toBe("step undo-a: refused; not undone: step a");
  driver.look("undo-a", done);
  expect(reported(driver)).toMatchObject({ reason: "step b: refused; not undone: step a" });
});

it("an undo that may fail is passed over, and the ones before it are still undone", () => {
  const driver = failLast(recovering(chain, [undo("b", { continueOnError: true }), undo("a")]));
  driver.look("undo-b", terminal);
  driver.look("undo-b", done);
  driver.look("undo-a", done);
  expect(reported(driver)).toMatchObject({
    reason:
      "step d: refused; undone: step a; not undone: step b (undo it by hand); stays: step c (undo it by hand)",
  });
});

it("a step of the failure workflow that fails for good is named at the end, and the rest goes on", () => {
  const tell = on("tell", { kind: "upgrade-failed" }, { undo: "nothing to undo" });
  const driver = failLast(recovering(chain, [tell, help], "never"));
  driver.look("tell", terminal);
  expect(driver.said()).toBe("step tell: refused");
  driver.look("tell", done);
  driver.look("help", done);
  expect(reported(driver)).toMatchObject({
    reason: "step d: refused; did not succeed: step tell",
  });
});

it("a step of the recovery has tries, a timeout and a condition of its own", () => {
  const driver = failLast(
    recovering(chain, [
      undo("c", { timeoutMs: 60_000 }),
      undo("b", { if: "steps.d.status == 'done'" }),
      undo("a", { if: "steps.nowhere.status == 'done'" }),
    ]),
  );
  driver.look("undo-c", transient);
  expect(driver.said()).toBe("no answer; try 2 of 3 in 10s");
  driver.take({ kind: "retry", ...asked });
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ step: "undo-c" }]);
  driver.look("undo-c", requeue("goes on"));
  expect(nextTickAtMs(driver.upgrade)).toBe(driver.nowMs + 5_000);
  driver.look("undo-c", done);
  expect(driver.upgrade.phase).toBe("failed");
  expect(driver.upgrade.recovery).toMatchObject({
    "undo-b": { status: "skipped", skippedBy: "if" },
    "undo-a": { status: "failed" },
  });
  expect(driver.events.at(-1)?.reason).toBe(
    "step d: refused; undone: step c, step b; not undone: step a (undo it by hand)",
  );
});

it("is paused at the next step boundary and goes on; a cancel changes nothing of it; a step can be skipped", () => {
  const driver = failLast(recovering(chain, undoAll));
  driver.take({ kind: "cancel", ...asked });
  driver.take({ kind: "pause", ...asked });
  expect(driver.said()).toContain("step undo-c will finish first");
  driver.look("undo-c", done);
  expect(driver.said()).toBe("paused before step undo-b by ana: because");
  expect(nextTickAtMs(driver.upgrade)).toBeUndefined();
  driver.take({ kind: "skip", step: "undo-b", ...asked });
  driver.take({ kind: "skip", step: "b", ...asked });
  driver.take({ kind: "resume", ...asked });
  driver.look("undo-a", done);
  expect(driver.upgrade.phase).toBe("failed");
  expect(driver.upgrade.steps["b"]?.status).toBe("done");
  expect(driver.events.at(-1)?.reason).toBe(
    "step d: refused; undone: step c, step a; not undone: step b (undo it by hand)",
  );
});

it("a pause that came before the failure does not hold the recovery", () => {
  const driver = recovering([step("a"), step("b", ["a"])], [help], "never");
  driver.take({ kind: "pause", ...asked });
  driver.look("a", terminal);
  driver.look("a", done);
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ step: "help" }]);
});

it("a step that was passed over has no part in a later failure", () => {
  const driver = recovering(
    [step("warm", [], { continueOnError: true }), step("b", ["warm"])],
    [on("of-warm", { kind: "step-failed", step: "warm" }), help],
    "never",
  );
  driver.look("warm", terminal);
  driver.look("warm", done);
  driver.look("b", terminal);
  driver.look("b", done);
  expect(order(driver).at(-1)).toBe("help");
});

it("what a step of the recovery gives is for the next of it", () => {
  const ask = on("ask", { kind: "upgrade-failed" }, { outputs: { ticket: "result.id" } });
  const tell = on(
    "tell",
    { kind: "upgrade-failed" },
    { with: { text: "${{ steps.ask.outputs.ticket }}" } },
  );
  const driver = failLast(recovering(chain, [ask, tell], "never"));
  driver.look("ask", { kind: "done", summary: "asked", outputs: { id: "INC-7" } });
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ with: { text: "INC-7" } }]);
  expect(driver.upgrade.doneOrder).toEqual(["a", "b", "c"]);
});

it("who is called for help is told what failed, and why", () => {
  const text = { text: "${{ failure.step }}: ${{ failure.reason }}" };
  const call = on("call", { kind: "upgrade-failed" }, { with: text });
  const driver = failLast(recovering(chain, [call], "never"));
  const [look] = driver.take({ kind: "tick" }).commands;
  const { reason } = driver.upgrade.ending ?? { reason: "none" };
  expect(look).toMatchObject({ with: { text: `d: ${reason}` } });
});

it("what was asked for on a cancel only is not undone after a failure, and on a cancel it is", () => {
  expect(order(failLast(recovering(chain, undoAll, "cancel")))).not.toContain("undo-c");
  const driver = recovering(chain, undoAll, "cancel");
  driver.look("a", done);
  driver.take({ kind: "cancel", ...asked });
  driver.look("b", done);
  expect(order(driver)).toContain("undo-a");
});

it("an upgrade that had no lease recovers nothing: nothing was done", () => {
  const driver = new Driver(chain, {}, { recovery: { undo: "always", steps: [help] } });
  driver.take({ kind: "leaseRefused", why: "another cluster" });
  expect(driver.upgrade.phase).toBe("failed");
});
