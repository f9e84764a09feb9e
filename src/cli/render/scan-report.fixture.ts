import type { ScanFinding } from "../../assess/scan/scan-finding.ts";
import type { ScanGate, ScanReport } from "../scan/scan-report.ts";

export const gate: ScanGate = { failOn: "removed", certainty: "possible", strict: false };

const budget: ScanFinding = {
  problem: "removed",
  certainty: "certain",
  file: "deploy/web budget.yaml",
  line: 3,
  apiVersion: "policy/v1beta1",
  kind: "PodDisruptionBudget",
  namespace: "shop",
  name: "web",
  deprecatedIn: "1.21",
  removedIn: "1.25",
  replacement: "policy/v1 PodDisruptionBudget",
  replacementSince: "1.21",
  changes: "an empty selector selects every pod of the namespace, where it selected none",
  record: "apis/policy/v1beta1/PodDisruptionBudget",
  url: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
};

/** A report with one finding of each kind, and letters in it that mean something to somebody. */
export const report: ScanReport = {
  target: { target: "1.36", current: "1.20" },
  objects: 12,
  charts: 0,
  files: ["clean.yaml", "deploy/web budget.yaml", "torn.yaml"],
  findings: [
    budget,
    { ...budget, certainty: "possible", line: 9, namespace: "", name: "" },
    {
      ...budget,
      problem: "replacement-not-served",
      apiVersion: "batch/v1beta1",
      kind: "CronJob",
      name: 'a<b>&"c"',
      record: "apis/batch/v1beta1/CronJob",
      replacement: "batch/v1 CronJob",
      changes: "",
      url: undefined,
    },
    {
      ...budget,
      problem: "deprecated",
      certainty: "hint",
      file: "/elsewhere/50%,:x.yaml",
      apiVersion: "v1",
      kind: "ComponentStatus",
      namespace: "",
      deprecatedIn: "1.19",
      removedIn: undefined,
      replacement: undefined,
      replacementSince: undefined,
      changes: "",
      record: "apis/core/v1/ComponentStatus",
    },
  ],
  unread: [
    { file: "torn.yaml", line: 2, reason: "a bracket\nis not closed\u0007", help: "mend it" },
  ],
};

export const nothing: ScanReport = { ...report, findings: [], unread: [], files: [], objects: 0 };
