import type * as z from "zod";
import type { ActionSpec } from "../../model/action-spec.ts";
import type { Step } from "../../model/plan.ts";
import { nearest } from "../../spec/nearest.ts";

/** What the planner has to know of an action: what it is, and what its inputs must be. */
export interface CatalogEntry {
  readonly spec: ActionSpec;
  readonly input: z.ZodType;
}

/** The actions that are installed, by name. */
export type ActionCatalog = ReadonlyMap<string, CatalogEntry>;

/** Words for an action that nobody has, with the one that was probably meant. */
export function unknownAction(name: string, actions: ActionCatalog): string {
  const known = [...actions.keys()];
  const meant = nearest(name, known);
  return meant === undefined
    ? `unknown action "${name}". There are: ${known.join(", ")}`
    : `unknown action "${name}". Did you mean ${meant}?`;
}

const IMPOSSIBLE = "cannot be undone";

/** Whether the words for how a step is undone say that it is not. */
export function cannotBeUndone(undo: string): boolean {
  return undo.startsWith(IMPOSSIBLE);
}

const NOTHING = "nothing to undo";

/** Whether the words for how a step is undone name something that it left behind. */
export function leavesSomething(undo: string): boolean {
  return undo !== "" && undo !== NOTHING;
}

const BY_STEP = "by a step: ";

/** Words for a step that another one undoes, with what that is called. */
export function undoneByStep(title: string): string {
  return `${BY_STEP}${title}`;
}

/** A step with what a person can do to undo it; with nothing where the plan had a step for it. */
export function withUndo({ title, undo }: Pick<Step, "title" | "undo">): string {
  return leavesSomething(undo) && !undo.startsWith(BY_STEP) ? `${title} (${undo})` : title;
}

/** How a step of this action is undone, in words. */
export function undoWords({ undo }: ActionSpec): string {
  switch (undo.kind) {
    case "nothing-to-undo":
      return NOTHING;
    case "impossible":
      return `${IMPOSSIBLE}: ${undo.why}`;
    case "by-hand":
      return `by hand: ${undo.how}`;
    case "step":
      return `by ${undo.uses}: ${undo.how}`;
  }
}
