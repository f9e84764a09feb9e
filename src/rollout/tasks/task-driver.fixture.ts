import { plainStep } from "../../model/step.fixture.ts";
import type { Flow, PlannedTask } from "../../model/plan.ts";
import type { TaskState } from "../../model/rollout-state.ts";
import type { Answer } from "../answer.ts";
import { Driver } from "../rollout-driver.fixture.ts";
import { stageAt } from "../turn.ts";
import { nextTaskLookMs } from "./pass-tasks.ts";

export const HOUR_MS = 3_600_000;
export const PLAN = "7b21e0c4aabbccdd";

interface Tasks {
  readonly before?: readonly PlannedTask[];
  readonly after?: readonly PlannedTask[];
}

export const flow = (use: string, on: Flow["on"] = "rollout"): Flow => ({
  use,
  on,
  steps: [plainStep("look", { title: "look", uses: "health.check" })],
});

/** A rollout in memory whose stages `first` (a, b, c; two at once) and `second` (d) have tasks; planned and started by ana. */
export class TaskDriver extends Driver {
  constructor(
    { first = {}, second = {} }: { readonly first?: Tasks; readonly second?: Tasks },
    flows: Readonly<Record<string, Flow>> = {},
  ) {
    super(
      { name: "first", clusters: ["a", "b", "c"], max: 2 },
      { name: "second", clusters: ["d"], max: 1 },
    );
    const tasks = [first, second];
    const stages = this.plan.stages.map((stage, index) => ({ ...stage, ...tasks[index] }));
    this.plan = { ...this.plan, stages, flows };
    this.state = { ...this.state, plan: PLAN };
  }

  task(key: string, stage = 0): TaskState | undefined {
    return this.state.stages[stage]?.tasks?.[key];
  }

  tick(afterMs = 0): this {
    this.nowMs += afterMs;
    this.take({ kind: "tick" });
    return this;
  }

  /** When a task of the open stage may change by itself. */
  nextLookMs(): number | undefined {
    const { plan, state, nowMs } = this;
    const turn = { plan, state, nowMs, changed: new Map(), events: [], commands: [] };
    const stage = stageAt(turn, state.stage);
    return stage === undefined ? undefined : nextTaskLookMs(turn, stage);
  }

  approve(actor: string, more: Partial<Verdict> = {}): Answer {
    return this.take({ ...verdict, kind: "approve", actor, ...more });
  }

  reject(actor: string, more: Partial<Verdict> = {}): Answer {
    return this.take({ ...verdict, kind: "reject", actor, ...more });
  }

  flowEnds(
    name: string,
    result: "done" | "failed" | "cancelled" = "done",
    more: { readonly cluster?: string; readonly round?: number } = {},
  ): Answer {
    return this.take({ kind: "flowEnded", flow: name, round: 1, result, reason: "words", ...more });
  }

  /** Ends every cluster of the first stage well. */
  doneFirst(): this {
    for (const name of ["a", "b", "c"]) this.end(name);
    return this;
  }

  words(name: string): readonly string[] {
    return this.reasons(name).map(({ words }) => words);
  }
}

interface Verdict {
  readonly roles: readonly string[];
  readonly comment: string;
  readonly plan: string;
  readonly stage: string;
  readonly obstacles: readonly string[];
  readonly notes: readonly string[];
}

const verdict = { roles: ["sre"], comment: "", plan: PLAN };
