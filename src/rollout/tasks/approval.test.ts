import { expect, it } from "vitest";
import type { PlannedTask } from "../../model/plan.ts";
import { takePlan } from "../plan-orders.ts";
import { asked } from "../rollout-driver.fixture.ts";
import { HOUR_MS, PLAN, TaskDriver } from "./task-driver.fixture.ts";

const approval = (more: Partial<Extract<PlannedTask, { kind: "approval" }>> = {}): PlannedTask => ({
  kind: "approval",
  roles: ["sre", "service-owner"],
  quorum: 2,
  ...more,
});

function waiting(more: Partial<Extract<PlannedTask, { kind: "approval" }>> = {}): TaskDriver {
  const driver = new TaskDriver({ first: { before: [approval(more)] } });
  driver.run();
  return driver;
}

it("asks before the stage, and starts nothing until as many different people as needed have approved", () => {
  const driver = waiting();
  expect(driver.said("approval.asked")).toEqual([
    "2 approvals from sre or service-owner needed before stage first: fleetlift approve r --plan 7b21e0c4",
  ]);
  expect(driver.is("running")).toEqual([]);
  expect(driver.approve("ben", { comment: "staging looks well" })).toEqual({
    ok: true,
    said: "ben approves before stage first as sre: 1 of 2; 1 more needed",
  });
  expect(driver.approve("ben")).toEqual({
    ok: true,
    said: "ben has approved already, and counts once: 1 of 2 given (ben as sre)",
  });
  expect(driver.is("running")).toEqual([]);
  expect(driver.approve("cleo", { roles: ["viewer", "service-owner"] })).toEqual({
    ok: true,
    said: "cleo approves before stage first as service-owner: 2 of 2",
  });
  expect(driver.is("running")).toEqual(["a", "b"]);
  expect(driver.task("before-0")).toMatchObject({ status: "passed", round: 1 });
  expect(driver.events.find(({ kind }) => kind === "approval.given")).toMatchObject({
    actor: "ben",
    role: "sre",
    comment: "staging looks well",
    plan: PLAN,
    stage: "first",
    task: "before-0",
    reason: "ben approves before stage first as sre, 1 of 2: staging looks well",
  });
  expect(driver.said("task.ended")).toEqual(["approved before stage first by ben, cleo"]);
});

it("an approval that comes again when it has passed is answered with success, and another is refused", () => {
  const driver = waiting({ quorum: 1 });
  driver.approve("ben");
  const told = driver.events.length;
  expect(driver.approve("ben")).toEqual({
    ok: true,
    said: "ben has approved already, and nothing more is asked for",
  });
  expect(driver.approve("ben", { stage: "first" })).toMatchObject({ ok: true });
  expect(driver.approve("cleo")).toMatchObject({
    ok: false,
    why: "nothing of rollout r waits to be approved",
  });
  expect(driver.reject("ben", { stage: "second" })).toMatchObject({
    why: "nothing of rollout r waits to be rejected",
  });
  expect(driver.events).toHaveLength(told);
});

it("refuses who has none of the roles, and records that it was asked for", () => {
  const driver = waiting();
  expect(driver.approve("ben", { roles: ["viewer", "operator"], comment: "please" })).toMatchObject(
    {
      ok: false,
      why: "ben may not approve 2 approvals from sre or service-owner before stage first: needs sre or service-owner, has viewer, operator",
    },
  );
  expect(driver.reject("dan", { roles: [] })).toMatchObject({
    why: expect.stringContaining("has none"),
  });
  expect(driver.events.filter(({ kind }) => kind === "access.denied")).toMatchObject([
    { actor: "ben", comment: "please", task: "before-0" },
    { actor: "dan" },
  ]);
  expect(driver.task("before-0")?.approvals).toEqual([]);
});

it.each([
  [1, "needed: somebody else with sre or service-owner"],
  [2, "needed: 2 others with sre or service-owner"],
])("who planned it cannot approve it (quorum %i)", (quorum, help) => {
  const driver = waiting({ quorum });
  expect(driver.approve("ana")).toEqual({
    ok: false,
    why: "ana had this rollout planned, started or retried, and who asks cannot approve",
    help,
  });
  expect(driver.said("access.denied")).toHaveLength(1);
});

