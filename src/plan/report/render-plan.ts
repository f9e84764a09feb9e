import { shortHash } from "../../model/hash.ts";
import type { Remark } from "./dangers.ts";
import { counted, durationRange, listed, taskWords } from "./plan-words.ts";
import type { BlockedReport, PlanReport, ShapeReport, StageReport } from "./plan-report.ts";
import { decisionLines } from "./render-decision.ts";
import { columnWidth, table, wrap, type Row } from "./text-table.ts";

/**
 * A plan's report as text for people: worst first, every section only when there is something in it,
 * the summary at the top and again at the bottom. Ends with a line break. `start` is what to type to
 * start it.
 */
export function renderPlan(
  report: PlanReport,
  start = `fleetlift start ${report.rollout}`,
): string {
  const sections = [
    ["", head(report)],
    ["BLOCKED", blockedLines(report.blocked, "Opens the way")],
    ["CHANGED ELSEWHERE", blockedLines(report.managedElsewhere, "To do")],
    ["DANGER", table(report.dangers.map(remarkRow))],
    ["CHECK", table(report.warnings.map(remarkRow))],
    ["SHAPES", shapeLines(report.shapes)],
    ...decisionLines(report.decisions),
    ["STAGES", table(report.stages.map(stageRow))],
    [
      "WINDOWS",
      table(
        report.calendars.map(({ clusters, words }) => ({ cells: [listed(clusters)], text: words })),
      ),
    ],
    ["ACCEPTED RISKS", table(report.acceptedRisks.map(riskRow))],
    ["ADDED KNOWLEDGE", table(report.addedRecords.map(recordRow))],
    ["NOT CHECKED", table(report.notChecked.map(remarkRow))],
    ["NOTES", table(report.notes.map(remarkRow))],
    [
      "LEFT OUT",
      table(report.leftOut.map(({ clusters, why }) => ({ cells: [listed(clusters)], text: why }))),
    ],
    ["CANNOT BE STARTED BY THIS VERSION", report.obstacles.flatMap((words) => wrap("", words, 0))],
    ["", tail(report, start)],
  ] as const;
  const filled = sections.filter(([, lines]) => lines.length > 0);
  const texts = filled.map(([title, lines]) =>
    [...(title === "" ? [] : [title]), ...lines].join("\n"),
  );
  return `${texts.join("\n\n")}\n`;
}

function head(report: PlanReport): readonly string[] {
  const { hash, rollout, counts, from, to } = report;
  const title = `Plan ${shortHash(hash)} of rollout ${rollout}: ${counted(counts.selected, "cluster")}`;
  if (counts.upgraded === 0) return [`${title}, nothing to do`, `  ${countWords(counts)}`];
  const effort = effortWords(report);
  return [
    `${title}, ${range(from)} -> ${range(to)}`,
    `  ${countWords(counts)}`,
    ...(effort === "" ? [] : [`  ${effort}`]),
  ];
}

function countWords(counts: PlanReport["counts"]): string {
  const { upgraded, alreadyThere, managedElsewhere, blocked } = counts;
  const parts = [
    `${upgraded} will be upgraded`,
    ...(alreadyThere === 0 ? [] : [`${alreadyThere} at the target already`]),
    ...(managedElsewhere === 0 ? [] : [`${managedElsewhere} to be changed elsewhere`]),
    ...(blocked === 0 ? [] : [`${blocked} cannot be planned`]),
  ];
  return parts.join("   ");
}

/** Work, nodes and money; empty where none of it is known. */
function effortWords({ forecast, surge }: PlanReport): string {
  const { peakNodes, cost } = surge;
  const money = cost === undefined ? "" : ` (about ${cost.amount} ${cost.currency})`;
  return [
    ...(forecast === undefined ? [] : [`${durationRange(forecast)} of work`]),
    ...(peakNodes === 0 ? [] : [`peak +${counted(peakNodes, "node")}${money}`]),
  ].join("   ");
}

