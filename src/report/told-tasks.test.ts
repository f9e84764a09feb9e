import { expect, it } from "vitest";
import { chainEvents, emptyHead, type EventBody } from "../model/event.ts";
import { ToldTasks } from "./told-tasks.ts";

function told(...bodies: readonly (Partial<EventBody> & Pick<EventBody, "kind">)[]): ToldTasks {
  const tasks = new ToldTasks("ana");
  const full = bodies.map((body) => ({
    actor: "fleetlift",
    rollout: "r",
    stage: "s",
    task: "before-0",
    reason: "words",
    ...body,
  }));
  for (const event of chainEvents(emptyHead("rollout/r"), full, 7).events) tasks.take(event);
  return tasks;
}

const given = { kind: "approval.given", actor: "ben", role: "sre", comment: "fine" } as const;

it("an approval is open from when it was asked, with what was given in this round", () => {
  const open = told({ kind: "approval.asked" }, given);
  expect(open.of("s")).toEqual({
    "before-0": {
      status: "open",
      openedAtMs: 7,
      round: 1,
      said: "",
      approvals: [{ actor: "ben", role: "sre", comment: "fine", atMs: 7 }],
    },
  });
  const again = told(
    { kind: "approval.asked" },
    given,
    { kind: "approval.expired" },
    { kind: "approval.asked" },
    { kind: "task.waits" },
  );
  expect(again.of("s")["before-0"]).toMatchObject({ status: "open", round: 2, approvals: [] });
});

it.each([
  ["done", "passed"],
  ["failed", "failed"],
  ["cancelled", "failed"],
  ["skipped", "skipped"],
  [undefined, "passed"],
] as const)("a task that ended as %s is %s", (result, status) => {
  const ended = told({ kind: "task.started" }, { kind: "task.ended", result });
  expect(ended.of("s")).toEqual({
    "before-0": { status, openedAtMs: 7, round: 1, said: "words" },
  });
});

it("one that was left out before it began is over too, and a wait is open", () => {
  const tasks = told(
    { kind: "task.ended", result: "skipped" },
    { kind: "task.waits", task: "after-0" },
  );
  expect(tasks.of("s")).toMatchObject({
    "before-0": { status: "skipped", round: 0 },
    "after-0": { status: "open", round: 1 },
  });
});

it("what is no task's changes none, and an approval that nobody asked for counts for nothing", () => {
  const tasks = told(given, { kind: "task.started", stage: undefined, task: "on-failure" });
  expect(tasks.of("s")).toEqual({});
  expect(tasks.of("another")).toEqual({});
});

it("keeps who asked: who planned, started or retried", () => {
  const tasks = told(
    { kind: "rollout.runs", actor: "ben" },
    { kind: "cluster.retried", actor: "cleo" },
    { kind: "rollout.stops", actor: "dan" },
  );
  expect(tasks.askedBy).toEqual(["ana", "ben", "cleo"]);
});
