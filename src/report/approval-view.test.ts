import { expect, it } from "vitest";
import { chainEvents, emptyHead, type Event, type EventBody } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import { takeApprovalEvent, type ApprovalView } from "./approval-view.ts";

const plan: Plan = {
  schemaVersion: 1,
  kind: "Plan",
  rollout: "r",
  fleet: "shop",
  target: { kubernetes: "1.36" },
  workflows: {},
  shapes: {},
  stages: [
    {
      name: "production",
      maxConcurrency: 1,
      maxAllowedFailures: 0,
      before: [
        { kind: "timed-wait", waitMs: 1 },
        { kind: "approval", roles: ["sre"], quorum: 2 },
      ],
      after: [{ kind: "approval", roles: ["owner"], quorum: 1 }],
      clusters: [],
    },
  ],
  leftOut: [],
};

const at = { rollout: "r", stage: "production", task: "before-1" };
const asked = { ...at, kind: "approval.asked", plan: "abc", untilMs: 99 } as const;

function inbox(bodies: readonly Partial<EventBody>[]) {
  const open = new Map<string, ApprovalView>();
  const full = bodies.map((body): EventBody => ({
    kind: "task.started",
    actor: "fleetlift",
    rollout: "r",
    reason: "words",
    ...body,
  }));
  const events: readonly Event[] = chainEvents(emptyHead("rollout/r"), full, 7).events;
  for (const event of events) takeApprovalEvent(open, event, plan);
  return [...open.values()];
}

it("what is asked for waits with its roles, its quorum, its plan and its end", () => {
  expect(inbox([asked])).toEqual([
    {
      name: "r/production/before-1",
      ...at,
      plan: "abc",
      roles: ["sre"],
      quorum: 2,
      given: [],
      askedAtMs: 7,
      expiresAtMs: 99,
      reason: "words",
    },
  ]);
});

it("what was given is shown, of each person once; asked anew, nothing is", () => {
  const given = { ...at, kind: "approval.given", actor: "ben" } as const;
  const twice = [asked, given, { ...given, role: "sre", comment: "well" }];
  expect(inbox(twice)[0]?.given).toEqual([{ actor: "ben", role: "sre", comment: "well", atMs: 7 }]);
  expect(inbox([...twice, { ...at, kind: "approval.expired" }, asked])[0]?.given).toEqual([]);
  expect(inbox([given])).toEqual([]);
});

it("it is gone when its task is over, or its rollout", () => {
  expect(inbox([asked, { ...at, kind: "task.ended" }])).toEqual([]);
  expect(inbox([asked, { kind: "rollout.ended" }])).toEqual([]);
  const other = { ...asked, task: "after-0" };
  expect(inbox([asked, other, { kind: "rollout.ended", rollout: "q" }])).toHaveLength(2);
});

it("after a stage it is found as well, and of a plan that is damaged it still waits", () => {
  const views = inbox([{ ...at, kind: "approval.asked", task: "after-0" }]);
  expect(views[0]).toMatchObject({ roles: ["owner"], quorum: 1, plan: "" });
  expect(inbox([{ ...asked, task: "before-0" }])[0]).toMatchObject({ roles: [], quorum: 1 });
  expect(inbox([{ ...asked, stage: "nowhere" }])[0]).toMatchObject({ roles: [], quorum: 1 });
});

it("of a rollout whose plan is not known, what it asks for waits all the same", () => {
  const open = new Map<string, ApprovalView>();
  const [event] = chainEvents(
    emptyHead("rollout/r"),
    [{ actor: "fleetlift", reason: "", ...asked, task: "after-0" }],
    1,
  ).events;
  if (event !== undefined) takeApprovalEvent(open, event, undefined);
  expect([...open.values()]).toMatchObject([{ roles: [] }]);
  expect(open.size).toBe(1);
});

it("other events change nothing", () => {
  expect(
    inbox([asked, { kind: "cluster.starts" }, { ...at, kind: "approval.reminded" }]),
  ).toHaveLength(1);
});
