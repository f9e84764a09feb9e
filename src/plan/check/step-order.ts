import type { Step } from "../../model/plan.ts";

/** For each step all that must be over before it starts. */
export type Ancestors = ReadonlyMap<string, ReadonlySet<string>>;

/** Follows the needs of every step to their end; a step that waits for itself is among its own. */
export function ancestorsOf(steps: readonly Step[]): Ancestors {
  const needs = new Map(steps.map((step) => [step.id, step.needs]));
  return new Map(
    steps.map(({ id }) => {
      const found = new Set<string>();
      const open = [id];
      for (const at of open) {
        const fresh = [...new Set(needs.get(at))].filter((need) => !found.has(need));
        for (const need of fresh) found.add(need);
        open.push(...fresh);
      }
      return [id, found];
    }),
  );
}

/** The steps of a shape whose ids and needs are sound, with the order that these give. */
export interface Ordered {
  readonly steps: readonly Step[];
  /** Whether the first is over before the second starts. */
  readonly isBefore: (first: Step, second: Step) => boolean;
}

/** The order of steps; asked only where P1, P2 and P3 hold. */
export function orderOf(steps: readonly Step[]): Ordered {
  const ancestors = ancestorsOf(steps);
  return {
    steps,
    isBefore: (first, second) => ancestors.get(second.id)?.has(first.id) === true,
  };
}
