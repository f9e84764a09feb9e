import { isFailing, type ScanGate, type ScanReport } from "../scan/scan-report.ts";
import { pathInRoot, type Roots } from "./scan-uri.ts";
import { findingWords, inOneLine } from "./scan-words.ts";

/**
 * The report as workflow commands of GitHub Actions, which shows them at their lines of a pull
 * request: errors for what fails the scan, warnings for the rest.
 */
export function renderScanGithub(report: ScanReport, gate: ScanGate, roots: Roots): string {
  const placed = <At extends Place>(at: At): At => ({ ...at, file: pathInRoot(at.file, roots) });
  const { findings, unread, target } = report;
  const found = findings.map((finding) => {
    const level = isFailing(finding, gate, target) ? "error" : "warning";
    const changes = finding.changes === "" ? "" : `\n${finding.changes}`;
    const title = `Kubernetes API ${finding.problem.replaceAll("-", " ")}`;
    return command(
      level,
      placed(finding),
      title,
      inOneLine(findingWords(finding, target)) + changes,
    );
  });
  const level = gate.strict ? "error" : "warning";
  const rest = unread.map((each) =>
    command(level, placed(each), "Not read", `${each.reason}\n${each.help}`),
  );
  return [...found, ...rest].join("");
}

interface Place {
  readonly file: string;
  readonly line: number;
}

function command(
  level: "error" | "warning",
  { file, line }: Place,
  title: string,
  message: string,
): string {
  const properties = `file=${property(file)},line=${line},title=${property(title)}`;
  return `::${level} ${properties}::${data(message)}\n`;
}

/** The runner's own escapes; nothing in a file may begin a command of its own, or colour the log. */
function data(text: string): string {
  const escaped = text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return escaped.replaceAll(/\p{Cc}/gu, "\uFFFD");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
