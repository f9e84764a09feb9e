import { expect, it } from "vitest";
import { gate, nothing, report } from "./scan-report.fixture.ts";
import { renderScanJunit } from "./scan-junit.ts";

it("has a case for each finding, each clean file, and what was not read", () => {
  const xml = renderScanJunit(report, gate);
  expect(xml).toMatch(
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="fleetlift scan for 1\.36" tests="6" failures="3" errors="0" skipped="1">\n {2}<testsuite name=/,
  );
  expect(xml).toContain(
    '    <testcase name="batch/v1beta1 CronJob shop/a&lt;b&gt;&amp;&quot;c&quot; at line 3" classname="deploy/web budget.yaml" file="deploy/web budget.yaml"><failure message="batch/v1beta1 CronJob shop/a&lt;b&gt;',
  );
  expect(xml).toContain('file="/elsewhere/50%,:x.yaml"><system-out>/elsewhere/');
  expect(xml).toContain(
    '    <testcase name="nothing found" classname="clean.yaml" file="clean.yaml"/>\n',
  );
  expect(xml.match(/<testcase /g)).toHaveLength(6);
  expect(xml.endsWith("  </testsuite>\n</testsuites>\n")).toBe(true);
});

it("what was not read is skipped, an error under --strict; letters that XML lacks are replaced", () => {
  const skipped = "not read: a bracket is not closed ; mend it";
  const [finding] = report.findings;
  const odd = finding === undefined ? [] : [{ ...finding, changes: "a\u0007b\nc" }];
  expect(renderScanJunit({ ...report, findings: odd }, gate)).toContain(
    "changes: a\uFFFDb\nc</failure>",
  );
  expect(renderScanJunit(report, gate)).toContain(`<skipped message="${skipped}"/>`);
  const strict = renderScanJunit(report, { ...gate, strict: true });
  expect(strict).toContain(`<error message="${skipped}"/>`);
  expect(strict).toContain('errors="1" skipped="0"');
});

it("is a suite without cases where there is nothing", () => {
  expect(renderScanJunit(nothing, gate)).toContain('tests="0" failures="0" errors="0" skipped="0"');
});
