import { expect, it } from "vitest";
import { brokenAt, emptyHead } from "../model/event.ts";
import { advance, nextTickAtMs } from "./advance.ts";
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

it("asks for the lease first, and starts nothing before it has it", () => {
  const driver = new Driver([step("a")]);
  expect(nextTickAtMs(driver.upgrade)).toBe(1_000);
  expect(driver.take({ kind: "tick" }).commands).toEqual([{ kind: "acquireLease" }]);
  expect(driver.status("a")).toBe("pending");
  driver.take({ kind: "leased", fence: 3 });
  expect(driver.upgrade).toMatchObject({ phase: "running", fence: 3 });
  expect(driver.status("a")).toBe("running");
});

it("waits for a lease that another holds, tells it once, and asks again later", () => {
  const driver = new Driver([step("a")]);
  driver.take({ kind: "leaseLater", why: "m is being upgraded by other" });
  expect(driver.said()).toBe("waits: m is being upgraded by other");
  const told = driver.events.length;
  driver.nowMs += 1;
  expect(driver.take({ kind: "tick" }).commands).toEqual([]);
  driver.take({ kind: "leaseLater", why: "m is being upgraded by other" });
  expect(driver.events.length).toBe(told);
  expect(nextTickAtMs(driver.upgrade)).toBe(31_001);
  driver.leased();
  driver.take({ kind: "leaseLater", why: "too late" });
  driver.take({ kind: "leased", fence: 9 });
  expect(driver.upgrade.fence).toBe(1);
});

it("asks a member that cannot be reached three times, a minute apart, and then ends with nothing done", () => {
  const driver = new Driver([step("a")]);
  const gone = {
    kind: "leaseLater",
    why: "m cannot be reached: timeout",
    unreachable: true,
  } as const;
  driver.take(gone);
  expect(nextTickAtMs(driver.upgrade)).toBe(driver.nowMs + 60_000);
  // Somebody else holds it: it was reached, and the count begins anew.
  driver.take({ kind: "leaseLater", why: "m is being upgraded by other" });
  driver.take(gone);
  driver.take(gone);
  expect(driver.upgrade.phase).toBe("leasing");
  driver.take(gone);
  expect(driver.upgrade.phase).toBe("cancelled");
  expect(driver.said()).toBe("m cannot be reached: timeout; nothing was done to it");
  expect(driver.commands).toEqual([
    { kind: "releaseLease" },
    { kind: "report", result: "unreachable", skipped: 0, reason: "m cannot be reached: timeout" },
  ]);
});

it("a window's pause ends with the window, a person's with the person", () => {
  const window = { actor: "fleetlift", reason: "its window closed" };
  const ana = { actor: "ana", reason: "lunch" };
  const driver = new Driver([step("a"), step("b", ["a"])]);
  driver.leased();
  driver.take({ kind: "pause", ...window });
  driver.take({ kind: "pause", ...ana });
  expect(driver.said()).toBe("stays paused, asked by ana: lunch");
  expect(driver.kinds().at(-1)).toBe("upgrade.pausing");
  driver.take({ kind: "resume", ...window });
  expect(driver.upgrade.pause?.actor).toBe("ana");
  driver.take({ kind: "pause", ...window });
  expect(driver.upgrade.pause?.actor).toBe("ana");
  driver.take({ kind: "resume", ...ana });
  expect(driver.upgrade.pause).toBeUndefined();
  driver.take({ kind: "pause", ...window });
  driver.look("a", done);
  expect(driver.events.at(-1)).toMatchObject({ kind: "upgrade.paused", needsPerson: false });
  driver.take({ kind: "pause", ...ana });
  expect(driver.events.at(-1)).toMatchObject({ kind: "upgrade.paused", needsPerson: true });
});

it("fails at once when the member is not what was planned for", () => {
  const driver = new Driver([step("a")]);
  driver.take({ kind: "leaseRefused", why: "another cluster" });
  expect(driver.upgrade.phase).toBe("failed");
  expect(driver.commands).toContainEqual({
    kind: "report",
    result: "failed",
    skipped: 0,
    reason: "another cluster",
  });
});

it("goes through its steps in the order of their needs, and ends with a report", () => {
  const driver = new Driver([
    step("a"),
    step("b", ["a"]),
    step("c", ["a"]),
    step("d", ["b", "c"]),
  ]).leased();
  expect(driver.take({ kind: "tick" }).commands).toEqual([
    { kind: "look", step: "a", mode: "forward", with: {}, startedAtMs: 1_000, memo: null },
  ]);
  driver.look("a", done);
  expect([driver.status("b"), driver.status("c"), driver.status("d")]).toEqual([
    "running",
    "running",
    "pending",
  ]);
  driver.look("b", done);
  driver.look("c", done);
  driver.look("d", done);
  expect(driver.upgrade.phase).toBe("done");
  expect(driver.commands).toEqual([
    { kind: "releaseLease" },
    { kind: "report", result: "done", skipped: 0, reason: "every step done" },
  ]);
  expect(nextTickAtMs(driver.upgrade)).toBeUndefined();
  expect(driver.take({ kind: "tick" }).commands).toEqual([]);
  expect(brokenAt(emptyHead("upgrade/r/c/1"), driver.events)).toBeUndefined();
});

