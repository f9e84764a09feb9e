import { shortHash } from "../../model/hash.ts";
import { costWords, counted, durationRange, taskWords } from "./plan-words.ts";
import type { BlockedReport, PlanReport, ShapeReport, StageReport } from "./plan-report.ts";
import { ladderLines } from "./render-ladder.ts";

/** Clusters that are named in a table before the rest is folded away. */
const NAMED = 5;

/** Sections that a reviewer must see stand open; what many of them never need is folded. */
interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  readonly closed?: boolean;
}

/**
 * A plan's report as Markdown for a pull request: what a reviewer must see stands open, lists of
 * clusters and what can be looked up are folded away. Ends with a line break.
 */
export function renderMarkdown(report: PlanReport): string {
  const { rollout, hash, counts } = report;
  const sections: readonly Section[] = [
    { title: "Blocked", lines: report.blocked.map(blockedItem) },
    { title: "To be changed elsewhere", lines: report.managedElsewhere.map(blockedItem) },
    { title: "Dangers", lines: report.dangers.map(remarkItem) },
    { title: "Check", lines: report.warnings.map(remarkItem) },
    { title: "What will be done", lines: shapesTable(report) },
    { title: "Version ladders", lines: ladders(report), closed: true },
    { title: "Why these strategies", lines: decisionsTable(report), closed: true },
    { title: "Stages", lines: stagesTable(report) },
    { title: "Workflows of the rollout", lines: report.flows.map(flowItem) },
    { title: "When an upgrade ends early", lines: recoveryItems(report) },
    { title: "Windows", lines: windowsTable(report) },
    { title: "Deadlines", lines: deadlinesTable(report) },
    { title: "Accepted risks", lines: risksTable(report) },
    { title: "Added knowledge", lines: report.addedRecords.map(recordItem) },
    { title: "Not checked", lines: report.notChecked.map(remarkItem), closed: true },
    { title: "Notes", lines: report.notes.map(remarkItem), closed: true },
    { title: "Left out", lines: report.leftOut.map(leftOutItem) },
    {
      title: "Cannot be started by this version",
      lines: report.obstacles.map((words) => `- ${text(words)}`),
    },
  ];
  const blocks = [
    `## Plan \`${shortHash(hash)}\` of rollout \`${rollout}\``,
    summaryLine(report),
    ...effortLines(report),
    ...sections.filter(({ lines }) => lines.length > 0).map(sectionBlock),
    summaryLine(report),
    ...(counts.upgraded === 0
      ? []
      : [`Approving it approves the hash \`${hash}\` and nothing else.`]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function sectionBlock({ title, lines, closed = false }: Section): string {
  const body = lines.join("\n");
  // The blank lines let Markdown be read inside of HTML.
  return closed
    ? `<details><summary><b>${title}</b></summary>\n\n${body}\n\n</details>`
    : `### ${title}\n\n${body}`;
}

function summaryLine({ counts, from, to }: PlanReport): string {
  const { selected, upgraded, alreadyThere, managedElsewhere, blocked } = counts;
  const moved = from.length === 0 ? "add-ons only" : `${from.join(", ")} → ${to.join(", ")}`;
  const way = upgraded === 0 ? "" : `, ${moved}`;
  const parts = [
    `**${upgraded} of ${selected}** clusters will be upgraded${way}`,
    ...(alreadyThere === 0 ? [] : [`${alreadyThere} at the target already`]),
    ...(managedElsewhere === 0 ? [] : [`${managedElsewhere} to be changed elsewhere`]),
    ...(blocked === 0 ? [] : [`**${blocked} cannot be planned**`]),
  ];
  return `${parts.join("; ")}.`;
}

function effortLines({ forecast, surge, counts }: PlanReport): readonly string[] {
  const { peakNodes } = surge;
  const parts = [
    ...(forecast === undefined ? [] : [`${durationRange(forecast)} of work (P50 to P90)`]),
    ...(peakNodes === 0 ? [] : [`peak +${counted(peakNodes, "node")}`]),
    ...costWords(surge, counts.upgraded),
  ];
  return parts.length === 0 ? [] : [`${parts.join("; ")}.`];
}

function blockedItem({ cluster, why, help }: BlockedReport): string {
  return `- **${text(cluster)}**: ${text(why)}  \n  What helps: ${text(help)}.`;
}

function remarkItem({ about, words }: PlanReport["notes"][number]): string {
  return `- **${text(about)}**: ${text(words)}`;
}

function recordItem({ id, from, reason }: PlanReport["addedRecords"][number]): string {
  const why = reason === undefined ? "" : `, in place of fleetlift's own: ${text(reason)}`;
  return `- \`${id}\` from ${text(from)}${why}`;
}

function leftOutItem({ why, clusters }: PlanReport["leftOut"][number]): string {
  return `- ${text(why)}: ${folded(clusters)}`;
}

function flowItem({ when, words }: PlanReport["flows"][number]): string {
  return `- ${text(when)}: ${text(words)}`;
}

function recoveryItems({ shapes }: PlanReport): readonly string[] {
  return shapes.flatMap(({ name, recovery }) =>
    recovery.map((words) => `- ${text(name)}: ${text(words)}`),
  );
}

function shapesTable({ shapes }: PlanReport): readonly string[] {
  const cells = ({ name, clusters, strategy, hops, steps, forecast }: ShapeReport) => [
    name,
    `${clusters.length}: ${folded(clusters)}`,
    strategy,
    text(hops),
    String(steps),
    forecast === undefined ? "" : durationRange(forecast),
  ];
  return table(["", "clusters", "strategy", "what moves", "steps", "time each"], shapes.map(cells));
}

/** As a block of text, in which columns stay below each other. */
function ladders({ shapes }: PlanReport): readonly string[] {
  if (shapes.length === 0) return [];
  const lines = shapes.flatMap(({ name, ladder }) => [
    name,
    ...ladderLines(ladder, MARGIN.length).map((line) => `${MARGIN}${line}`),
  ]);
  return ["```text", ...lines, "```"];
}

const MARGIN = "  ";

function decisionsTable({ decisions }: PlanReport): readonly string[] {
  const rows = decisions.map(({ strategy, clusters, why, scores }) => [
    strategy,
    folded(clusters),
    Object.entries(scores)
      .map(([name, points]) => `${name} ${points}`)
      .join(", "),
    text(why),
  ]);
  return table(["strategy", "clusters", "scores", "why"], rows);
}

function stagesTable({ stages }: PlanReport): readonly string[] {
  const cells = (stage: StageReport): readonly string[] => {
    const { name, clusters, maxConcurrency, maxAllowedFailures, before, after, rules } = stage;
    const limits = [clusters.length, maxConcurrency, maxAllowedFailures].map(String);
    return [
      name,
      ...limits,
      text(rules.join("; ")),
      ...[before, after].map((tasks) => text(tasks.map(taskWords).join(", "))),
    ];
  };
  return table(
    ["stage", "clusters", "at a time", "failures allowed", "besides", "before", "after"],
    stages.map(cells),
  );
}

function windowsTable({ calendars }: PlanReport): readonly string[] {
  const rows = calendars.map(({ clusters, words, fit }) => [
    folded(clusters),
    text(words),
    text(fit.join("; ")),
  ]);
  return table(["clusters", "may start", "fit (P90)"], rows);
}

function deadlinesTable({ deadlines }: PlanReport): readonly string[] {
  const rows = deadlines.map(({ about, shapes, words }) => [about, shapes.join(", "), text(words)]);
  return table(["", "shapes", "until"], rows);
}

function risksTable({ acceptedRisks }: PlanReport): readonly string[] {
  const rows = acceptedRisks.map(({ name, by, until, reason, clusters }) => [
    text(name),
    text(by),
    until,
    text(reason),
    folded(clusters),
  ]);
  return table(["risk", "accepted by", "until", "because", "clusters"], rows);
}

/** Nothing where there are no rows. */
function table(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  if (rows.length === 0) return [];
  return [heading, heading.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

/** A long list is behind a line that opens it. */
function folded(clusters: readonly string[]): string {
  const all = clusters.map(text).join(", ");
  if (clusters.length <= NAMED) return all;
  const first = clusters.slice(0, NAMED).map(text).join(", ");
  return `<details><summary>${first} and ${clusters.length - NAMED} more</summary>${all}</details>`;
}

/** What people wrote must not become markup, mention anyone, or end a cell of a table. */
function text(words: string): string {
  return words
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_{}[\]>|#~]/g, (sign) => `\\${sign}`)
    .replace(/@/g, "@\u200b")
    .replace(/\s+/g, " ");
}
