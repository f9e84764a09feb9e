import { maxKubeletLag } from "../../knowledge/skew.ts";
import type { LadderRow } from "./ladder.ts";
import type { ShapeReport } from "./plan-report.ts";
import { counted, durationRange, listed } from "./plan-words.ts";
import { ladderLines } from "./render-ladder.ts";
import { table, wrap } from "./text-table.ts";

/** What stands under a shape's first line is indented by this. */
const INDENT = 3;
const UNDER = "     ";

/** Each shape: its clusters, its strategy and why, its version ladder, and what it takes. */
export function shapeLines(shapes: readonly ShapeReport[]): readonly string[] {
  const heads = table(
    shapes.map(({ name, clusters, strategy, why }) => ({
      cells: [name, counted(clusters.length, "cluster"), strategy],
      text: firstReason(why),
    })),
  );
  // A row whose text was broken has more lines than one; a shape's first begins where the margin ends.
  const starts = heads.flatMap((line, index) => (line.startsWith("   ") ? [] : [index]));
  return shapes.flatMap((shape, index) => [
    ...heads.slice(starts[index], starts[index + 1]),
    ...ladderLines(shape.ladder, UNDER.length).map((line) => `${UNDER}${line}`),
    ...underShape(shape).flatMap((words) => wrap("", words, INDENT)),
  ]);
}

/** Of a decision that was weighed the table says the rest. */
function firstReason(why: string): string {
  return why.replace(/^(weighed: [^;:]*)[;:] .*$/s, "$1");
}

function underShape(shape: ShapeReport): readonly string[] {
  const { strategy, ladder, counts, steps, recovery, forecast, clusters } = shape;
  const isSecond = strategy === "blue-green" || strategy === "canary";
  const time = forecast === undefined ? "" : `, ${durationRange(forecast)} each`;
  const hasAddon = ladder.some(({ kind }) => kind === "addon");
  return [
    ...(hasAddon && counts.length > 0 ? [counts.map(hopCount).join("; ")] : []),
    ...ladder.flatMap(lagWords),
    ...(isSecond
      ? ["a second cluster is made at the target at once; the first stays as it is"]
      : []),
    `${counted(steps, "step")}${time}`,
    ...recovery,
    listed(clusters),
  ];
}

/** Why pools are rolled more than once. */
function lagWords({ component, kind, from, rungs }: LadderRow): readonly string[] {
  if (kind !== "node-pool" || rungs.length < 2) return [];
  const stops = rungs.slice(0, -1).map(({ to }) => to);
  return [
    `${component}: rolled ${rungs.length} times, at ${stops.join(" and ")} because kubelets of ${from} may lag by ${maxKubeletLag(from)} minors`,
  ];
}

function hopCount({ of, hops, orders }: ShapeReport["counts"][number]): string {
  const ways = orders === undefined ? "" : ` in ${orders} shortest orders`;
  const what = of.startsWith("with ") ? of : `of ${of}`;
  return `${counted(hops, "hop")} ${what}${ways}`;
}
