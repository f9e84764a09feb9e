import type { Decision } from "../../model/plan.ts";
import type { DecisionReport } from "./decision-report.ts";
import { counted, listed } from "./plan-words.ts";
import { TEXT_WIDTH, wrap } from "./text-table.ts";

/** Decisions that are shown as a whole table; the rest is only counted. */
const SHOWN = 6;

const STRATEGIES = ["in-place", "rolling", "canary", "blue-green"] as const;

type Strategy = (typeof STRATEGIES)[number];

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
  const { strategy, clusters, scores, ruledOut } = decision;
  const title = `WHY ${strategy} for ${listed(clusters)}`;
  const shown = STRATEGIES.filter((each) => scores[each] !== undefined);
  // With nothing to choose from there is nothing to compare.
  const compared = shown.length < 2 ? [] : tableLines(decision, shown);
  return [
    title,
    [
      ...compared,
      ...wrap("", decision.why.replace(/^weighed: /, "chosen: "), 0),
      ...ruledOutLines(shown.length < 2 ? {} : ruledOut),
    ],
  ];
}

/** The points of every strategy that could be had; what gives none to any of them is only named. */
function tableLines(
  { weighed, scores }: DecisionReport,
  shown: readonly Strategy[],
): readonly string[] {
  const cells = (points: Decision["scores"]): string =>
    shown.map((each) => cell(points[each]).padStart(each.length + 2)).join("");
  const isIdle = ({ points }: Decision["weighed"][number]): boolean =>
    shown.every((each) => (points[each] ?? 0) === 0);
  const rows = weighed
    .filter((each) => !isIdle(each))
    .map(({ factor, seen, points }) => ({ name: words(factor, seen), points }));
  const room = TEXT_WIDTH - 2 - cells({}).length;
  const longest = Math.max(...rows.map(({ name }) => name.length), "score".length);
  const width = Math.min(longest + 2, room);
  const idle = weighed.filter(isIdle).map(({ factor }) => factor);
  return [
    `  ${"".padEnd(width)}${shown.map((each) => `  ${each}`).join("")}`,
    ...[...rows, { name: "score", points: scores }].flatMap(({ name, points }) => {
      const lines = wrap("", name, 0, width + 2);
      return lines.map((line, index) =>
        index === 0 ? `${line.padEnd(width + 2)}${cells(points)}` : line,
      );
    }),
    ...(idle.length === 0 ? [] : wrap("", `no points: ${idle.join(", ")}`, 0)),
  ];
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
    return why === undefined ? [] : wrap("", `${strategy} is ruled out: ${why}`, 0);
  });
}
