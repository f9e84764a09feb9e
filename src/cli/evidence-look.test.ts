import { expect, it } from "vitest";
import { evidenceLook, evidenceRows } from "./evidence-look.ts";
import { renderTable } from "./render/table.ts";

const was = { value: 0.002, min: 0.001, max: 0.004, samples: 20 };

it("a verdict is shown metric by metric, what was ill before included", () => {
  const rows = evidenceRows({
    schemaVersion: 1,
    kind: "GateEvidence",
    cluster: "shop-1",
    step: "check",
    fromMs: 0,
    atMs: 60_000,
    verdict: "fail",
    evidence: ["errors: …"],
    metrics: [
      {
        name: "errors",
        source: "sum(errors)",
        dryRun: false,
        phase: "fail",
        why: "failed once, at most 0 allowed",
        baseline: was,
        before: [],
        measurements: [
          { atMs: 60_000, phase: "failed", value: 0.03, words: "0.03, expected at most 0.01" },
        ],
      },
      {
        name: "trial",
        source: "q",
        dryRun: true,
        phase: "running",
        why: "",
        before: ["a 1, as at the baseline"],
        measurements: [],
      },
    ],
  });
  expect(renderTable(evidenceLook.columns, rows, true)).toMatchInlineSnapshot(`
    "METRIC   VERDICT     NOW    BASELINE   WHY                                                           SOURCE
    errors   fail        0.03   0.002      0.03, expected at most 0.01; failed once, at most 0 allowed   sum(errors)
    trial    (running)   -      -          not measured; a 1, as at the baseline                         q
    "
  `);
});

it("a baseline is shown with how far it went, and what is not known of it", () => {
  const rows = evidenceRows({
    schemaVersion: 1,
    kind: "Baseline",
    cluster: "shop-1",
    step: "baseline",
    fromMs: 0,
    untilMs: 1,
    metrics: {
      errors: was,
      workloads: {
        ...was,
        value: 1,
        min: 1,
        max: 1,
        samples: 1,
        parts: { "Deployment a/b lacks": 1 },
      },
    },
    sources: { errors: "sum(errors)", workloads: "signal workloads", p99: "p99" },
    unknown: { p99: "no data" },
  });
  expect(renderTable(evidenceLook.columns, rows, false)).toMatchInlineSnapshot(`
    "METRIC      VERDICT   NOW   BASELINE   WHY
    errors      -         -     0.002      0.001 to 0.004 in 20 samples
    workloads   -         -     1          1 to 1 in 1 sample; Deployment a/b lacks 1
    p99         unknown   -     -          no data
    "
  `);
});
