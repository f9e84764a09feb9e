import { expect, it } from "vitest";
import { cluster, fleet, planned, rollout } from "../make-plan.fixture.ts";
import { snapshot } from "../snapshot.fixture.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { fullReport } from "./report.fixture.ts";

it("everything that a report can hold, with what people wrote made harmless", async () => {
  await expect(renderMarkdown(fullReport)).toMatchFileSnapshot("golden/full-report.md");
});

it("a plan of a whole fleet begins and ends with the same summary, and says what is approved", () => {
  const { report, hash } = planned();
  const lines = renderMarkdown(report).trimEnd().split("\n");
  expect(lines[2]).toBe(
    "**3 of 5** clusters will be upgraded, 1.32, 1.34 → 1.36.3; 1 at the target already; **1 cannot be planned**.",
  );
  expect(lines.at(-3)).toBe(lines[2]);
  expect(lines.at(-1)).toBe(`Approving it approves the hash \`${hash}\` and nothing else.`);
});

it("a plan with nothing to do has no tables and nothing to approve", () => {
  const { report } = planned({
    fleet: { ...fleet, clusters: [cluster("a", "staging")] },
    snapshots: new Map([["a", snapshot("1.36.3", { cluster: "a" })]]),
    rollout: rollout(),
  });
  const text = renderMarkdown(report);
  expect(text).toContain("**0 of 1** clusters will be upgraded; 1 at the target already.");
  expect(text).not.toContain("| --- | --- | --- | --- | --- | --- |\n| A");
  expect(text).not.toContain("Approving");
});

it("a plan that moves no Kubernetes says so", () => {
  expect(renderMarkdown({ ...fullReport, from: [], to: [] })).toContain(
    "**7 of 10** clusters will be upgraded, add-ons only;",
  );
});

it("what there is none of is not counted", () => {
  const counts = { selected: 7, upgraded: 7, alreadyThere: 0, blocked: 0, managedElsewhere: 0 };
  const { forecast: _, ...rest } = fullReport;
  const text = renderMarkdown({ ...rest, counts, surge: { peakNodes: 0 } });
  expect(text.split("\n").slice(2, 5)).toEqual([
    "**7 of 7** clusters will be upgraded, 1.34 → 1.36.3.",
    "",
    "### Blocked",
  ]);
});
