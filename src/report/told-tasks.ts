import type { Event } from "../model/event.ts";
import type { TaskState } from "../model/rollout-state.ts";

/**
 * Job: where the tasks of a rollout's stages stand, and who asked for it, as the records tell it.
 * Owns: nothing that the records do not say. The rules that explain read it like the state itself.
 */
export class ToldTasks {
  /** By stage, then by task like `before-0`. */
  readonly #stages = new Map<string, Map<string, TaskState>>();
  readonly #askedBy: Set<string>;

  /** Begins with who had it planned. */
  constructor(plannedBy: string) {
    this.#askedBy = new Set([plannedBy]);
  }

  take(event: Event): void {
    if (ASKS.has(event.kind)) this.#askedBy.add(event.actor);
    const { stage, task } = event;
    if (stage === undefined || task === undefined) return;
    const tasks = this.#stages.get(stage) ?? new Map<string, TaskState>();
    const after = next(tasks.get(task), event);
    if (after !== undefined) this.#stages.set(stage, tasks.set(task, after));
  }

  of(stage: string): Readonly<Record<string, TaskState>> {
    return Object.fromEntries(this.#stages.get(stage) ?? []);
  }

  get askedBy(): readonly string[] {
    return [...this.#askedBy];
  }
}

/** Whoever did these is one who asked, and cannot approve. */
const ASKS: ReadonlySet<string> = new Set(["rollout.runs", "cluster.retried"]);

const STATUSES = {
  done: "passed",
  failed: "failed",
  cancelled: "failed",
  skipped: "skipped",
} as const;

function next(before: TaskState | undefined, event: Event): TaskState | undefined {
  const { kind, atMs, reason, actor, role = "", comment = "", result = "done" } = event;
  const { round = 0, approvals = [] } = before ?? {};
  const opened = { status: "open", openedAtMs: atMs, round: round + 1, said: "" } as const;
  switch (kind) {
    case "approval.asked":
      return { ...opened, approvals: [] };
    case "task.started":
      return opened;
    case "task.waits":
      return before?.status === "open" ? before : opened;
    case "approval.given":
      return before && { ...before, approvals: [...approvals, { actor, role, comment, atMs }] };
    case "task.ended":
      return { openedAtMs: atMs, round, ...before, status: STATUSES[result], said: reason };
    default:
      return undefined;
  }
}
