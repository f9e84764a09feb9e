import type { Event } from "../../model/event.ts";
import type { Plan, PlannedTask } from "../../model/plan.ts";
import type { Simulation } from "../simulation.ts";

/** Somebody who is asked again looks again after so long: clusters were not ready, or the answer was lost. */
const LOOKS_AGAIN_MS = 15 * 60_000;

/** The people who approve. Owns which approvals are open, and how many answers are still to come. */
export class Approver {
  readonly #simulation: Simulation;
  readonly #plan: Plan;
  readonly #hash: string;
  readonly #afterMs: number;
  readonly #open = new Map<string, PlannedTask & { readonly kind: "approval" }>();

  constructor(
    simulation: Simulation,
    { plan, hash }: { readonly plan: Plan; readonly hash: string },
    afterMs: number,
  ) {
    this.#simulation = simulation;
    this.#plan = plan;
    this.#hash = hash;
    this.#afterMs = afterMs;
  }

  /** Whether somebody will still answer. */
  get isAsked(): boolean {
    return this.#open.size > 0;
  }

  take({ kind, stage = "", task = "" }: Event): void {
    const name = `${stage}/${task}`;
    if (kind === "rollout.ended") this.#open.clear();
    if (kind === "task.ended") this.#open.delete(name);
    if (kind !== "approval.asked" || this.#open.has(name)) return;
    const asked = this.#taskOf(stage, task);
    if (asked?.kind !== "approval") return;
    this.#open.set(name, asked);
    this.#answerIn(this.#afterMs, name, stage);
  }

  #taskOf(stage: string, task: string): PlannedTask | undefined {
    const [side, at] = task.split("-");
    const planned = this.#plan.stages.find(({ name }) => name === stage);
    return (side === "before" ? planned?.before : planned?.after)?.[Number(at)];
  }

  #answerIn(ms: number, name: string, stage: string): void {
    const { clock } = this.#simulation;
    clock.at(clock.nowMs() + ms, () => {
      const asked = this.#open.get(name);
      if (asked === undefined) return;
      for (let person = 1; person <= asked.quorum; person += 1) {
        void this.#simulation.order(this.#plan.rollout, {
          kind: "approve",
          actor: asked.quorum === 1 ? "approver" : `approver-${person}`,
          roles: [...asked.roles],
          comment: "",
          plan: this.#hash,
          stage,
        });
      }
      this.#answerIn(LOOKS_AGAIN_MS, name, stage);
    });
  }
}
