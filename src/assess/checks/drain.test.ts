import { expect, it } from "vitest";
import type { ClusterFacts, WorkloadFacts } from "../../model/cluster-facts.ts";
import {
  cleanFacts,
  foundIn,
  inWords,
  node,
  NOW_MS,
  requestOf,
  seen,
  snapshotOf,
  workload,
} from "../clean-snapshot.fixture.ts";
import type { NodeHandling } from "../request.ts";

const HOUR_MS = 3_600_000;

function found(facts: Partial<ClusterFacts>, nodes: Partial<NodeHandling> = {}): readonly string[] {
  const request = requestOf(snapshotOf(cleanFacts(facts)));
  return inWords(foundIn({ ...request, nodes: { ...request.nodes, ...nodes } }));
}

const WEB = "Deployment shop/web";

it.each<readonly [string, Partial<WorkloadFacts>, Partial<NodeHandling>, readonly string[]]>([
  ["data in an emptyDir", { emptyDir: true }, {}, [`Blocks empty-dir-data: ${WEB}`]],
  [
    "data in an emptyDir that may go",
    { emptyDir: true },
    { emptyDirData: "Delete" },
    [`Will disturb empty-dir-data: ${WEB}`],
  ],
  ["an emptyDir on every node", { emptyDir: true, kind: "DaemonSet" }, {}, []],
  ["an emptyDir of nothing", { emptyDir: true, replicas: 0, available: 0 }, {}, []],
  [
    "one replica",
    { replicas: 1, available: 1, nodes: 1 },
    {},
    [`Will disturb single-replica: ${WEB}`],
  ],
  ["no budget", { budgets: [] }, {}, [`Needs a decision no-budget: ${WEB}`]],
  ["no budget in kube-system", { budgets: [], namespace: "kube-system" }, {}, []],
  [
    "all pods on one node",
    { budgets: [], nodes: 1 },
    {},
    [`Will disturb all-on-one-node: ${WEB}`, `Needs a decision no-budget: ${WEB}`],
  ],
  [
    "no readiness probe",
    { readinessProbe: false },
    {},
    [`Needs a decision no-readiness-probe: ${WEB}`],
  ],
  [
    "no readiness probe, and seconds to wait",
    { readinessProbe: false, minReadySeconds: 5 },
    {},
    [],
  ],
  [
    "no readiness probe, and nobody asks it",
    { readinessProbe: false, served: false, exposed: false },
    {},
    [],
  ],
  ["a long end", { terminationGraceSeconds: 1200 }, {}, [`Will disturb long-termination: ${WEB}`]],
  [
    "an end longer than a drain waits",
    { terminationGraceSeconds: 90 },
    { drainTimeoutMs: 60_000 },
    [`Blocks long-termination: ${WEB}`],
  ],
  ["a long end on every node", { terminationGraceSeconds: 9999, kind: "DaemonSet" }, {}, []],
  [
    "no time to end",
    { kind: "StatefulSet", terminationGraceSeconds: 0 },
    {},
    ["Needs a decision no-termination-grace: StatefulSet shop/web"],
  ],
  ["data on its node", { nodeBound: ["hostPath"] }, {}, [`Will disturb host-path-data: ${WEB}`]],
  [
    "a node for each pod, and none to spare",
    { onePerNode: true },
    { maxSurge: 0 },
    [`Will disturb needs-own-node: ${WEB}`],
  ],
  [
    "a port of its node, and none to spare",
    { hostPorts: true },
    { maxSurge: "0%" },
    [`Will disturb needs-own-node: ${WEB}`],
  ],
  ["a node for each pod, and one is added", { onePerNode: true }, {}, []],
  [
    "a node for each pod, and enough nodes",
    { onePerNode: true, replicas: 2, available: 2 },
    { maxSurge: 0 },
    [],
  ],
  [
    "a wish not to be moved",
    { doNotMove: ["karpenter.sh/do-not-disrupt=true"] },
    {},
    [`Needs a decision do-not-move: ${WEB}`],
  ],
  [
    "pods that are replaced by hand",
    { kind: "StatefulSet", updateStrategy: "OnDelete" },
    {},
    ["Needs a decision on-delete-strategy: StatefulSet shop/web"],
  ],
  [
    "a Job of two hours",
    { kind: "Job", startedAtMs: NOW_MS - 2 * HOUR_MS },
    {},
    ["Will disturb running-job: Job shop/web"],
  ],
  ["a Job of unknown age", { kind: "Job" }, {}, ["Will disturb running-job: Job shop/web"]],
  ["a Job of a minute", { kind: "Job", startedAtMs: NOW_MS - 60_000 }, {}, []],
])("of a workload with %s it says so", (_, other, nodes, expected) => {
  expect(found({ workloads: seen(workload("web", other)) }, nodes)).toEqual(expected);
});

it("the owner that labels tell is told", () => {
  const workloads = seen(workload("web", { replicas: 1, available: 1, owner: "team-shop" }));
  const [finding] = foundIn(requestOf(snapshotOf(cleanFacts({ workloads }))));
  expect(finding?.owner).toBe("team-shop");
});

it("without a node that takes pods nothing is said of room for them", () => {
  const nodes = seen(node("n1", { unschedulable: true }));
  const workloads = seen(workload("web", { onePerNode: true }));
  expect(found({ nodes, workloads }, { maxSurge: 0 })).not.toContain(
    `Will disturb needs-own-node: ${WEB}`,
  );
});

it.each<readonly [NodeHandling["barePods"], string]>([
  ["Refuse", "Blocks bare-pod: Pod shop/once"],
  ["Delete", "Will disturb bare-pod: Pod shop/once"],
])("a bare pod under %s", (barePods, expected) => {
  const pods = seen({ namespace: "shop", name: "once", node: "n1", emptyDir: true });
  expect(found({ barePods: pods }, { barePods })).toEqual([expected]);
});
