import { expect, it } from "vitest";
import { durationRange } from "./plan-words.ts";
import { renderPlan } from "./render-plan.ts";
import { fullReport } from "./report.fixture.ts";

it("everything that a report can hold, with every cluster where it was asked for", async () => {
  await expect(renderPlan(fullReport, "fleetlift start to-1-36", true)).toMatchFileSnapshot(
    "golden/full-report.txt",
  );
});

it("a plan that moves no Kubernetes says so", () => {
  const [first] = renderPlan({ ...fullReport, from: [], to: [] }).split("\n");
  expect(first).toBe("Plan 01234567 of rollout to-1-36: 10 clusters, add-ons only");
});

it("no line is longer than 110 columns", () => {
  const long = renderPlan(fullReport, undefined, true)
    .split("\n")
    .filter((line) => line.length > 110);
  expect(long).toEqual([]);
});

it("decisions beyond the sixth are counted", () => {
  const decisions = Array.from({ length: 8 }, () => fullReport.decisions).flat();
  expect(renderPlan({ ...fullReport, decisions })).toContain(
    "and 2 decisions more: fleetlift plan -o json shows them",
  );
});

it("a strategy without another is not compared, and what gives points to none is not named where there is none", () => {
  const [decision] = fullReport.decisions;
  const only = fullReport.decisions.map((each) => ({ ...each, scores: { rolling: 20 } }));
  expect(decision).toBeDefined();
  const text = renderPlan({ ...fullReport, decisions: only });
  expect(text).toContain(
    "WHY blue-green for g\n  chosen: blue-green 60 before rolling 20; a reason\n\n",
  );
  const weighed = fullReport.decisions.map((each) => ({
    ...each,
    weighed: each.weighed.slice(0, 1),
  }));
  expect(renderPlan({ ...fullReport, decisions: weighed })).not.toContain("no points:");
});

it("without forecast and surge there is no line of effort", () => {
  const { forecast: _, ...rest } = fullReport;
  const text = renderPlan({ ...rest, surge: { peakNodes: 0 }, obstacles: [] });
  expect(text.split("\n").slice(1, 4)).toEqual([
    "  7 will be upgraded   1 at the target already   1 to be changed elsewhere   1 cannot be planned",
    "",
    "BLOCKED",
  ]);
  expect(text).toContain("Next: fleetlift start to-1-36");
});

it("costs of all clusters need no count, and three minors are a range", () => {
  const surge = { peakNodes: 1, cost: { amount: 3, currency: "EUR", clusters: 7 } };
  const text = renderPlan({ ...fullReport, surge, from: ["1.32", "1.33", "1.34"] });
  expect(text).toContain("peak +1 node   about 3 EUR\n");
  expect(text).toContain("1.32 to 1.34 -> 1.36.3");
});

it.each([
  [59_000, 59_000, "1m"],
  [250 * 60_000, 390 * 60_000, "4h10m to 6h30m"],
  [47.5 * 3_600_000, 48 * 3_600_000, "47h30m to 2d"],
  [50 * 3_600_000, 73.2 * 3_600_000, "2d2h to 3d2h"],
])("durations of %i and %i ms: %s", (p50Ms, p90Ms, words) => {
  expect(durationRange({ p50Ms, p90Ms })).toBe(words);
});

it("a long reason for a strategy goes on below itself, before the ladder", () => {
  const why = `chosen by ana: ${"because of it all ".repeat(12)}`.trimEnd();
  const shapes = fullReport.shapes.map((shape) => ({ ...shape, why }));
  const lines = renderPlan({ ...fullReport, shapes }).split("\n");
  const from = lines.findIndex((line) => line.startsWith("  B  "));
  expect(lines[from + 1]).toMatch(/^ {30}because|^ {20,}\S/);
  expect(lines.slice(from).findIndex((line) => line.startsWith("     control plane"))).toBe(3);
});

it("clusters that are blocked for one reason stand together", () => {
  const blocked = ["a", "b", "c"].map((cluster) => ({
    cluster,
    why: cluster === "c" ? "it is old" : "it is new",
    help: "wait",
  }));
  expect(renderPlan({ ...fullReport, blocked })).toContain(
    "BLOCKED\n  2 clusters: a, b\n     it is new\n     Opens the way: wait.\n  c  it is old\n",
  );
});
