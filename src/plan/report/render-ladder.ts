import { numberWords, type LadderRow } from "./ladder.ts";
import { TEXT_WIDTH } from "./text-table.ts";

/** A way with more hops than this is hard to follow by its numbers. */
const FEW = 4;

/**
 * The version ladder of a way, a line for each component. A short way is read along its numbers:
 * `control plane  1.34.4 -1-> 1.35.4 -2-> 1.36.3`. A longer one has a column for every hop, so that
 * the order is seen at a glance, where the lines are not too long for that (`indent` stands before them).
 */
export function ladderLines(rows: readonly LadderRow[], indent: number): readonly string[] {
  const label = Math.max(...rows.map(({ component }) => component.length)) + 2;
  const columns = columnsOf(rows);
  const grid = gridLines(rows, columns, label);
  const width = Math.max(...grid.map((line) => line.length)) + indent;
  if (columns.length > FEW && width <= TEXT_WIDTH) return grid;
  return rows.map(({ component, from, rungs }) => {
    const steps = rungs.map(({ numbers, to }) => ` -${numberWords(numbers)}-> ${to}`);
    return `${component.padEnd(label)}${from}${steps.join("")}`;
  });
}

interface Column {
  readonly heading: string;
  readonly first: number;
  readonly width: number;
}

/** A column holds the hops that stand at one rung. */
function columnsOf(rows: readonly LadderRow[]): readonly Column[] {
  const rungs = rows.flatMap((row) => row.rungs);
  const columns = rungs.map(({ numbers, to }) => {
    const heading = numberWords(numbers);
    return { heading, first: Math.min(...numbers), width: Math.max(heading.length, to.length) + 1 };
  });
  return columns.toSorted((a, b) => a.first - b.first);
}

function gridLines(
  rows: readonly LadderRow[],
  columns: readonly Column[],
  label: number,
): readonly string[] {
  const start = Math.max(...rows.map(({ from }) => from.length)) + 2;
  const heading = columns.map((column) => column.heading.padEnd(column.width)).join("");
  const lines = rows.map(({ component, from, rungs }) => {
    const cells = columns.map(({ first, width }) => {
      const rung = rungs.find(({ numbers }) => Math.min(...numbers) === first);
      return (rung?.to ?? "").padEnd(width);
    });
    return `${component.padEnd(label)}${from.padEnd(start)}${cells.join("")}`;
  });
  return [`${"".padEnd(label + start)}${heading}`, ...lines].map((line) => line.trimEnd());
}
