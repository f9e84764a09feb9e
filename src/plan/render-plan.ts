import { shortHash } from "../model/hash.ts";
import type { PlanReport, Remark, StageReport } from "./plan-report.ts";

/** Lines are broken before this column; narrower windows break them themselves. */
const WIDTH = 110;
const MARGIN = "  ";
/** Clusters that are named before the rest is only counted. */
const NAMED = 8;

/**
 * A plan's report as text for people: worst first, every section only when there is something in
 * it. Ends with a line break. `start` is what to type to start it.
 */
export function renderPlan(
  report: PlanReport,
  start = `fleetlift start ${report.rollout}`,
): string {
  const sections = [
    ["", head(report)],
    ["BLOCKED", report.blocked.flatMap(blockedLines(report))],
    ["DANGER", table(report.dangers.map(remarkRow))],
    ["SHAPES", table(report.shapes.flatMap(shapeRows))],
    ["STAGES", table(report.stages.map(stageRow))],
    ["NOTES", table(report.notes.map(remarkRow))],
    ["NOT ACTED ON", table(report.notActedOn.map(remarkRow))],
    [
      "LEFT OUT",
      table(report.leftOut.map(({ clusters, why }) => ({ cells: [listed(clusters)], text: why }))),
    ],
    ["", [next(report, start)]],
  ] as const;
  const filled = sections.filter(([, lines]) => lines.length > 0);
  const texts = filled.map(([title, lines]) =>
    [...(title === "" ? [] : [title]), ...lines].join("\n"),
  );
  return `${texts.join("\n\n")}\n`;
}

function head({ hash, rollout, counts, from, to }: PlanReport): readonly string[] {
  const title = `Plan ${shortHash(hash)} of rollout ${rollout}: ${many(counts.selected, "cluster")}`;
  if (counts.upgraded === 0) return [`${title}, nothing to do`, `  ${countWords(counts)}`];
  return [`${title}, ${range(from)} -> ${range(to)}`, `  ${countWords(counts)}`];
}

function countWords({ upgraded, alreadyThere, blocked }: PlanReport["counts"]): string {
  const parts = [
    `${upgraded} will be upgraded`,
    ...(alreadyThere === 0 ? [] : [`${alreadyThere} at the target already`]),
    ...(blocked === 0 ? [] : [`${blocked} cannot be planned`]),
  ];
  return parts.join("   ");
}

function blockedLines({ blocked }: PlanReport) {
  const indent = columnWidth(blocked.map(({ cluster }) => cluster));
  return ({ cluster, why, help }: PlanReport["blocked"][number]): readonly string[] => [
    ...wrap(cluster, why, indent),
    ...wrap("", `Opens the way: ${help}.`, indent),
  ];
}

function shapeRows(shape: PlanReport["shapes"][number]): readonly Row[] {
  const clusters = many(shape.clusters.length, "cluster");
  const more = `${many(shape.steps, "step")}; ${shape.why}; ${listed(shape.clusters)}`;
  return [
    { cells: [shape.name, clusters, shape.strategy], text: shape.hops },
    { cells: ["", "", ""], text: more },
  ];
}

function stageRow(stage: StageReport, index: number): Row {
  const { name, clusters, maxConcurrency, maxAllowedFailures, waitsFor } = stage;
  const cells = [`${index + 1}`, name, many(clusters.length, "cluster")];
  if (clusters.length === 0) return { cells, text: "passed: no cluster to upgrade" };
  const wait = waitsFor === undefined ? "starts at once" : `waits for stage ${waitsFor}`;
  const budget = `${maxConcurrency} at a time, ${many(maxAllowedFailures, "failure")} allowed`;
  return { cells, text: `${budget}, ${wait}: ${listed(clusters)}` };
}

function next({ counts }: PlanReport, start: string): string {
  if (counts.upgraded > 0) return `Next: ${start}`;
  return counts.blocked > 0
    ? "Next: open the way of what is blocked, then plan again"
    : "Nothing to start: no cluster of this rollout has anything to do.";
}

/** Cells in columns, and a text that is broken below itself. All rows have as many cells. */
interface Row {
  readonly cells: readonly string[];
  readonly text: string;
}

function table(rows: readonly Row[]): readonly string[] {
  const widths = rows
    .slice(0, 1)
    .flatMap(({ cells }) => cells.map((_, column) => column))
    .map((column) => columnWidth(rows.flatMap(({ cells }) => cells.slice(column, column + 1))));
  return rows.flatMap(({ cells, text }) => {
    const start = cells.map((cell, column) => cell.padEnd(Number(widths[column]))).join("");
    return wrap(start, text, start.length);
  });
}

function remarkRow({ about, words }: Remark): Row {
  return { cells: [about], text: words };
}

/** Of the longest and two blanks. */
function columnWidth(cells: readonly string[]): number {
  return Math.max(...cells.map((cell) => cell.length)) + 2;
}

/** A line that begins with `start` and goes on below itself where it is too long. */
function wrap(start: string, text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && MARGIN.length + indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each, index) =>
    `${MARGIN}${(index === 0 ? start : "").padEnd(indent)}${each}`.trimEnd(),
  );
}

/** `1.34`, `1.33 and 1.34`, or `1.32 to 1.34`. */
function range(versions: readonly string[]): string {
  return versions.length < 3 ? versions.join(" and ") : [versions[0], versions.at(-1)].join(" to ");
}

function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest > 1 ? `${names.slice(0, NAMED).join(", ")} and ${rest} more` : names.join(", ");
}

function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
