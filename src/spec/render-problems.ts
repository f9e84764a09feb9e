import type { Problem } from "./problem.ts";

/** A longer path pushes its own message to the right, and nobody else's. */
const WIDEST_PATH = 48;

/**
 * All problems in columns (where, which field, what), and a last line with their number:
 * `rollout.yaml:14:7  spec.stages[0].maxConcurency  unknown field. Did you mean maxConcurrency?`
 */
export function renderProblems(problems: readonly Problem[]): string {
  const places = problems.map(({ file, line, column }) => `${file}:${line}:${column}`);
  const paths = problems.map(({ path }) => path);
  const placeWidth = widest(places);
  const pathWidth = widest(paths.filter(({ length }) => length <= WIDEST_PATH));
  const lines = problems.map(({ path, message }, index) => {
    const place = (places[index] ?? "").padEnd(placeWidth);
    return pathWidth === 0 && path === ""
      ? `${place}  ${message}`
      : `${place}  ${path.padEnd(pathWidth)}  ${message}`;
  });
  const count = problems.length === 1 ? "1 error" : `${problems.length} errors`;
  return `${[...lines, `${count}; nothing was changed.`].join("\n")}\n`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
