import { expect, it } from "vitest";
import { plannedTask } from "./planned-task.ts";

it.each([
  [
    { type: "Approval", roles: ["sre"] },
    { kind: "approval", roles: ["sre"], quorum: 1 },
  ],
  [
    { type: "Approval", roles: ["sre", "owner"], quorum: 2, expiresAfter: 28_800_000 },
    { kind: "approval", roles: ["sre", "owner"], quorum: 2, expiresAfterMs: 28_800_000 },
  ],
  [
    { type: "TimedWait", waitTime: 1 },
    { kind: "timed-wait", waitMs: 1 },
  ],
  [
    { type: "Gate", use: "slo", baseline: 2, window: 3 },
    { kind: "gate", use: "slo", baselineMs: 2, windowMs: 3 },
  ],
  [
    { type: "Gate", use: "slo" },
    { kind: "gate", use: "slo" },
  ],
  [
    { type: "Notify", audience: "support", text: "soon" },
    { kind: "notify", audience: "support", text: "soon" },
  ],
  [
    { type: "Workflow", use: "smoke" },
    { kind: "workflow", use: "smoke", with: {} },
  ],
  [
    { type: "Workflow", use: "smoke", with: { url: "x" } },
    { kind: "workflow", use: "smoke", with: { url: "x" } },
  ],
] as const)("%j is planned as %j", (task, planned) => {
  expect(plannedTask(task)).toEqual(planned);
});
