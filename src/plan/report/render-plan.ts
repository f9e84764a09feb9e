import { shortHash } from "../../model/hash.ts";
import type { Remark } from "./dangers.ts";
import { costWords, counted, durationRange, listed, moneyWords, taskWords } from "./plan-words.ts";
import type { ClusterReport } from "./cluster-report.ts";
import type { BlockedReport, PlanReport, StageReport } from "./plan-report.ts";
import { decisionLines } from "./render-decision.ts";
import { shapeLines } from "./render-shapes.ts";
import { columnWidth, table, wrap, type Row } from "./text-table.ts";

/**
 * A plan's report as text for people: worst first, every section only when there is something in it,
 * the summary at the top and again at the bottom. Ends with a line break. `start` is what to type to
 * start it; `wide` lists every cluster.
 */
export function renderPlan(
  report: PlanReport,
  start = `fleetlift start ${report.rollout}`,
  wide = false,
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
    ["WORKFLOWS", table(report.flows.map(({ when, words }) => ({ cells: [when], text: words })))],
    ["WINDOWS", table(report.calendars.flatMap(calendarRows))],
    ["DEADLINES", table(report.deadlines.map(deadlineRow))],
    ["CLUSTERS", wide ? table(report.clusters.map(clusterRow)) : []],
    ["ACCEPTED RISKS", table(report.acceptedRisks.map(riskRow))],
    ["ADDED KNOWLEDGE", table(report.addedRecords.map(recordRow))],
    ["NOT CHECKED", table(report.notChecked.map(remarkRow))],
    ["NOTES", table(report.notes.map(remarkRow))],
    [
      "LEFT OUT",
      table(report.leftOut.map(({ clusters, why }) => ({ cells: [listed(clusters)], text: why }))),
    ],
    ["CANNOT BE STARTED BY THIS VERSION", report.obstacles.flatMap((words) => wrap("-", words, 2))],
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
    `${title}, ${from.length === 0 ? "add-ons only" : `${range(from)} -> ${range(to)}`}`,
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
function effortWords({ forecast, surge, counts }: PlanReport): string {
  const { peakNodes } = surge;
  return [
    ...(forecast === undefined ? [] : [`${durationRange(forecast)} of work`]),
    ...(peakNodes === 0 ? [] : [`peak +${counted(peakNodes, "node")}`]),
    ...costWords(surge, counts.upgraded),
  ].join("   ");
}

function blockedLines(blocked: readonly BlockedReport[], lead: string): readonly string[] {
  const alike = Map.groupBy(blocked, ({ why, help }) => `${why} ${help}`);
  const rows = [...alike.values()].flatMap((list) =>
    list
      .slice(0, 1)
      .map(({ why, help }) => ({ names: list.map(({ cluster }) => cluster), why, help })),
  );
  const single = rows.flatMap(({ names }) => (names.length === 1 ? names : []));
  const indent = columnWidth([...single, ""]);
  return rows.flatMap(({ names, why, help }) => [
    ...(names.length === 1
      ? wrap(names.join(""), why, indent)
      : [
          ...wrap(`${counted(names.length, "cluster")}: ${listed(names)}`, "", 0),
          ...wrap("", why, indent),
        ]),
    ...wrap("", `${lead}: ${help}.`, indent),
  ]);
}

function stageRow(stage: StageReport, index: number): Row {
  const { name, clusters, maxConcurrency, maxAllowedFailures, minSuccess, waitsFor } = stage;
  const cells = [`${index + 1}`, name, counted(clusters.length, "cluster")];
  if (clusters.length === 0) return { cells, text: "passed: no cluster to upgrade" };
  const wait = waitsFor === undefined ? "starts at once" : `waits for ${waitsFor}`;
  const rules = stage.rules.map((words) => `, ${words}`).join("");
  const least = minSuccess === undefined ? "" : `, ${minSuccess} must succeed`;
  const budget = `${maxConcurrency} at a time, ${counted(maxAllowedFailures, "failure")} allowed${least}`;
  const before = stage.before.map((task) => `, before it ${taskWords(task)}`).join("");
  const after = stage.after.map((task) => `, after it ${taskWords(task)}`).join("");
  return { cells, text: `${budget}, ${wait}${rules}${before}${after}: ${listed(clusters)}` };
}

function calendarRows({ clusters, words, fit }: PlanReport["calendars"][number]): readonly Row[] {
  return [
    { cells: [listed(clusters)], text: words },
    ...fit.map((text) => ({ cells: [""], text })),
  ];
}

function deadlineRow({ about, shapes, words }: PlanReport["deadlines"][number]): Row {
  return { cells: [about, shapes.join(", ")], text: words };
}

function clusterRow(cluster: ClusterReport): Row {
  const { name, stage, shape, strategy, from, to, forecast, surge } = cluster;
  const time = forecast === undefined ? [] : [durationRange(forecast)];
  const nodes = surge === undefined ? [] : [`+${counted(surge.nodes, "node")}`];
  const cost = surge?.cost === undefined ? [] : [`about ${moneyWords(surge.cost)}`];
  return {
    cells: [name, stage, shape, strategy, `${from} > ${to}`],
    text: [...time, ...nodes, ...cost].join(", "),
  };
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
