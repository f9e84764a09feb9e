import type { Recovery, Step } from "../model/plan.ts";
import type { Upgrade } from "../model/upgrade.ts";
import { leavesSomething, withUndo } from "../plan/workflow/action-catalog.ts";
import { named } from "./clip.ts";
import { undoes, undoOf } from "./recovery-order.ts";
import { placed, type Turn } from "./turn.ts";

/** What a recovery came to, for the reason of the upgrade's end: what was undone, what was not, and what stays. */
export function recoveredWords(turn: Turn): readonly string[] {
  const { plan, upgrade } = turn;
  const { recovery } = plan;
  if (recovery === undefined) return [];
  const others = placed(recovery.steps, upgrade.recovery).filter(
    ({ step }) => step.when.kind !== "undo",
  );
  const failed = others.filter(({ state }) => state.status === "failed");
  const done = undoes(recovery, upgrade) ? doneSteps(turn) : [];
  const fates = done.map((step) => ({ step, fate: fateOf(recovery, step, upgrade) }));
  const of = (wanted: Fate): readonly Step[] =>
    fates.filter(({ fate }) => fate === wanted).map(({ step }) => step);
  return [
    said(
      "undone",
      of("undone")
        .toReversed()
        .map(({ title }) => title),
    ),
    said("not undone", of("not undone").map(withUndo)),
    said("stays", of("stays").map(withUndo)),
    said(
      "did not succeed",
      failed.map(({ step }) => step.title),
    ),
  ].flat();
}

type Fate = "undone" | "not undone" | "stays" | "nothing";

function fateOf(recovery: Recovery, step: Step, upgrade: Upgrade): Fate {
  const undo = placed(undoOf(recovery, step.id), upgrade.recovery);
  if (undo.length === 0) return leavesSomething(step.undo) ? "stays" : "nothing";
  const isOver = undo.every(({ state }) => state.status === "done" || state.skippedBy === "if");
  return isOver ? "undone" : "not undone";
}

/** In the order in which they were done. */
function doneSteps({ plan, upgrade: { doneOrder = [] } }: Turn): readonly Step[] {
  return doneOrder.flatMap((id) => plan.steps.filter((step) => step.id === id));
}

function said(word: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${word}: ${named(names)}`];
}
