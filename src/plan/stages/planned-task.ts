import type { PlannedTask } from "../../model/plan.ts";
import type { StageTask } from "../../model/rollout.ts";

/** A stage's task as the plan keeps it: with what was left out filled in. */
export function plannedTask(task: StageTask): PlannedTask {
  switch (task.type) {
    case "Approval": {
      const { roles, quorum = 1, expiresAfter } = task;
      return { kind: "approval", roles, quorum, ...given("expiresAfterMs", expiresAfter) };
    }
    case "ScheduledStart":
      return { kind: "scheduled-start", atMs: Date.parse(task.at) };
    case "TimedWait":
      return { kind: "timed-wait", waitMs: task.waitTime };
    case "Gate": {
      const { use, baseline, window } = task;
      return { kind: "gate", use, ...given("baselineMs", baseline), ...given("windowMs", window) };
    }
    case "Notify":
      return { kind: "notify", audience: task.audience, text: task.text };
    case "Workflow":
      return { kind: "workflow", use: task.use, with: task.with ?? {} };
  }
}

function given<Name extends string>(
  name: Name,
  valueMs: number | undefined,
): { readonly [Key in Name]?: number } {
  // The key is the one that was asked for; a computed key loses its type.
  return valueMs === undefined ? {} : ({ [name]: valueMs } as { readonly [Key in Name]: number });
}