it("who started it, or started it again after a stop, or had it retried cannot approve it either", () => {
  const driver = new TaskDriver({ first: { before: [approval()] } });
  driver.take({ kind: "run", actor: "ben", reason: "" });
  driver.take({ kind: "stop", actor: "cleo", reason: "" });
  driver.take({ kind: "run", actor: "dan", reason: "" });
  expect(driver.state.askedBy).toEqual(["ana", "ben", "dan"]);
  driver.reject("fay");
  driver.take({ kind: "retry", actor: "eve", reason: "" });
  for (const name of ["ben", "dan", "eve"])
    expect(driver.approve(name)).toMatchObject({ ok: false });
  for (const name of ["cleo", "fay"]) expect(driver.approve(name)).toMatchObject({ ok: true });
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it.each([
  [PLAN, true],
  ["7b21e0c4", true],
  ["7b21e0c4aabb", true],
])("takes the plan's hash %s", (plan, ok) => {
  expect(waiting().approve("ben", { plan })).toMatchObject({ ok });
});

it.each([
  ["0a1b2c3d99", "rollout r has plan 7b21e0c4, and plan 0a1b2c3d is not it: nothing was approved"],
  [
    "7b21e0c4ffff",
    `rollout r has plan ${PLAN}, and plan 7b21e0c4ffff is not it: nothing was approved`,
  ],
  ["7b21e0c", "7b21e0c does not name a plan"],
])("refuses the hash %s: an approval is for the plan that was looked at (I14)", (plan, why) => {
  const driver = waiting();
  expect(driver.approve("ben", { plan })).toMatchObject({ ok: false, why });
  expect(driver.task("before-0")?.approvals).toEqual([]);
});

it("a rejection of another plan is refused in the same words", () => {
  expect(waiting().reject("ben", { plan: "0a1b2c3d99" })).toMatchObject({
    why: "rollout r has plan 7b21e0c4, and plan 0a1b2c3d is not it: nothing was rejected",
  });
});

it("asks anew when it expires: what was given counts no more", () => {
  const driver = waiting({ expiresAfterMs: 8 * HOUR_MS });
  driver.approve("ben");
  driver.tick(8 * HOUR_MS);
  expect(driver.said("approval.expired")).toEqual([
    "2 approvals from sre or service-owner before stage first did not come in time: 1 of 2 given (ben as sre), and they count no more",
  ]);
  expect(driver.said("approval.asked")[1]).toBe(
    "2 approvals from sre or service-owner needed before stage first (asked the 2nd time), asked anew at Thu 1970-01-01 16:00:01 UTC: fleetlift approve r --plan 7b21e0c4",
  );
  expect(driver.task("before-0")).toMatchObject({ status: "open", round: 2, approvals: [] });
  driver.approve("cleo");
  expect(driver.is("running")).toEqual([]);
  driver.approve("ben");
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it("counts the times it was asked in words", () => {
  const driver = waiting({ expiresAfterMs: HOUR_MS });
  for (let times = 1; times < 22; times += 1) driver.tick(HOUR_MS);
  const said = driver.said("approval.asked");
  for (const [index, words] of [
    [2, "3rd"],
    [3, "4th"],
    [10, "11th"],
    [12, "13th"],
    [20, "21st"],
  ] as const)
    expect(said[index]).toContain(`asked the ${words} time`);
});

it("an approval that comes after the expiry, before anybody has looked, counts in the new round", () => {
  const driver = waiting({ expiresAfterMs: HOUR_MS });
  driver.approve("ben");
  driver.nowMs += 2 * HOUR_MS;
  expect(driver.approve("cleo")).toMatchObject({ said: expect.stringContaining("1 of 2") });
  expect(driver.said("approval.expired")).toHaveLength(1);
});

it("reminds once at half of the time before it expires", () => {
  const driver = waiting({ expiresAfterMs: 8 * HOUR_MS });
  expect(driver.nextLookMs()).toBe(1_000 + 4 * HOUR_MS);
  driver.tick(4 * HOUR_MS).tick(HOUR_MS);
  expect(driver.said("approval.reminded")).toEqual([
    "still waits for 2 approvals from sre or service-owner before stage first: 0 of 2 given, asked anew at Thu 1970-01-01 08:00:01 UTC",
  ]);
  expect(driver.nextLookMs()).toBe(1_000 + 8 * HOUR_MS);
});

it("reminds once a day when it does not expire, however late anybody looks", () => {
  const driver = waiting();
  driver.tick(23 * HOUR_MS);
  expect(driver.said("approval.reminded")).toEqual([]);
  driver.tick(49 * HOUR_MS).tick();
  expect(driver.said("approval.reminded")).toHaveLength(1);
  driver.tick(24 * HOUR_MS);
  expect(driver.said("approval.reminded")).toHaveLength(2);
});

it("a rejection fails the stage and the rollout, with who and why", () => {
  const driver = waiting();
  expect(driver.reject("ben", { comment: "not in this week" })).toEqual({
    ok: true,
    said: "ben rejects before stage first: the stage fails",
  });
  expect(driver.said("approval.rejected")).toEqual([
    "ben rejects before stage first as sre: not in this week",
  ]);
  expect(driver.events.find(({ kind }) => kind === "task.ended")).toMatchObject({
    result: "failed",
    needsPerson: true,
    reason: "rejected before stage first by ben: not in this week",
  });
  expect(driver.state.phase).toBe("failed");
  expect(driver.approve("cleo")).toMatchObject({
    why: "rollout r is failed: there is nothing to approve",
  });
  driver.take({ kind: "retry", actor: "dan", reason: "next week" });
  expect(driver.task("before-0")).toMatchObject({ status: "open", round: 2, approvals: [] });
});

it("a rejection needs no words", () => {
  const driver = waiting();
  driver.reject("ben");
  expect(driver.said("task.ended")).toEqual(["rejected before stage first by ben"]);
});

it("what speaks against it is found at the moment of approval: it does not count, and says why", () => {
  const driver = waiting();
  const obstacles = ["a cannot be reached", "b is at 1.37 by now"];
  expect(driver.approve("ben", { obstacles })).toEqual({
    ok: false,
    why: "what it would let start is not ready: a cannot be reached; b is at 1.37 by now",
    help: "mend it, then approve again",
  });
  expect(driver.task("before-0")?.approvals).toEqual([]);
  expect(driver.said("task.waits")).toEqual([
    "the approval of ben before stage first does not count: what it would let start is not ready: a cannot be reached; b is at 1.37 by now",
  ]);
  expect(driver.approve("ben", { notes: ["c cannot be reached and will be skipped"] })).toEqual({
    ok: true,
    said: "ben approves before stage first as sre: 1 of 2; c cannot be reached and will be skipped; 1 more needed",
  });
});

it("refuses before the rollout was started, and for a stage that does not ask or is not there", () => {
  const early = new TaskDriver({ first: { before: [approval()] } });
  expect(early.approve("ben")).toEqual({
    ok: false,
    why: "rollout r is planned and not started: it asks for nothing yet",
    help: "fleetlift start r",
  });
  const driver = waiting();
  expect(driver.approve("ben", { stage: "second" })).toMatchObject({
    why: "stage second waits for no approval now",
    help: "stage first does",
  });
  expect(driver.approve("ben", { stage: "third" })).toMatchObject({
    unknown: true,
    help: "its stages: first, second",
  });
  expect(driver.approve("ben", { stage: "first" })).toMatchObject({ ok: true });
});

it.each(["cancelling", "cancelled", "done", "failed"] as const)(
  "of a rollout that is %s nothing is approved",
  (phase) => {
    const driver = waiting();
    driver.state = { ...driver.state, phase };
    expect(driver.approve("ben")).toMatchObject({
      ok: false,
      why: `rollout r is ${phase}: there is nothing to approve`,
    });
  },
);

it("may be given while the rollout is stopped; nothing starts before it is run again", () => {
  const driver = waiting({ quorum: 1 });
  driver.take({ kind: "stop", ...asked });
  expect(driver.approve("ben")).toMatchObject({ ok: true });
  expect(driver.is("running")).toEqual([]);
  driver.take({ kind: "run", ...asked });
  expect(driver.is("running")).toEqual(["a", "b"]);
});

it("of a long comment the state keeps the beginning, and the record the whole", () => {
  const driver = waiting();
  const comment = "x".repeat(1_000);
  driver.approve("ben", { comment });
  expect(driver.task("before-0")?.approvals?.[0]?.comment).toHaveLength(300);
  expect(driver.events.at(-1)?.comment).toBe(comment);
});

it("another plan asks anew, and whoever had that one planned cannot approve it", () => {
  const driver = waiting({ quorum: 1, expiresAfterMs: HOUR_MS });
  driver.tick(HOUR_MS);
  driver.take({ kind: "stop", ...asked });
  const { turn } = takePlan(driver.plan, "another", driver.state, "ben", driver.nowMs);
  driver.state = turn.state;
  driver.take({ kind: "run", ...asked });
  expect(driver.state.askedBy).toEqual(["ben", "ana"]);
  expect(driver.task("before-0")).toMatchObject({ status: "open", round: 3 });
  expect(driver.said("approval.asked").at(-1)).not.toContain("time)");
});
