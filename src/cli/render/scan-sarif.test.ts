import { expect, it } from "vitest";
import { gate, nothing, report } from "./scan-report.fixture.ts";
import { renderScanSarif } from "./scan-sarif.ts";

const context = { version: "0.1.0", cwd: "/src/my repo", root: "/src/my repo" };

/** What the tests look at of a SARIF log. */
interface Log {
  readonly version: string;
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly originalUriBaseIds: unknown;
      readonly invocations: readonly [
        { executionSuccessful: boolean; toolExecutionNotifications: readonly unknown[] },
      ];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly locations: readonly unknown[];
        readonly partialFingerprints: Readonly<Record<string, string>>;
      }[];
    },
  ];
}

function render(from = report, options = gate, at = context): Log["runs"][0] {
  // Our own document, whose form the tests are about.
  const log = JSON.parse(renderScanSarif(from, options, at)) as Log;
  expect(log.version).toBe("2.1.0");
  return log.runs[0];
}

it("has a rule for each API and what is wrong with it, and every result names its rule", () => {
  const { tool, results } = render();
  expect(tool.driver.rules.map(({ id }) => id)).toEqual([
    "removed/apis/policy/v1beta1/PodDisruptionBudget",
    "replacement-not-served/apis/batch/v1beta1/CronJob",
    "deprecated/apis/core/v1/ComponentStatus",
  ]);
  expect(tool.driver.rules[0]).toEqual({
    id: "removed/apis/policy/v1beta1/PodDisruptionBudget",
    name: "PodDisruptionBudgetRemoved",
    shortDescription: { text: "policy/v1beta1 PodDisruptionBudget is removed" },
    fullDescription: {
      text: "policy/v1beta1 PodDisruptionBudget: removed in 1.25; use policy/v1 PodDisruptionBudget (since 1.21).",
    },
    help: {
      text: "policy/v1beta1 PodDisruptionBudget: removed in 1.25; use policy/v1 PodDisruptionBudget (since 1.21). What changes: an empty selector selects every pod of the namespace, where it selected none",
    },
    helpUri: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
    defaultConfiguration: { level: "error" },
    properties: { tags: ["kubernetes", "api", "removed"] },
  });
  for (const { ruleId, ruleIndex } of results)
    expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

it("is as loud as what is wrong, and one step less when it is only possible", () => {
  expect(render().results.map(({ level }) => level)).toEqual(["error", "warning", "error", "note"]);
  const deprecated = report.findings.map((finding) => ({
    ...finding,
    problem: "deprecated" as const,
  }));
  const levels = render({ ...report, findings: deprecated }).results.map(({ level }) => level);
  expect(levels).toEqual(["warning", "note", "warning", "note"]);
});

it("tells places from the root, encoded; what is outside of it with its whole path", () => {
  const { results, originalUriBaseIds } = render();
  expect(originalUriBaseIds).toEqual({ SRCROOT: { uri: "file:///src/my%20repo/" } });
  expect(results.map(({ locations }) => locations[0])).toMatchObject([
    {
      physicalLocation: {
        artifactLocation: { uri: "deploy/web%20budget.yaml", uriBaseId: "SRCROOT" },
        region: { startLine: 3 },
      },
    },
    { physicalLocation: { region: { startLine: 9 } } },
    {},
    { physicalLocation: { artifactLocation: { uri: "file:///elsewhere/50%25%2C%3Ax.yaml" } } },
  ]);
  const inside = { ...context, cwd: "/src/my repo/sub" };
  expect(render(report, gate, inside).results[0]?.locations[0]).toMatchObject({
    physicalLocation: { artifactLocation: { uri: "sub/deploy/web%20budget.yaml" } },
  });
});

it("a fingerprint outlives a move of lines, and tells objects apart that are alike", () => {
  const prints = (lines: number): readonly (string | undefined)[] => {
    const [first, second] = report.findings;
    const findings = [first, first, second].flatMap((finding) =>
      finding === undefined ? [] : [{ ...finding, line: finding.line + lines }],
    );
    return render({ ...report, findings }).results.map(
      (each) => each.partialFingerprints["fleetlift/v1"],
    );
  };
  expect(new Set(prints(0)).size).toBe(3);
  expect(prints(7)).toEqual(prints(0));
});

it("what was not read is a notification, and under --strict the run was no success", () => {
  const [loose] = render().invocations;
  expect(loose).toMatchObject({
    executionSuccessful: true,
    toolExecutionNotifications: [
      { level: "warning", message: { text: expect.stringMatching(/^not read: a bracket/) } },
    ],
  });
  const [strict] = render(report, { ...gate, strict: true }).invocations;
  expect(strict).toMatchObject({
    executionSuccessful: false,
    toolExecutionNotifications: [{ level: "error" }],
  });
  expect(render(nothing, { ...gate, strict: true }).invocations[0].executionSuccessful).toBe(true);
});
