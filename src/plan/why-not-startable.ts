import type { Plan } from "../model/plan.ts";
import { counted } from "./strategy/measured.ts";
import type { ActionCatalog } from "./workflow/action-catalog.ts";

/** Clusters that are named of one action before the rest is counted. */
const NAMED = 3;

/**
 * Why a plan cannot be started: it needs actions that this version plans and cannot carry out. One
 * sentence for each action, with its clusters; none when the plan can be started.
 */
export function whyNotStartable(plan: Plan, actions: ActionCatalog): readonly string[] {
  const needed = Object.entries(plan.shapes).flatMap(([shape, { steps }]) =>
    [...new Set(steps.map(({ uses }) => uses))]
      .filter((uses) => actions.get(uses)?.spec.planOnly === true)
      .map((uses) => ({ uses, shape })),
  );
  return [...Map.groupBy(needed, ({ uses }) => uses)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([uses, group]) =>
      words(uses, clustersOf(plan, new Set(group.map(({ shape }) => shape)))),
    );
}

function clustersOf({ stages }: Plan, shapes: ReadonlySet<string>): readonly string[] {
  return stages.flatMap(({ clusters }) =>
    clusters.filter(({ shape }) => shapes.has(shape)).map(({ name }) => name),
  );
}

function words(uses: string, clusters: readonly string[]): string {
  const rest = clusters.length > NAMED ? ` and ${clusters.length - NAMED} more` : "";
  const named = `${clusters.slice(0, NAMED).join(", ")}${rest}`;
  return `${uses} is planned only, and this version cannot carry it out: needed by ${counted(clusters.length, "cluster")} (${named})`;
}