it("keeps the memo, looks again when the action says, and tells the same words once", () => {
  const driver = new Driver([step("a")]).leased();
  driver.look("a", requeue("2 of 8 nodes moved, 1 min"), { moved: 2 });
  const told = driver.events.length;
  expect(nextTickAtMs(driver.upgrade)).toBe(6_000);
  expect(driver.take({ kind: "tick" }).commands).toEqual([]);
  driver.nowMs = 6_000;
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ memo: { moved: 2 } }]);
  driver.look("a", requeue("2 of 8 nodes moved, 2 min"));
  expect(driver.events.length).toBe(told);
  driver.look("a", waiting("PDB x allows 0"));
  expect(driver.events.at(-1)).toMatchObject({ kind: "step.waiting", needsPerson: true });
  const waits = driver.events.length;
  driver.look("a", waiting("PDB x allows 0"));
  expect(driver.events.length).toBe(waits);
});

it("records what a look is about to do", () => {
  const driver = new Driver([step("a")]).leased();
  driver.take({ kind: "intends", step: "a", deeds: ["cordon n1", "cordon n2"] });
  expect(driver.events.at(-1)).toMatchObject({
    kind: "step.intends",
    reason: "cordon n1; cordon n2",
  });
});

it("tries again after passing failures, and fails when there were too many in a row", () => {
  const driver = new Driver([step("a")]).leased();
  driver.look("a", transient);
  expect(driver.said()).toBe("no answer; try 2 of 3 in 10s");
  driver.nowMs = 11_000;
  driver.look("a", requeue("goes on"));
  expect(driver.upgrade.steps["a"]?.failures).toBe(0);
  driver.look("a", transient);
  driver.look("a", transient);
  expect(driver.status("a")).toBe("retrying");
  driver.look("a", transient);
  expect(driver.status("a")).toBe("puttingBack");
  expect(driver.upgrade.ending?.reason).toBe("step a: no answer (3 tries in a row)");
});

it("says nothing of tries when there is only one", () => {
  const once = step("a", [], { retry: { ...step("x").retry, limit: 0 } });
  const driver = new Driver([once]).leased();
  driver.look("a", transient);
  expect(driver.upgrade.ending?.reason).toBe("step a: no answer");
});

it("makes no try that would start after the total time", () => {
  const short = step("a", [], { retry: { ...step("x").retry, totalTimeoutMs: 15_000 } });
  const driver = new Driver([short]).leased();
  driver.look("a", transient);
  driver.nowMs += 10_000;
  driver.look("a", transient);
  expect(driver.upgrade.ending?.reason).toBe(
    "step a: no answer (no further try: 15s in all are used up)",
  );
});

it("fails fast: what is open puts back what it holds, then the upgrade has failed", () => {
  const driver = new Driver([step("a"), step("b"), step("c", ["a"])]).leased();
  driver.look("a", terminal);
  expect([driver.status("a"), driver.status("b"), driver.status("c")]).toEqual([
    "puttingBack",
    "puttingBack",
    "pending",
  ]);
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ step: "a", mode: "putBack" }]);
  driver.look("a", requeue("uncordoning"));
  driver.look("a", waiting("for a node"));
  driver.look("b", transient);
  driver.nowMs += 20_000;
  driver.look("b", done);
  expect(driver.upgrade.phase).toBe("ending");
  driver.look("a", { kind: "done", summary: "1 node uncordoned" });
  expect(driver.upgrade.phase).toBe("failed");
  expect([driver.status("a"), driver.status("b"), driver.status("c")]).toEqual([
    "failed",
    "cancelled",
    "pending",
  ]);
  expect(driver.commands).toContainEqual({
    kind: "report",
    result: "failed",
    skipped: 0,
    reason: "step a: refused",
  });
});

it("pauses at the next step boundary and names it, and goes on when it is resumed", () => {
  const driver = new Driver([step("a"), step("b", ["a"])]).leased();
  driver.take({ kind: "pause", ...asked });
  expect(driver.said()).toBe(
    "pauses at the next step boundary, asked by ana: because; step a will finish first",
  );
  driver.take({ kind: "pause", ...asked });
  driver.look("a", done);
  expect(driver.said()).toBe("paused before step b by ana: because");
  expect(driver.status("b")).toBe("pending");
  expect(nextTickAtMs(driver.upgrade)).toBeUndefined();
  const told = driver.events.length;
  driver.take({ kind: "tick" });
  expect(driver.events.length).toBe(told);
  driver.take({ kind: "resume", ...asked });
  driver.take({ kind: "resume", ...asked });
  expect(driver.status("b")).toBe("running");
});

