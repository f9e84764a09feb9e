import type { ScanFinding, ScanTarget } from "../../assess/scan/scan-finding.ts";
import type { ScanReport } from "../scan/scan-report.ts";

/** `shop/web`, `web`, or empty where only a template knows it. */
export function objectWords({ namespace, name }: ScanFinding): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** `deploy/web.yaml:12` */
export function placeWords({
  file,
  line,
}: {
  readonly file: string;
  readonly line: number;
}): string {
  return `${file}:${line}`;
}

/**
 * Without line breaks, control characters and those that turn the direction of writing: what others
 * wrote neither breaks a line, nor moves the cursor, nor shows as something else.
 */
export function inOneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, " ");
}

/** `policy/v1beta1 PodDisruptionBudget` */
export function typeWords({ apiVersion, kind }: ScanFinding): string {
  return `${apiVersion} ${kind}`;
}

/** What becomes of it: `removed in 1.25` */
export function fateWords({ problem, removedIn, deprecatedIn }: ScanFinding): string {
  const since = deprecatedIn === undefined ? undefined : `deprecated in ${deprecatedIn}`;
  const gone = removedIn === undefined ? undefined : `removed in ${removedIn}`;
  if (problem === "removed") return gone ?? "removed";
  return [since, gone].filter((words) => words !== undefined).join(", ") || "deprecated";
}

/** What to do: `use policy/v1 PodDisruptionBudget (since 1.21)`, and who says so when we do not. */
export function helpWords({ replacement, replacementSince, origin }: ScanFinding): string {
  const says = origin === undefined ? "" : `, says ${origin.from}`;
  if (replacement === undefined) return `nothing replaces it${says}`;
  const since = replacementSince === undefined ? "" : ` (since ${replacementSince})`;
  return `use ${replacement}${since}${says}`;
}

/** The whole finding in one line, for those who see nothing else of it. */
export function findingWords(finding: ScanFinding, target: ScanTarget): string {
  const named = [typeWords(finding), objectWords(finding)]
    .filter((words) => words !== "")
    .join(" ");
  const wait =
    finding.problem === "replacement-not-served" && target.current !== undefined
      ? `, which ${target.current} does not serve yet`
      : "";
  const doubt = DOUBT[finding.certainty];
  return `${named}: ${fateWords(finding)}; ${helpWords(finding)}${wait}${doubt === "" ? "" : ` [${doubt}]`}`;
}

/** Why it is less than certain; empty when it is certain. */
export const DOUBT: Readonly<Record<ScanFinding["certainty"], string>> = {
  certain: "",
  possible: "possible",
  hint: "a hint",
};

/** The last line: what was looked at, what was found, what was not read. */
export function summaryWords(report: ScanReport): string {
  const { findings, unread, objects, files, target } = report;
  const read = `${count(objects, "object")} read in ${count(files.length, "file")}`;
  const kinds = [...Map.groupBy(findings, ({ problem }) => problem)]
    .map(([problem, found]) => `${found.length} ${problem.replaceAll("-", " ")}`)
    .join(", ");
  const found =
    findings.length === 0
      ? `nothing found for ${target.target}`
      : `${count(findings.length, "finding")} for ${target.target}: ${kinds}`;
  const rest = unread.length === 0 ? "" : `; ${count(unread.length, "place")} not read`;
  return `${found}; ${read}${rest}`;
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
