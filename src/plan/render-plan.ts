import { shortHash } from "../model/hash.ts";
import type { PlanReport, StageReport } from "./plan-report.ts";

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
    ["DANGER", table(report.dangers.map(({ about, words }) => [about, words]))],
    ["SHAPES", table(report.shapes.flatMap(shapeRows))],
    ["STAGES", table(report.stages.map(stageRow))],
    ["NOTES", table(report.notes.map(({ about, words }) => [about, words]))],
    ["NOT ACTED ON", table(report.notActedOn.map(({ about, words }) => [about, words]))],
    ["LEFT OUT", table(report.leftOut.map(({ clusters, why }) => [listed(clusters), why]))],
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

function shapeRows(shape: PlanReport["shapes"][number]): readonly (readonly string[])[] {
  const clusters = many(shape.clusters.length, "cluster");
  return [
    [shape.name, clusters, shape.strategy, shape.hops],
    ["", "", "", `${many(shape.steps, "step")}; ${shape.why}; ${listed(shape.clusters)}`],
  ];
}

function stageRow(stage: StageReport, index: number): readonly string[] {
  const { name, clusters, maxConcurrency, maxAllowedFailures, waitsFor } = stage;
  const order = `${index + 1}`;
  if (clusters.length === 0) return [order, name, "no cluster to upgrade", "it is passed"];
  const wait = waitsFor === undefined ? "starts at once" : `waits for stage ${waitsFor}`;
  const budget = `${maxConcurrency} at a time, ${many(maxAllowedFailures, "failure")} allowed`;
  return [order, name, many(clusters.length, "cluster"), `${budget}, ${wait}: ${listed(clusters)}`];
}

function next({ counts }: PlanReport, start: string): string {
  if (counts.upgraded > 0) return `Next: ${start}`;
  return counts.blocked > 0
    ? "Next: open the way of what is blocked, then plan again"
    : "Nothing to start: no cluster of this rollout has anything to do.";
}

/** Rows in columns; the last column is wrapped. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = rows;
  const widths = first.map((_, column) => columnWidth(rows.map((row) => row[column] ?? "")));
  return rows.flatMap((row) => {
    const cells = row.slice(0, -1).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const indent = widths.slice(0, -1).reduce((sum, width) => sum + width, 0);
    return wrap(cells.join(""), row.slice(-1).join(""), indent);
  });
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
