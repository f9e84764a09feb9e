import { expect, it } from "vitest";
import { nothing, report } from "./scan-report.fixture.ts";
import { renderScanTable } from "./scan-table.ts";
import { renderScanText } from "./scan-text.ts";
import { findingWords, inOneLine, summaryWords } from "./scan-words.ts";

it("tells the worst first, each API once, and wraps what changes", () => {
  expect(renderScanText(report, 72)).toBe(`REMOVED, not served by 1.36
  policy/v1beta1 PodDisruptionBudget   removed in 1.25; use policy/v1 PodDisruptionBudget (since 1.21)
    changes: an empty selector selects every pod of the namespace, where
             it selected none
      deploy/web budget.yaml:3   shop/web
      deploy/web budget.yaml:9   -          possible

REPLACEMENT NOT SERVED by 1.20 yet: to be changed on the way
  batch/v1beta1 CronJob   deprecated in 1.21, removed in 1.25; use batch/v1 CronJob (since 1.21)
      deploy/web budget.yaml:3   shop/a<b>&"c"

DEPRECATED, still served by 1.36
  v1 ComponentStatus   deprecated in 1.19; nothing replaces it
      /elsewhere/50%,:x.yaml:3   web   a hint

NOT READ, so nothing is known of it
  torn.yaml:2   a bracket is not closed${" "}
      mend it
`);
});

it("tells nothing where there is nothing", () => {
  expect(renderScanText(nothing, 80)).toBe("");
  expect(renderScanTable(nothing)).toBe("");
});

it("shows every finding in a line of its own", () => {
  const lines = renderScanTable({ ...report, unread: [] }).split("\n");
  expect(lines[0]).toMatch(/^PROBLEM +CERTAINTY +PLACE +API VERSION +KIND +OBJECT +DEPRECATED/);
  expect(lines).toHaveLength(6);
  expect(renderScanTable({ ...nothing, unread: report.unread })).toMatch(
    /^NOT READ +WHY +HELP\ntorn/,
  );
});

it("says a finding in one line", () => {
  expect(report.findings.map((finding) => findingWords(finding, report.target))).toEqual([
    "policy/v1beta1 PodDisruptionBudget shop/web: removed in 1.25; use policy/v1 PodDisruptionBudget (since 1.21)",
    "policy/v1beta1 PodDisruptionBudget: removed in 1.25; use policy/v1 PodDisruptionBudget (since 1.21) [possible]",
    'batch/v1beta1 CronJob shop/a<b>&"c": deprecated in 1.21, removed in 1.25; use batch/v1 CronJob (since 1.21), which 1.20 does not serve yet',
    "v1 ComponentStatus web: deprecated in 1.19; nothing replaces it [a hint]",
  ]);
});

it("sums up", () => {
  expect(summaryWords(report)).toBe(
    "4 findings for 1.36: 2 removed, 1 replacement not served, 1 deprecated; 12 objects read in 3 files; 1 place not read",
  );
  expect(summaryWords(nothing)).toBe("nothing found for 1.36; 0 objects read in 0 files");
});

it("characters that turn the direction of writing do not reach the terminal", () => {
  expect(inOneLine("web\u202Etxt.\u2066x\u001B[31m\nkind")).toBe("web txt. x [31m kind");
});
