import type { Problem } from "./problem.ts";

/** A longer path pushes its own message to the right, and nobody else's. */
const WIDEST_PATH = 48;

/**
 * All problems in columns (where, which field, what), and a last line with their number:
 * `rollout.yaml:14:7  spec.stages[0].maxConcurency  unknown field. Did you mean maxConcurrency?`
 */
export function renderProblems(problems: readonly Problem[]): string {
  const rows = problems.map(({ file, line, column, path, message }) => ({
    place: `${file}:${line}:${column}`,
    path,
    message,
  }));
  const placeWidth = widest(rows.map(({ place }) => place));
  const pathWidth = widest(rows.map(({ path }) => path).filter(isUsual));
  const anyPath = rows.some(({ path }) => path !== "");
  const lines = rows.map(({ place, path, message }) => {
    const columns = [place.padEnd(placeWidth), ...(anyPath ? [path.padEnd(pathWidth)] : [])];
    return [...columns, message].join("  ");
  });
  const count = problems.length === 1 ? "1 error" : `${problems.length} errors`;
  return `${[...lines, `${count}; nothing was changed.`].join("\n")}\n`;
}

const isUsual = (path: string): boolean => path.length <= WIDEST_PATH;

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
