import type { PlanReport } from "./plan-report.ts";

const names = ["a", "b", "c", "d", "e", "f"];

/** Something in every part of a report, with words that are markup where they come from people. */
export const fullReport: PlanReport = {
  rollout: "to-1-36",
  hash: "0123456789abcdef",
  counts: { selected: 10, upgraded: 7, alreadyThere: 1, blocked: 1, managedElsewhere: 1 },
  from: ["1.34"],
  to: ["1.36.3"],
  forecast: { p50Ms: 3_600_000, p90Ms: 180_000_000 },
  surge: { peakNodes: 2, cost: { amount: 31.5, currency: "EUR", clusters: 6 } },
  blocked: [{ cluster: "stuck", why: "istio *1.22* <b>", help: "accept #12 | ask @ana" }],
  managedElsewhere: [{ cluster: "owned", why: "Terraform owns it", help: "change main.tf" }],
  dangers: [{ about: "undo", words: "no & never" }],
  warnings: [{ about: "P29", words: "nobody is asked" }],
  shapes: [
    {
      name: "A",
      strategy: "rolling",
      why: "asked for by the rollout",
      clusters: names,
      hops: "control plane 1.34.4 > 1.36.3",
      ladder: [
        {
          component: "control plane",
          kind: "control-plane",
          from: "1.34.4",
          rungs: [{ numbers: [1], to: "1.35.4" }],
        },
        {
          component: "istio control plane",
          kind: "addon",
          from: "1.27",
          rungs: [{ numbers: [2], to: "1.28" }],
        },
      ],
      counts: [
        { of: "control plane and mesh", hops: 2, orders: "2" },
        { of: "with node pools", hops: 2 },
      ],
      steps: 6,
      recovery: [
        "when it fails: Call operations for help",
        "when it is cancelled: what was done is undone from the last (2 steps can be)",
      ],
      forecast: { p50Ms: 60_000, p90Ms: 60_000 },
    },
    {
      name: "B",
      strategy: "blue-green",
      why: "weighed: blue-green 60 before rolling 20; a reason",
      clusters: ["g"],
      hops: "control plane 1.34.4 > 1.36.3",
      ladder: [
        {
          component: "control plane",
          kind: "control-plane",
          from: "1.34.4",
          rungs: [{ numbers: [1], to: "1.36.3" }],
        },
      ],
      counts: [],
      steps: 1,
      recovery: [],
    },
  ],
  decisions: [
    {
      strategy: "blue-green",
      by: { kind: "weighed" },
      why: "weighed: blue-green 60 before rolling 20; a reason",
      weighed: [
        { factor: "to begin with", seen: "", points: { rolling: 70, "blue-green": 32 } },
        {
          factor: "breaking findings",
          seen: "a great many of them, in so many words that the line cannot hold them all at once",
          points: { rolling: -50, "blue-green": 28 },
        },
        { factor: "state", seen: "none", points: { rolling: 0 } },
      ],
      scores: { rolling: 20, "blue-green": 60 },
      ruledOut: { "in-place": "eks replaces nodes" },
      clusters: ["g"],
    },
  ],
  stages: [
    {
      name: "production",
      clusters: [...names, "g"],
      maxConcurrency: 2,
      maxAllowedFailures: 0,
      minSuccess: 3,
      rules: ["2 canaries first, then a soak of 1h", "what cannot be reached comes last"],
      before: [{ kind: "approval", roles: ["sre"], quorum: 1, expiresAfterMs: 3_600_000 }],
      after: [
        { kind: "approval", roles: ["owner"], quorum: 2 },
        { kind: "timed-wait", waitMs: 60_000 },
        { kind: "gate", use: "errors" },
        { kind: "notify", audience: "operations", text: "done" },
        { kind: "workflow", use: "smoke", with: {} },
      ],
    },
  ],
  flows: [
    { when: "before stage production", words: "smoke: Try it" },
    {
      when: "when the rollout fails",
      words: "call-for-help: Call operations for help, Tell support",
    },
  ],
  calendars: [{ clusters: ["a"], words: "starts Tue 09:00-16:00", fit: ["fits: all", "x"] }],
  deadlines: [{ about: "support", shapes: ["A", "B"], words: "1.34 until 2026-12-02" }],
  clusters: [
    {
      name: "a",
      stage: "production",
      shape: "A",
      strategy: "rolling",
      from: "1.34.4",
      to: "1.36.3",
      forecast: { p50Ms: 60_000, p90Ms: 120_000 },
      surge: { nodes: 1, cost: { amount: 0.5, currency: "EUR" } },
    },
    {
      name: "g",
      stage: "production",
      shape: "B",
      strategy: "blue-green",
      from: "1.34.4",
      to: "1.36.3",
    },
  ],
  acceptedRisks: [
    { name: "Untested", by: "ana", until: "2027-01-31", reason: "known", clusters: ["a"] },
  ],
  addedRecords: [
    { id: "addons/own/1", from: "own.yaml" },
    { id: "addons/istio/1.31", from: "own.yaml", reason: "tested" },
  ],
  notChecked: [{ about: "2 checks", words: "in 1 cluster" }],
  leftOut: [{ why: "no stage selects it", clusters: ["z"] }],
  notes: [{ about: "a", words: "a note" }],
  obstacles: ["windows are shown, and this version does not keep them"],
};
