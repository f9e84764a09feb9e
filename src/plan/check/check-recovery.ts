import type { Json } from "../../model/data.ts";
import type { Flow, Plan, Shape, Step } from "../../model/plan.ts";
import { parseCel } from "../../spec/cel.ts";
import { cannotBeUndone } from "../workflow/action-catalog.ts";
import type { ActionCatalog } from "../workflow/action-catalog.ts";
import { referencesIn } from "../workflow/references.ts";
import { checkTemplate } from "../workflow/template.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import { checkActions, checkNeeds } from "./check-steps.ts";
import { ancestorsOf } from "./step-order.ts";

/** P45: what runs when an upgrade ends early is of steps that are there, and undoes what can be undone. */
export function checkRecovery(
  shape: string,
  { steps, recovery }: Shape,
  actions: ActionCatalog,
): readonly BrokenRule[] {
  if (recovery === undefined) return [];
  const ids = new Set(steps.map(({ id }) => id));
  const own = recovery.steps.flatMap(({ id, when }) => {
    const where = { shape, step: id };
    const twice = ids.has(id) ? [broken("P45", where, "a step of the plan has the same id")] : [];
    if (when.kind === "upgrade-failed") return twice;
    const of = steps.find((step) => step.id === when.step);
    if (of === undefined) {
      return [
        ...twice,
        broken("P45", where, `is there for ${when.step}, which is not in the plan`),
      ];
    }
    if (when.kind === "step-failed" || !cannotBeUndone(of.undo)) return twice;
    return [...twice, broken("P45", where, `undoes ${of.id}, which says: ${of.undo}`)];
  });
  const sound = [
    ...checkNeeds(shape, { steps: recovery.steps }),
    ...checkActions(shape, { steps: recovery.steps }, actions),
  ];
  return [...own, ...sound.map((each) => ({ ...each, ...broken("P45", each.where, each.why) }))];
}

/** P46: an expression that is asked when its step's turn comes speaks of steps that are over by then. */
export function checkReferences(
  shape: string,
  { steps, recovery }: Pick<Shape, "steps" | "recovery">,
): readonly BrokenRule[] {
  const before = ancestorsOf(steps);
  const after = recovery?.steps ?? [];
  const all = new Set([...steps, ...after].map(({ id }) => id));
  return [
    ...steps.flatMap((step) =>
      wrongReferences(shape, step, (id) => before.get(step.id)?.has(id) === true),
    ),
    ...after.flatMap((step) => wrongReferences(shape, step, (id) => all.has(id))),
  ];
}

function wrongReferences(
  shape: string,
  step: Step,
  isOver: (id: string) => boolean,
): readonly BrokenRule[] {
  const where = { shape, step: step.id };
  return expressionsOf(step).flatMap((expression) => {
    const parsed = parseCel(expression);
    if ("fault" in parsed) return [broken("P46", where, parsed.fault)];
    return referencesIn(parsed.ast)
      .map((reference) => reference?.id)
      .filter((id) => id === undefined || !isOver(id))
      .map((id) =>
        broken("P46", where, `asks ${id ?? "steps by no name"}, which need not be over by then`),
      );
  });
}

/** What a step asks when its turn comes: its condition, and what stands in its inputs. */
function expressionsOf({ if: condition, with: inputs }: Step): readonly string[] {
  const expressions = condition === undefined ? [] : [condition];
  // Inputs of a plan are JSON, whatever its schema says of them.
  checkTemplate(inputs as Json, [], (expression) => {
    expressions.push(expression);
    return [];
  });
  return expressions;
}

/** P47: every flow has steps in an order, of actions that are there, and none of a cluster where there is none. */
export function checkFlows({ flows = {} }: Plan, actions: ActionCatalog): readonly BrokenRule[] {
  return Object.entries(flows).flatMap(([key, flow]) => checkFlow(key, flow, actions));
}

function checkFlow(
  key: string,
  { use, steps }: Flow,
  actions: ActionCatalog,
): readonly BrokenRule[] {
  const empty = steps.length === 0 ? [broken("P47", {}, `${key} (${use}) has no steps`)] : [];
  const found = [
    ...checkNeeds(key, { steps }),
    ...checkActions(key, { steps }, actions),
    ...checkReferences(key, { steps }),
  ];
  return [
    ...empty,
    ...found.map(({ where: { step }, why }) =>
      broken("P47", { ...(step !== undefined && { step }) }, `${key} (${use}): ${why}`),
    ),
  ];
}