function blockedLines(blocked: readonly BlockedReport[], lead: string): readonly string[] {
  const indent = columnWidth(blocked.map(({ cluster }) => cluster));
  return blocked.flatMap(({ cluster, why, help }) => [
    ...wrap(cluster, why, indent),
    ...wrap("", `${lead}: ${help}.`, indent),
  ]);
}

function shapeLines(shapes: readonly ShapeReport[]): readonly string[] {
  return table(shapes.flatMap(shapeRows));
}

function shapeRows(shape: ShapeReport): readonly Row[] {
  const clusters = counted(shape.clusters.length, "cluster");
  const time = shape.forecast === undefined ? "" : `, ${durationRange(shape.forecast)} each`;
  const more = `${counted(shape.steps, "step")}${time}; ${shape.why}; ${listed(shape.clusters)}`;
  const under = ["", "", ""];
  return [
    { cells: [shape.name, clusters, shape.strategy], text: shape.hops },
    ...orderLines(shape).map((text) => ({ cells: under, text })),
    { cells: under, text: more },
  ];
}

/** How many hops, and in which order: of a way where more than control plane and pools moves. */
function orderLines({ ladder, counts }: ShapeReport): readonly string[] {
  if (!ladder.some(({ kind }) => kind === "addon")) return [];
  const rungs = ladder.flatMap(({ component, rungs: each }) =>
    each.map(({ number, to }) => ({ number, words: `${number} ${component} ${to}` })),
  );
  const inOrder = rungs.toSorted((a, b) => a.number - b.number);
  return [
    counts.map(hopCount).join("; "),
    `order: ${inOrder.map(({ words }) => words).join(", ")}`,
  ];
}

function hopCount({ of, hops, orders }: ShapeReport["counts"][number]): string {
  const ways = orders === undefined ? "" : ` (${orders} shortest orders)`;
  return `${counted(hops, "hop")} ${of}${ways}`;
}

function stageRow(stage: StageReport, index: number): Row {
  const { name, clusters, maxConcurrency, maxAllowedFailures, minSuccess, waitsFor } = stage;
  const cells = [`${index + 1}`, name, counted(clusters.length, "cluster")];
  if (clusters.length === 0) return { cells, text: "passed: no cluster to upgrade" };
  const wait = waitsFor === undefined ? "starts at once" : `waits for stage ${waitsFor}`;
  const least = minSuccess === undefined ? "" : `, ${minSuccess} must succeed`;
  const budget = `${maxConcurrency} at a time, ${counted(maxAllowedFailures, "failure")} allowed${least}`;
  const before = stage.before.map((task) => `, before it ${taskWords(task)}`).join("");
  const after = stage.after.map((task) => `, after it ${taskWords(task)}`).join("");
  return { cells, text: `${budget}, ${wait}${before}${after}: ${listed(clusters)}` };
}

function riskRow({ name, by, reason, until, clusters }: PlanReport["acceptedRisks"][number]): Row {
  return { cells: [name], text: `by ${by} until ${until}: ${reason} (${listed(clusters)})` };
}

function recordRow({ id, from, reason }: PlanReport["addedRecords"][number]): Row {
  const why = reason === undefined ? "" : `, in place of fleetlift's own: ${reason}`;
  return { cells: [id], text: `from ${from}${why}` };
}

function tail(report: PlanReport, start: string): readonly string[] {
  const { counts, obstacles } = report;
  if (counts.upgraded === 0) {
    return [
      counts.blocked > 0
        ? "Next: open the way of what is blocked, then plan again"
        : "Nothing to start: no cluster of this rollout has anything to do.",
    ];
  }
  const next =
    obstacles.length > 0 ? "Next: see above what stands in the way of a start" : `Next: ${start}`;
  return [`Plan ${shortHash(report.hash)}: ${countWords(counts)}`, next];
}

function remarkRow({ about, words }: Remark): Row {
  return { cells: [about], text: words };
}

/** `1.34`, `1.33 and 1.34`, or `1.32 to 1.34`. */
function range(versions: readonly string[]): string {
  return versions.length < 3 ? versions.join(" and ") : [versions[0], versions.at(-1)].join(" to ");
}
