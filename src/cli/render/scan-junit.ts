import { isFailing, type ScanGate, type ScanReport } from "../scan/scan-report.ts";
import { findingWords, inOneLine, objectWords, typeWords } from "./scan-words.ts";

/**
 * The report as JUnit XML, as Jenkins, GitLab and Azure read it: a test case for each finding, which
 * fails when it is at or above `--fail-on`; one for each file without any, which passes; and one for
 * what was not read, which is an error under `--strict` and skipped otherwise.
 */
export function renderScanJunit(report: ScanReport, gate: ScanGate): string {
  const { findings, unread, files, target } = report;
  const told = new Set([...findings, ...unread].map(({ file }) => file));
  const clean = files.filter((file) => !told.has(file));
  const failing = findings.filter((finding) => isFailing(finding, gate, target));
  const errors = gate.strict ? unread.length : 0;
  const counts = attributes({
    name: `fleetlift scan for ${target.target}`,
    tests: String(findings.length + unread.length + clean.length),
    failures: String(failing.length),
    errors: String(errors),
    skipped: String(unread.length - errors),
  });
  const cases = [
    ...findings.map((finding) => {
      const words = findingWords(finding, target);
      const changes = finding.changes === "" ? "" : `\nWhat changes: ${finding.changes}`;
      const details = `${finding.file}:${finding.line}\n${words}${changes}`;
      const named = [typeWords(finding), objectWords(finding)].join(" ").trim();
      const body = isFailing(finding, gate, target)
        ? `<failure${attributes({ message: words, type: finding.problem })}>${escaped(details)}</failure>`
        : `<system-out>${escaped(details)}</system-out>`;
      return testCase(finding.file, `${named} at line ${finding.line}`, body);
    }),
    ...unread.map(({ file, line, reason, help }) => {
      const tag = gate.strict ? "error" : "skipped";
      const message = attributes({ message: `not read: ${reason}; ${help}` });
      return testCase(file, `not read at line ${line}`, `<${tag}${message}/>`);
    }),
    ...clean.map((file) => testCase(file, "nothing found", "")),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites${counts}>
  <testsuite${counts}>
${cases.join("")}  </testsuite>
</testsuites>
`;
}

function testCase(file: string, name: string, body: string): string {
  const start = `    <testcase${attributes({ name, classname: file, file })}`;
  return body === "" ? `${start}/>\n` : `${start}>${body}</testcase>\n`;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(inOneLine(value))}"`)
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** XML 1.0 has no way to write most control characters: they are shown as such. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter)
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
