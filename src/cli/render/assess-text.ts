import {
  countLevels,
  foldFindings,
  type FindingGroup,
  type FoldBy,
} from "../../assess/fold-findings.ts";
import { compareFindings, isAtLeast } from "../../assess/order-findings.ts";
import type { Evidence, Finding, FindingLevel } from "../../model/finding.ts";
import { isoTime } from "../../report/time-words.ts";
import { alignColumns } from "./table.ts";
import { wrap } from "./fit.ts";

/** What came of one cluster: findings, or why there are none. */
export interface AssessedCluster {
  readonly name: string;
  readonly from?: string;
  readonly to?: string | undefined;
  readonly observedAtMs?: number;
  /** Names of risks that somebody accepted for it. */
  readonly accepted?: readonly string[];
  readonly error?: string;
  readonly findings: readonly Finding[];
}

export interface AssessLook {
  readonly by: FoldBy;
  /** Every object is named. */
  readonly all: boolean;
  readonly failOn: FindingLevel | "none";
  /** Only these; left out, all that were found, and what passed as a number. */
  readonly levels?: readonly FindingLevel[] | undefined;
}

/** What is shown, and what has to be known to show it. */
interface Shown extends AssessLook {
  /** There is one cluster, which need not be named at each object. */
  readonly alone: boolean;
  /** When each cluster was looked at. */
  readonly seenAtMs: ReadonlyMap<string, number | undefined>;
}

/** Lines are broken before this column; narrower windows break them themselves. */
const WIDTH = 110;
/** More lines of one text than anyone reads. */
const MOST_LINES = 8;
const EVIDENCE_LINES = 2;
/** Objects that are named of one group before the rest is counted. */
const NAMED = 5;
/** Clusters that are named before the rest is counted; the worst are first. */
const CLUSTERS = 20;

const FOUND: readonly FindingLevel[] = [
  "Blocks",
  "Will disturb",
  "Needs a decision",
  "Not checked",
];

/**
 * An assessment as text for people: what it comes to first and last, and between them the levels,
 * worst first, each check once with why, what fixes it, and what it found. Ends with a line break.
 */
export function renderAssessment(clusters: readonly AssessedCluster[], look: AssessLook): string {
  const findings = clusters.flatMap((cluster) => cluster.findings).toSorted(compareFindings);
  const shown = look.levels ?? FOUND;
  const groups = foldFindings(
    findings.filter(({ level }) => shown.includes(level)),
    look.by,
  );
  const seenAtMs = new Map(clusters.map(({ name, observedAtMs }) => [name, observedAtMs]));
  const inFull = { ...look, alone: clusters.length === 1, seenAtMs };
  const sections = [
    `${headline(clusters, findings)}\n${clusterLines(clusters, look)}`,
    unseen(clusters),
    ...shown.map((level) => sectionOf(level, groups, inFull)),
    look.levels === undefined ? quietLines(findings) : "",
    unusedLines(clusters),
    `${verdict(findings, look)}\n`,
  ];
  return sections.filter((text) => text !== "").join("\n");
}

const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

function headline(clusters: readonly AssessedCluster[], findings: readonly Finding[]): string {
  return `${many(clusters.length, "cluster")} assessed: ${countWords(findings)}`;
}

/** `2 Blocks (1 accepted), 3 Will disturb`, or that there is nothing. */
function countWords(findings: readonly Finding[]): string {
  const words = countLevels(findings)
    .filter(({ level, open, accepted }) => FOUND.includes(level) && open + accepted > 0)
    .map(({ level, open, accepted }) => {
      const also = accepted === 0 ? "" : ` (${accepted} accepted)`;
      return `${open + accepted} ${level}${also}`;
    });
  return words.length === 0 ? "nothing was found" : words.join(", ");
}

/** One line a cluster, worst first. */
function clusterLines(clusters: readonly AssessedCluster[], { all }: AssessLook): string {
  const seen = clusters
    .filter(({ error }) => error === undefined)
    .toSorted((a, b) => compareCounts(a.findings, b.findings));
  const named = all ? seen : seen.slice(0, CLUSTERS);
  const rows = named.map(({ name, from = "", to, observedAtMs, findings }) => [
    `  ${name}`,
    to === undefined || to === from ? from : `${from} -> ${to}`,
    countWords(findings),
    observedAtMs === undefined ? "" : `seen ${isoTime(observedAtMs)}`,
  ]);
  const rest = seen.length - named.length;
  return `${alignColumns(rows)}${rest > 0 ? `  and ${rest} more, none worse; --all names them\n` : ""}`;
}

/** The worst first: by the number of open findings of each level, from the worst on. */
function compareCounts(a: readonly Finding[], b: readonly Finding[]): number {
  const [left, right] = [countLevels(a), countLevels(b)];
  const index = left.findIndex(({ open }, at) => open !== right[at]?.open);
  return (right[index]?.open ?? 0) - (left[index]?.open ?? 0);
}

function unseen(clusters: readonly AssessedCluster[]): string {
  const lines = clusters.flatMap(({ name, error }) =>
    error === undefined ? [] : hanging(`  ${name}   `, error),
  );
  return lines.length === 0 ? "" : `NOT SEEN, so nothing is known of them\n${joined(lines)}`;
}

function sectionOf(level: FindingLevel, groups: readonly FindingGroup[], shown: Shown): string {
  const ofLevel = groups.filter((group) => group.level === level);
  if (ofLevel.length === 0) return "";
  const count = ofLevel.reduce((sum, { findings }) => sum + findings.length, 0);
  const lines = ofLevel.flatMap((group) =>
    shown.by === "check" ? checkBlock(group, shown) : otherBlock(group, shown),
  );
  return `${level.toUpperCase()} (${count})\n${joined(lines)}`;
}

