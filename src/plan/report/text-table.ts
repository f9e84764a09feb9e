/** Lines are broken before this column; narrower windows break them themselves. */
export const TEXT_WIDTH = 110;
const MARGIN = "  ";

/** Cells in columns, and a text that is broken below itself. All rows have as many cells. */
export interface Row {
  readonly cells: readonly string[];
  readonly text: string;
}

/** Rows as lines, their columns below each other. */
export function table(rows: readonly Row[]): readonly string[] {
  const widths = rows
    .slice(0, 1)
    .flatMap(({ cells }) => cells.map((_, column) => column))
    .map((column) => columnWidth(rows.flatMap(({ cells }) => cells.slice(column, column + 1))));
  return rows.flatMap(({ cells, text }) => {
    const start = cells.map((cell, column) => cell.padEnd(Number(widths[column]))).join("");
    return wrap(start, text, start.length);
  });
}

/** Of the longest and two blanks. */
export function columnWidth(cells: readonly string[]): number {
  return Math.max(...cells.map((cell) => cell.length)) + 2;
}

/** A line that begins with `start` and goes on below itself where it is longer than `width`. */
export function wrap(
  start: string,
  text: string,
  indent: number,
  width = TEXT_WIDTH,
): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && MARGIN.length + indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each, index) =>
    `${MARGIN}${(index === 0 ? start : "").padEnd(indent)}${each}`.trimEnd(),
  );
}
