import type { Decision } from "../../model/plan.ts";
import type { DecisionReport } from "./decision-report.ts";
import { counted, listed } from "./plan-words.ts";

/** Decisions that are shown as a whole table; the rest is only counted. */
const SHOWN = 6;

const STRATEGIES = ["in-place", "rolling", "canary", "blue-green"] as const;

type Section = readonly [string, readonly string[]];

/** A section for each decision that was weighed: the points of every strategy, what chose, and what is ruled out. */
export function decisionLines(decisions: readonly DecisionReport[]): readonly Section[] {
  const rest = decisions.slice(SHOWN);
  const more: readonly Section[] =
    rest.length === 0
      ? []
      : [["", [`and ${counted(rest.length, "decision")} more: fleetlift plan -o json shows them`]]];
  return [...decisions.slice(0, SHOWN).map(decisionSection), ...more];
}

function decisionSection(decision: DecisionReport): Section {
  const { strategy, clusters, weighed, scores, ruledOut } = decision;
  const rows = [
    ...weighed.map(({ factor, seen, points }) => ({ name: words(factor, seen), points })),
    { name: "score", points: scores },
  ];
  const shown = STRATEGIES.filter((each) => scores[each] !== undefined);
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const lines = rows.map(({ name, points }) => {
    const cells = shown.map((each) => cell(points[each]).padStart(each.length + 2));
    return `  ${name.padEnd(width)}${cells.join("")}`.trimEnd();
  });
  const title = `WHY ${strategy} for ${listed(clusters)}`;
  const heading = `  ${"".padEnd(width)}${shown.map((each) => `  ${each}`).join("")}`;
  const chosen = `  chosen: ${decision.why}`;
  return [title, [heading, ...lines, chosen, ...ruledOutLines(ruledOut)]];
}

function words(factor: string, seen: string): string {
  return seen === "" ? factor : `${factor}: ${seen}`;
}

function cell(points: number | undefined): string {
  if (points === undefined) return "0";
  return points > 0 ? `+${points}` : String(points);
}

function ruledOutLines(ruledOut: Decision["ruledOut"]): readonly string[] {
  return STRATEGIES.flatMap((strategy) => {
    const why = ruledOut[strategy];
    return why === undefined ? [] : [`  ${strategy} is ruled out: ${why}`];
  });
}
