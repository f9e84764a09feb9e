import { shortHash } from "../../model/hash.ts";
import type { PlanReport } from "./plan-report.ts";

/** Clusters that are named in a table before the rest is folded away. */
const NAMED = 5;

/**
 * A plan's report as Markdown for a pull request: what a reviewer must see stands open, lists of
 * clusters are folded away. Ends with a line break.
 */
export function renderMarkdown(report: PlanReport): string {
  const { rollout, hash, counts } = report;
  const sections = [
    [`## Plan \`${shortHash(hash)}\` of rollout \`${rollout}\``, summaryLine(report)],
    section(
      "Blocked",
      report.blocked.map(
        ({ cluster, why, help }) =>
          `- **${text(cluster)}**: ${text(why)}  \n  Opens the way: ${text(help)}.`,
      ),
    ),
    section(
      "Dangers",
      report.dangers.map(({ about, words }) => `- **${text(about)}**: ${text(words)}`),
    ),
    section(
      "Check",
      report.warnings.map(({ about, words }) => `- **${text(about)}**: ${text(words)}`),
    ),
    section("What will be done", shapesTable(report)),
    section("Stages", stagesTable(report)),
    section(
      "Left out",
      report.leftOut.map(({ why, clusters }) => `- ${text(why)}: ${folded(clusters)}`),
    ),
    section(
      "Notes",
      report.notes.map(({ about, words }) => `- ${text(about)}: ${text(words)}`),
    ),
    [summaryLine(report), `Approving it approves the hash \`${hash}\` and nothing else.`],
  ];
  const upgraded = counts.upgraded === 0 ? sections.slice(0, -1) : sections;
  return `${upgraded
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n\n"))
    .join("\n\n")}\n`;
}

function summaryLine({ counts, from, to }: PlanReport): string {
  const { selected, upgraded, alreadyThere, blocked } = counts;
  const way = upgraded === 0 ? "" : `, ${from.join(", ")} → ${to.join(", ")}`;
  const parts = [
    `**${upgraded} of ${selected}** clusters will be upgraded${way}`,
    ...(alreadyThere === 0 ? [] : [`${alreadyThere} at the target already`]),
    ...(blocked === 0 ? [] : [`**${blocked} cannot be planned**`]),
  ];
  return `${parts.join("; ")}.`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`### ${title}`, lines.join("\n")];
}

function shapesTable({ shapes }: PlanReport): readonly string[] {
  if (shapes.length === 0) return [];
  return [
    "| | clusters | strategy | what moves | steps |",
    "| --- | --- | --- | --- | --- |",
    ...shapes.map(
      ({ name, clusters, strategy, hops, steps }) =>
        `| ${name} | ${clusters.length}: ${folded(clusters)} | ${strategy} | ${text(hops)} | ${steps} |`,
    ),
  ];
}

function stagesTable({ stages }: PlanReport): readonly string[] {
  if (stages.length === 0) return [];
  return [
    "| stage | clusters | at a time | failures allowed |",
    "| --- | --- | --- | --- |",
    ...stages.map(
      ({ name, clusters, maxConcurrency, maxAllowedFailures }) =>
        `| ${name} | ${clusters.length} | ${maxConcurrency} | ${maxAllowedFailures} |`,
    ),
  ];
}

/** A long list is behind a line that opens it. */
function folded(clusters: readonly string[]): string {
  const all = clusters.map(text).join(", ");
  if (clusters.length <= NAMED) return all;
  return `<details><summary>${clusters.slice(0, NAMED).map(text).join(", ")} and ${clusters.length - NAMED} more</summary>${all}</details>`;
}

/** What people wrote must not become markup or end a cell of a table. */
function text(words: string): string {
  return words.replace(/[\\`*_{}[\]<>|]/g, (sign) => `\\${sign}`).replace(/\s+/g, " ");
}
