import type { Plan, Step } from "../model/plan.ts";
import type { Action } from "./action.ts";

export type Pin = NonNullable<Plan["packs"]>[number];

/** The packs whose actions can be run, by the hash that a plan pins: never by a name alone, which may mean another pack tomorrow. */
export interface PinnedPacks {
  /** The pack's actions by the names that steps use; or why they are not there, in words. */
  actionsOf(pin: Pin): ReadonlyMap<string, Action> | { readonly missing: string };
}

/** What finds actions: fleetlift's own, and those of packs where there are any. */
export interface ActionShelf {
  readonly actions: ReadonlyMap<string, Action>;
  readonly packs?: PinnedPacks | undefined;
}

/** The pack of a step's `uses`; undefined of fleetlift's own actions. */
export function packOfUse(uses: string): string | undefined {
  const slash = uses.indexOf("/");
  return slash < 0 ? undefined : uses.slice(0, slash);
}

/** The action that a step of a plan uses, as it was when the plan was made; or why it is not there. */
export function findAction(
  shelf: ActionShelf,
  pins: Plan["packs"],
  uses: string,
): Action | { readonly missing: string } {
  const pack = packOfUse(uses);
  const found = pack === undefined ? shelf.actions : pinnedActions(shelf, pins, pack);
  if ("missing" in found) return found;
  return found.get(uses) ?? { missing: `this build has no action ${uses}` };
}

function pinnedActions(
  { packs }: ActionShelf,
  pins: Plan["packs"],
  pack: string,
): ReadonlyMap<string, Action> | { readonly missing: string } {
  const pin = pins?.find(({ name }) => name === pack);
  if (pin === undefined) return { missing: `the plan pins no pack ${pack}` };
  return packs?.actionsOf(pin) ?? { missing: `no packs are kept here, and the plan pins ${pack}` };
}

/**
 * Everything that steps of a plan may use; and for each pack whose actions are missing, why. Packs of
 * which the plan has no action are not asked for: it holds the steps that were made of their workflows.
 */
export function shelfOfPlan(
  shelf: ActionShelf,
  plan: Pick<Plan, "packs" | "shapes" | "flows">,
): {
  readonly actions: ReadonlyMap<string, Action>;
  readonly missing: ReadonlyMap<string, string>;
} {
  const actions = new Map(shelf.actions);
  const missing = new Map<string, string>();
  const used = new Set(stepsOf(plan).flatMap(({ uses }) => packOfUse(uses) ?? []));
  for (const pin of plan.packs?.filter(({ name }) => used.has(name)) ?? []) {
    const found = pinnedActions(shelf, plan.packs, pin.name);
    if ("missing" in found) missing.set(pin.name, found.missing);
    else for (const [name, action] of found) actions.set(name, action);
  }
  return { actions, missing };
}

/** Of the upgrades of all shapes, with those that run when one fails, and of the rollout itself. */
function stepsOf({ shapes, flows = {} }: Pick<Plan, "shapes" | "flows">): readonly Step[] {
  return [
    ...Object.values(shapes).flatMap(({ steps, recovery }) => [
      ...steps,
      ...(recovery?.steps ?? []),
    ]),
    ...Object.values(flows).flatMap(({ steps }) => steps),
  ];
}
