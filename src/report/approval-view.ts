import type { Event } from "../model/event.ts";
import type { Plan, PlannedTask } from "../model/plan.ts";

/** An approval that a rollout waits for, as the records tell it. */
export interface ApprovalView {
  /** `ROLLOUT/STAGE/TASK`. */
  readonly name: string;
  readonly rollout: string;
  readonly stage: string;
  /** `before-0`, `after-1`. */
  readonly task: string;
  /** The plan that is approved, by its hash. */
  readonly plan: string;
  /** Any of these may approve. */
  readonly roles: readonly string[];
  readonly quorum: number;
  readonly given: readonly {
    readonly actor: string;
    readonly role: string;
    readonly comment: string;
    readonly atMs: number;
  }[];
  readonly askedAtMs: number;
  readonly expiresAtMs: number | undefined;
  readonly reason: string;
}

/** Brings the approvals that are asked for up to date; other events change nothing. */
export function takeApprovalEvent(
  open: Map<string, ApprovalView>,
  event: Event,
  plan: Plan | undefined,
): void {
  const { rollout, stage, task } = event;
  if (ENDS.has(event.kind)) return closeAll(open, rollout);
  if (stage === undefined || task === undefined) return;
  const name = `${rollout}/${stage}/${task}`;
  const before = open.get(name);
  switch (event.kind) {
    case "approval.asked":
      open.set(name, asked(name, { ...event, stage, task }, plan));
      return;
    case "approval.given":
      if (before !== undefined) open.set(name, withGiven(before, event));
      return;
    case "task.ended":
      open.delete(name);
      return;
    default:
      return;
  }
}

/** After these nobody is asked any more. */
const ENDS: ReadonlySet<string> = new Set(["rollout.ended", "rollout.planned"]);

function closeAll(open: Map<string, ApprovalView>, rollout: string): void {
  for (const [name, view] of open) if (view.rollout === rollout) open.delete(name);
}

function asked(
  name: string,
  event: Event & { readonly stage: string; readonly task: string },
  plan: Plan | undefined,
): ApprovalView {
  const { rollout, stage, task, atMs, untilMs, reason } = event;
  const { roles, quorum } = plannedApproval(plan, stage, task);
  return {
    name,
    rollout,
    stage,
    task,
    plan: event.plan ?? "",
    roles,
    quorum,
    given: [],
    askedAtMs: atMs,
    expiresAtMs: untilMs,
    reason,
  };
}

/** The same person is counted once, however often it is told. */
function withGiven(view: ApprovalView, event: Event): ApprovalView {
  const { actor, role = "", comment = "", atMs } = event;
  const others = view.given.filter((one) => one.actor !== actor);
  return { ...view, given: [...others, { actor, role, comment, atMs }] };
}

const UNKNOWN = { roles: [], quorum: 1 } as const;

function plannedApproval(
  plan: Plan | undefined,
  stage: string,
  task: string,
): Pick<Extract<PlannedTask, { readonly kind: "approval" }>, "roles" | "quorum"> {
  const [side, index] = task.split("-");
  const planned = plan?.stages.find(({ name }) => name === stage);
  const tasks = (side === "before" ? planned?.before : planned?.after) ?? [];
  const found = tasks[Number(index)];
  return found?.kind === "approval" ? found : UNKNOWN;
}