/** One check: why and what fixes it once, then its objects. */
function checkBlock(
  { of, findings }: FindingGroup,
  shown: Shown,
  indent = "  ",
): readonly string[] {
  const [first] = findings;
  if (first === undefined) return [];
  const objects = [...Map.groupBy(findings, objectWords(shown)).entries()];
  const named = shown.all || objects.length <= NAMED + 1 ? objects : objects.slice(0, NAMED);
  const rest = objects.length - named.length;
  const count = objects.length === 1 ? "" : ` (${objects.length})`;
  const shared = sharedEvidence(findings, shown);
  return [
    ...hanging(indent, `${of}${hopWords(first)}${count}`),
    ...hanging(`${indent}  why: `, first.why),
    ...(first.help === "" ? [] : hanging(`${indent}  fix: `, first.help)),
    ...shared.flatMap((words) => evidenceLines(`${indent}  seen: `, words, shown)),
    ...named.flatMap(([words, list]) => [
      ...hanging(`${indent}    `, words),
      ...(shared.length > 0 ? [] : list.slice(0, 1))
        .flatMap((finding) => evidenceOf(finding, shown))
        .flatMap((each) => evidenceLines(`${indent}        `, each, shown)),
    ]),
    ...(rest === 0 ? [] : [`${indent}    and ${rest} more; --all names them`]),
  ];
}

const evidenceOf = (finding: Finding, shown: Shown): readonly string[] =>
  finding.evidence.map((each) => `${each.words}${timeWords(each, finding, shown)}`);

/** What was seen alike of several objects is said once. */
function sharedEvidence(findings: readonly Finding[], shown: Shown): readonly string[] {
  const texts = new Map(
    findings.map((finding) => [evidenceOf(finding, shown).join("\n"), finding] as const),
  );
  const [only] = [...texts.values()];
  return findings.length > 1 && texts.size === 1 && only !== undefined
    ? evidenceOf(only, shown)
    : [];
}

/** Rules can be long; they are shown whole with --all. */
function evidenceLines(start: string, words: string, { all }: Shown): readonly string[] {
  return hanging(start, words, all ? MOST_LINES : EVIDENCE_LINES);
}

/** One owner or cluster, and below it its checks. */
function otherBlock({ of, findings }: FindingGroup, shown: Shown): readonly string[] {
  const checks = foldFindings(findings, "check");
  return [`  ${of}`, ...checks.flatMap((group) => checkBlock(group, shown, "    "))];
}

/** What it is about, whose that is, and who took it upon them. */
const objectWords =
  ({ alone, by }: Shown) =>
  ({ cluster, object, owner, accepted }: Finding): string => {
    const where = alone || by === "cluster" || object === cluster ? "" : `${cluster}: `;
    const whose = owner === undefined || by === "owner" ? "" : `   owner ${owner}`;
    const taken =
      accepted === undefined
        ? ""
        : `   ACCEPTED by ${accepted.by} until ${accepted.until}: ${accepted.reason}`;
    return `${where}${object}${whose}${taken}`;
  };

/** When it was, where that is another time than that of the look at the cluster. */
function timeWords({ atMs }: Evidence, { cluster }: Finding, { seenAtMs }: Shown): string {
  return seenAtMs.get(cluster) === atMs ? "" : ` (${isoTime(atMs)})`;
}

const hopWords = ({ hop }: Finding): string =>
  hop === undefined ? "" : `, before the hop to ${hop}`;

function quietLines(findings: readonly Finding[]): string {
  const words = countLevels(findings)
    .filter(({ level, open }) => !FOUND.includes(level) && open > 0)
    .map(({ level, open }) => `${open} ${level}`);
  return words.length === 0 ? "" : `${words.join(", ")}: --level passed --level not-applicable\n`;
}

/** An acceptance that nothing came of anywhere is a misspelt name, or one that can go. */
function unusedLines(clusters: readonly AssessedCluster[]): string {
  const found = new Set(
    clusters.flatMap(({ findings }) => findings.flatMap(({ id, check }) => [id, check])),
  );
  const names = new Set(clusters.flatMap(({ accepted = [] }) => accepted));
  const unused = [...names].filter((name) => !found.has(name));
  if (unused.length === 0) return "";
  return `ACCEPTED, AND NOT KNOWN\n${joined(
    hanging("  ", `${unused.join(", ")}: no check and no finding is called so`),
  )}`;
}

function verdict(findings: readonly Finding[], { failOn }: AssessLook): string {
  const words = countWords(findings);
  if (failOn === "none") return words;
  const failing = findings.filter(
    ({ level, accepted }) => accepted === undefined && isAtLeast(level, failOn),
  );
  if (failing.length === 0) return `${words}; nothing open at ${failOn} or worse`;
  return `${words}; ${many(failing.length, "finding")} at ${failOn} or worse ${failing.length === 1 ? "is" : "are"} open`;
}

/** Lines that begin with `start` and go on below their own text. */
function hanging(start: string, words: string, most: number = MOST_LINES): readonly string[] {
  const lines = wrap(words, WIDTH - start.length, most);
  return lines.map((line, index) => `${index === 0 ? start : " ".repeat(start.length)}${line}`);
}

const joined = (lines: readonly string[]): string =>
  lines.map((line) => `${line.trimEnd()}\n`).join("");
