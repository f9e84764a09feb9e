import type {
  Flow,
  Hop,
  Plan,
  PlannedCluster,
  PlannedStage,
  RecoveryStep,
  Shape,
  Step,
} from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { CheckRequest } from "./check-plan.ts";

/** The same, to be written to. */
export type Draft<T> = T extends object ? { -readonly [Key in keyof T]: Draft<T[Key]> } : T;

/** A plan to be broken, and what was seen of its clusters. */
export class Broken {
  readonly plan: Draft<Plan>;
  readonly snapshots: Map<string, Snapshot | { readonly error: string }>;

  constructor({ plan, snapshots }: CheckRequest) {
    // A copy of our own may be written to.
    this.plan = structuredClone(plan) as Draft<Plan>;
    this.snapshots = new Map(snapshots);
  }

  shape(strategy: string): Draft<Shape> {
    return found(Object.values(this.plan.shapes).find((each) => each.strategy === strategy));
  }

  step(strategy: string, id: string): Draft<Step> {
    return found(this.shape(strategy).steps.find((each) => each.id === id));
  }

  recovery(strategy: string, id: string): Draft<RecoveryStep> {
    return found(this.shape(strategy).recovery?.steps.find((each) => each.id === id));
  }

  flow(key: string): Draft<Flow> {
    return found(this.plan.flows?.[key]);
  }

  stage(name: string): Draft<PlannedStage> {
    return found(this.plan.stages.find((each) => each.name === name));
  }

  cluster(name: string): Draft<PlannedCluster> {
    const clusters = this.plan.stages.flatMap((stage) => stage.clusters);
    return found(clusters.find((each) => each.name === name));
  }

  /** Counted from 1. */
  hop(strategy: string, number: number): Draft<Hop> {
    return found(this.shape(strategy).hops[number - 1]);
  }

  /** Takes steps out; what needed them needs what they needed. */
  drop(strategy: string, ...ids: readonly string[]): void {
    const shape = this.shape(strategy);
    for (const id of ids) {
      const { needs } = this.step(strategy, id);
      shape.steps = shape.steps.filter((each) => each.id !== id);
      for (const step of shape.steps) {
        step.needs = step.needs.flatMap((need) => (need === id ? needs : [need]));
      }
      const { recovery } = shape;
      if (recovery !== undefined) {
        recovery.steps = recovery.steps.filter(
          ({ when }) => when.kind === "upgrade-failed" || when.step !== id,
        );
      }
    }
  }

  /** Takes a hop out, with the step that makes it and its health check. */
  dropHop(strategy: string, number: number): void {
    const own = this.shape(strategy).steps.filter(({ id }) => id.startsWith(`hop-${number}-`));
    this.drop(strategy, ...own.map(({ id }) => id));
    this.shape(strategy).hops.splice(number - 1, 1);
  }

  /** Puts a copy of a step after it, changed; what needed the step needs the copy. */
  repeat(strategy: string, id: string, other: Partial<Step>): void {
    const { steps } = this.shape(strategy);
    const copy = { ...structuredClone(this.step(strategy, id)), needs: [id], ...other };
    for (const step of steps) {
      step.needs = step.needs.map((need) => (need === id ? copy.id : need));
    }
    // A copy of our own may be written to.
    steps.splice(steps.findIndex((each) => each.id === id) + 1, 0, copy as Draft<Step>);
  }

  /** What two hops and their steps do changes places. */
  swapHops(strategy: string, first: string, second: string): void {
    const { hops } = this.shape(strategy);
    const [a, b] = [this.step(strategy, first), this.step(strategy, second)];
    const [before, after] = [{ ...a }, { ...b }];
    Object.assign(a, after, { id: before.id, needs: before.needs });
    Object.assign(b, before, { id: after.id, needs: after.needs });
    const [left, right] = [numberIn(first) - 1, numberIn(second) - 1];
    const [one, other] = [found(hops[left]), found(hops[right])];
    hops[left] = other;
    hops[right] = one;
  }

  seen(cluster: string, change: (snapshot: Snapshot) => Snapshot): void {
    const before = this.snapshots.get(cluster);
    if (before === undefined || "error" in before) throw new Error(`${cluster} was not seen`);
    this.snapshots.set(cluster, change(before));
  }
}

function numberIn(id: string): number {
  return Number(/^hop-(\d+)-/.exec(id)?.[1]);
}

export function found<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new Error("the fixture has no such thing");
  return item;
}

/** The rule that is broken, how, and what breaks it. */
export type Mutation = readonly [string, string, (broken: Broken) => void];
