import type { ScanFinding, ScanProblem, Unread } from "../../assess/scan/scan-finding.ts";
import { PROBLEMS, type ScanReport } from "../scan/scan-report.ts";
import { wrap } from "./fit.ts";
import {
  DOUBT,
  fateWords,
  helpWords,
  inOneLine,
  objectWords,
  placeWords,
  typeWords,
} from "./scan-words.ts";
import { alignColumns } from "./table.ts";

/** Of a field's changes and of a reason; a screen, not a book. */
const MOST_LINES = 12;

/**
 * The report as it is read: worst first, each API once with its fate, what to use and what changes,
 * then its places; at the end what was not read. Empty when there is nothing to tell. `columns` is
 * how wide it may be.
 */
export function renderScanText(report: ScanReport, columns: number): string {
  const sections = PROBLEMS.map((problem) => sectionOf(report, problem, columns));
  return [...sections, unreadSection(report.unread)].filter((text) => text !== "").join("\n");
}

function sectionOf(report: ScanReport, problem: ScanProblem, columns: number): string {
  const found = report.findings.filter((finding) => finding.problem === problem);
  if (found.length === 0) return "";
  const { target, current } = report.target;
  const titles: Readonly<Record<ScanProblem, string>> = {
    removed: `REMOVED, not served by ${target}`,
    "replacement-not-served": `REPLACEMENT NOT SERVED by ${current} yet: to be changed on the way`,
    deprecated: `DEPRECATED, still served by ${target}`,
  };
  const apis = Map.groupBy(found, (finding) => `${typeWords(finding)} ${finding.record}`);
  const blocks = [...apis.values()].map((places) => blockOf(places, columns));
  return `${titles[problem]}\n${blocks.join("")}`;
}

function blockOf(places: readonly ScanFinding[], columns: number): string {
  const [first] = places;
  if (first === undefined) return "";
  const head = `  ${inOneLine(typeWords(first))}   ${inOneLine(`${fateWords(first)}; ${helpWords(first)}`)}\n`;
  const changes = first.changes === "" ? "" : hanging("    changes: ", first.changes, columns);
  const rows = places.map((finding) => [
    `      ${inOneLine(placeWords(finding))}`,
    inOneLine(objectWords(finding)) || "-",
    DOUBT[finding.certainty],
  ]);
  return head + changes + alignColumns(rows);
}

function hanging(start: string, words: string, columns: number): string {
  const lines = wrap(words, Math.max(columns - start.length, 40), MOST_LINES);
  return lines
    .map((line, index) => `${index === 0 ? start : " ".repeat(start.length)}${line}\n`)
    .join("");
}

function unreadSection(unread: readonly Unread[]): string {
  if (unread.length === 0) return "";
  const places = unread.map(
    (each) =>
      `  ${inOneLine(placeWords(each))}   ${inOneLine(each.reason)}\n      ${inOneLine(each.help)}\n`,
  );
  return `NOT READ, so nothing is known of it\n${places.join("")}`;
}