it("a pause that comes when nothing is left to start lets the upgrade end", () => {
  const driver = new Driver([step("a")]).leased();
  driver.take({ kind: "pause", ...asked });
  driver.look("a", done);
  expect(driver.upgrade.phase).toBe("done");
});

it("can be paused before it has the lease", () => {
  const driver = new Driver([step("a")]);
  driver.take({ kind: "pause", ...asked });
  expect(driver.said()).toBe("pauses at the next step boundary, asked by ana: because");
  driver.leased();
  expect(driver.kinds().at(-1)).toBe("upgrade.paused");
});

it("cancels: at once before the lease, after putting back later", () => {
  const early = new Driver([step("a")]);
  early.take({ kind: "cancel", ...asked });
  expect(early.upgrade.phase).toBe("cancelled");
  const late = new Driver([step("a")]).leased();
  late.take({ kind: "cancel", ...asked });
  expect(late.upgrade.phase).toBe("ending");
  late.take({ kind: "cancel", ...asked });
  late.take({ kind: "pause", ...asked });
  expect(late.upgrade.pause).toBeUndefined();
  late.look("a", done);
  expect(late.upgrade.phase).toBe("cancelled");
  expect(late.status("a")).toBe("cancelled");
});

it("skips a step: at once when it has not started, after putting back when it is open", () => {
  const driver = new Driver([step("a"), step("b", ["a"]), step("c", ["b"])]).leased();
  driver.take({ kind: "skip", step: "b", ...asked });
  driver.take({ kind: "skip", step: "b", ...asked });
  driver.take({ kind: "skip", step: "nowhere", ...asked });
  driver.take({ kind: "skip", step: "a", ...asked });
  driver.take({ kind: "skip", step: "a", ...asked });
  expect(driver.status("a")).toBe("puttingBack");
  driver.look("a", done);
  expect([driver.status("a"), driver.status("b"), driver.status("c")]).toEqual([
    "skipped",
    "skipped",
    "running",
  ]);
  driver.look("c", done);
  expect(driver.commands).toContainEqual({
    kind: "report",
    result: "done",
    skipped: 2,
    reason: "every step done, 2 skipped",
  });
});

it("tries at once what waits for its next try, when a person asks", () => {
  const driver = new Driver([step("a"), step("b"), step("c")]).leased();
  driver.look("a", transient);
  driver.look("b", waiting("a budget"));
  driver.look("c", requeue("goes on"));
  driver.take({ kind: "retry", ...asked });
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ step: "a" }]);
  driver.look("a", done);
  expect(driver.take({ kind: "tick" }).commands).toMatchObject([{ step: "b" }]);
  driver.look("b", done);
  expect(driver.take({ kind: "tick" }).commands).toEqual([]);
});

it("takes nothing in of a step that is not open, or unknown", () => {
  const driver = new Driver([step("a"), step("b", ["a"])]).leased();
  driver.look("b", done);
  driver.look("nowhere", done);
  driver.look("a", done);
  driver.look("a", terminal);
  expect(driver.upgrade.phase).toBe("running");
});

it("a later attempt says so, and leaves out the steps that a person chose to skip", () => {
  const driver = new Driver([step("a"), step("b")], {
    attempt: 2,
    skips: [
      { step: "a", ...asked },
      { step: "gone", ...asked },
    ],
  });
  expect(driver.events.map(({ reason }) => reason)).toEqual([
    "upgrade starts, attempt 2: 2 steps",
    "a is skipped by ana: because",
  ]);
  expect(driver.status("a")).toBe("skipped");
});

it("passes over a step of the plan that its state does not know", () => {
  const driver = new Driver([step("a")]).leased();
  const turn = advance(
    { steps: [step("a"), step("new")] },
    driver.upgrade,
    { kind: "tick" },
    driver.nowMs,
  );
  expect(turn.commands).toMatchObject([{ kind: "look", step: "a" }]);
});

it("an upgrade that fails says so at once, before it puts back what it holds", () => {
  const driver = new Driver([step("a")]);
  driver.take({ kind: "leased", fence: 1 });
  const why = { kind: "failed", class: "terminal", why: "no way" } as const;
  const { commands } = driver.take({ kind: "looked", step: "a", outcome: why, memo: null });
  expect(commands).toEqual([{ kind: "reportFailing" }]);
  expect(driver.upgrade.phase).toBe("ending");
});
