import { expect, it } from "vitest";
import { gate, nothing, report } from "./scan-report.fixture.ts";
import { renderScanGithub } from "./scan-github.ts";

const roots = { cwd: "/repo/sub", root: "/repo" };

it("has a command for each finding and what was not read, at its place in the checkout", () => {
  expect(renderScanGithub(report, gate, roots)).toBe(
    [
      "::error file=sub/deploy/web budget.yaml,line=3,title=Kubernetes API removed::policy/v1beta1 PodDisruptionBudget shop/web: removed in 1.25; use policy/v1 PodDisruptionBudget (since 1.21)%0Aan empty selector selects every pod of the namespace, where it selected none",
      "::error file=sub/deploy/web budget.yaml,line=9,title=Kubernetes API removed::policy/v1beta1 PodDisruptionBudget: removed in 1.25; use policy/v1 PodDisruptionBudget (since 1.21) [possible]%0Aan empty selector selects every pod of the namespace, where it selected none",
      '::error file=sub/deploy/web budget.yaml,line=3,title=Kubernetes API replacement not served::batch/v1beta1 CronJob shop/a<b>&"c": deprecated in 1.21, removed in 1.25; use batch/v1 CronJob (since 1.21), which 1.20 does not serve yet',
      "::warning file=/elsewhere/50%25%2C%3Ax.yaml,line=3,title=Kubernetes API deprecated::v1 ComponentStatus web: deprecated in 1.19; nothing replaces it [a hint]",
      "::warning file=sub/torn.yaml,line=2,title=Not read::a bracket%0Ais not closed\uFFFD%0Amend it",
      "",
    ].join("\n"),
  );
});

it("what was not read is an error under --strict, and no name begins a command of its own", () => {
  const unread = { file: "a\n::error::x\r.yaml", line: 1, reason: "torn", help: "mend it" };
  const text = renderScanGithub({ ...nothing, unread: [unread] }, { ...gate, strict: true }, roots);
  expect(text).toBe(
    "::error file=sub/a%0A%3A%3Aerror%3A%3Ax%0D.yaml,line=1,title=Not read::torn%0Amend it\n",
  );
});
