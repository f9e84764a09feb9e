import type { GroupStep, UseStep, Workflow } from "../../model/workflow.ts";
import { nearest } from "../../spec/nearest.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { unknownAction, type ActionCatalog } from "./action-catalog.ts";
import { celFault, isFreeName } from "../../spec/cel.ts";
import { templateFaults } from "./template.ts";

/** What every expression of a workflow may name. */
export const WORKFLOW_NAMES: readonly string[] = ["hops", "nodes", "target"];

/**
 * What is wrong with a workflow whatever cluster it is used for: actions that nobody has, needs that
 * name no step above (so that no step can wait for ever), ids that mean two steps, expressions that
 * can never be evaluated. Complaints name their place in the document.
 */
export function checkWorkflow(workflow: Workflow, actions: ActionCatalog): readonly Complaint[] {
  const { steps } = workflow.spec;
  const ids = steps.map(({ id }) => id);
  return steps.flatMap((step, index) => {
    const place = ["spec", "steps", index];
    const above = ids.slice(0, index);
    const common = [
      ...repeatedId(step.id, above, place),
      ...checkCommon(step, place, above, WORKFLOW_NAMES),
    ];
    return "foreach" in step
      ? [...common, ...checkGroup(step, place, { ids, above }, actions)]
      : [...common, ...checkUse(step, place, WORKFLOW_NAMES, actions)];
  });
}

function checkGroup(
  group: GroupStep,
  place: FieldPath,
  outside: { readonly ids: readonly string[]; readonly above: readonly string[] },
  actions: ActionCatalog,
): readonly Complaint[] {
  const names = [...WORKFLOW_NAMES, group.as];
  const isFree = isFreeName(group.as) && !WORKFLOW_NAMES.includes(group.as);
  const taken = isFree
    ? []
    : [complaint([...place, "as"], `"${group.as}" has a meaning already; choose another name`)];
  const inner = group.steps.flatMap((step, index) => {
    const at = [...place, "steps", index];
    const siblings = group.steps.slice(0, index).map(({ id }) => id);
    return [
      ...repeatedId(step.id, [...outside.ids, ...siblings], at),
      ...checkCommon(step, at, [...outside.above, ...siblings], names),
      ...checkUse(step, at, names, actions),
    ];
  });
  const list = expressionFault(group.foreach, WORKFLOW_NAMES, [...place, "foreach"]);
  return [...taken, ...list, ...inner];
}

/** Needs name steps by their ids, so one id must not mean two, in a group and outside it neither. */
function repeatedId(id: string, others: readonly string[], place: FieldPath): readonly Complaint[] {
  return others.includes(id)
    ? [complaint([...place, "id"], `"${id}": another step has this id`)]
    : [];
}

function checkCommon(
  step: UseStep | GroupStep,
  place: FieldPath,
  above: readonly string[],
  names: readonly string[],
): readonly Complaint[] {
  const needs = (step.needs ?? []).flatMap((need, index) =>
    above.includes(need) ? [] : [complaint([...place, "needs", index], unknownNeed(need, above))],
  );
  const condition = step.if === undefined ? [] : expressionFault(step.if, names, [...place, "if"]);
  return [...needs, ...condition];
}

function checkUse(
  step: UseStep,
  place: FieldPath,
  names: readonly string[],
  actions: ActionCatalog,
): readonly Complaint[] {
  const unknown = actions.has(step.uses)
    ? []
    : [complaint([...place, "uses"], unknownAction(step.uses, actions))];
  return [
    ...unknown,
    ...idleScale(step, place),
    ...templateFaults(step.title ?? "", names, [...place, "title"]),
    ...templateFaults(step.with ?? {}, names, [...place, "with"]),
  ];
}

/** Only LINEAR multiplies by it (semantics 5). */
function idleScale({ retry }: UseStep, place: FieldPath): readonly Complaint[] {
  if (retry?.scale === undefined || retry.policy === "LINEAR") return [];
  const message = `${retry.policy} has no scale, only LINEAR has; leave it out`;
  return [{ path: [...place, "retry", "scale"], on: "key", message }];
}

function unknownNeed(need: string, above: readonly string[]): string {
  const words = `"${need}" is no step above this one, and a step can need only those`;
  const meant = nearest(need, above);
  return meant === undefined ? words : `${words}. Did you mean ${meant}?`;
}

function expressionFault(
  expression: string,
  names: readonly string[],
  path: FieldPath,
): readonly Complaint[] {
  const fault = celFault(expression, names);
  return fault === undefined ? [] : [complaint(path, fault)];
}

function complaint(path: FieldPath, message: string): Complaint {
  return { path, on: "value", message };
}
