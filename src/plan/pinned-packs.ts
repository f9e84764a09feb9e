import type { Json } from "../model/data.ts";
import type { Plan } from "../model/plan.ts";
import type { Workflow } from "../model/workflow.ts";

/** A pack that plans may be made from. */
export interface PlanPack {
  readonly name: string;
  readonly version: string;
  /** Of its content. */
  readonly hash: string;
  /** The same objects that the request has, so that it is known which of them were used. */
  readonly workflows: readonly Workflow[];
}

/** What a plan was made from. */
export interface UsedInPlan {
  /** All of them, those that others use included. */
  readonly workflows: readonly Workflow[];
  /** Its steps name actions, its records say who brings them. */
  readonly plan: Pick<Plan, "shapes" | "flows" | "addedRecords">;
}

/**
 * The packs from which something is in a plan (a workflow, an action, a record), each by the hash of
 * its content: what was approved is what runs, whatever is installed later (I14).
 */
export function pinnedPacks(
  packs: readonly PlanPack[],
  { workflows, plan }: UsedInPlan,
): NonNullable<Plan["packs"]> {
  const made = new Set(workflows);
  const actions = usesIn(asJson([plan.shapes, plan.flows]));
  const bringing = new Set((plan.addedRecords ?? []).map(({ from }) => from));
  return packs
    .filter(
      (pack) =>
        pack.workflows.some((workflow) => made.has(workflow)) ||
        actions.some((uses) => uses.startsWith(`${pack.name}/`)) ||
        bringing.has(`pack ${pack.name}`),
    )
    .map(({ name, version, hash }) => ({ name, version, hash }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Documents are JSON but for fields that were left out, which are undefined. */
function asJson(value: unknown): Json {
  return value as Json;
}

/** The actions that stand under `uses`, anywhere in the data. */
function usesIn(data: Json): readonly string[] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) =>
    typeof value === "string" ? (name === "uses" ? [value] : []) : usesIn(value),
  );
}
