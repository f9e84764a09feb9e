import { expect, it } from "vitest";
import type { Finding } from "../../model/finding.ts";
import type { Hop } from "../../model/plan.ts";
import { knowledge } from "../../knowledge/knowledge.ts";
import { supportEnds } from "../../knowledge/look-up.ts";
import { facts, node, notSeen, seen, volume, workload } from "../facts.fixture.ts";
import { snapshot } from "../snapshot.fixture.ts";
import { STRATEGIES } from "../../model/strategy-weights.ts";
import { strategyRequest } from "./strategy-request.fixture.ts";
import { weighStrategies } from "./weigh-strategies.ts";

type Change = Parameters<typeof strategyRequest>[0];

function row(factor: string, change: Change): string {
  const table = weighStrategies(strategyRequest(change), STRATEGIES);
  const found = table.weighed.find((each) => each.factor === factor);
  return `${found?.seen}: ${STRATEGIES.map((strategy) => found?.points[strategy]).join(" ")}`;
}

const holding = (other: Parameters<typeof facts>[0]): Change => ({
  snapshot: snapshot("1.35.4", { facts: facts(other) }),
});

function finding(check: string, other: Partial<Finding> = {}): Finding {
  return {
    id: check,
    check,
    level: "Blocks",
    cluster: "shop",
    object: "x",
    evidence: [],
    why: "",
    help: "",
    breaking: true,
    records: [],
    ...other,
  };
}

const disturbs = { level: "Will disturb", breaking: false } as const;
const accepted = { by: "ana", reason: "known", until: "2027-01-31" };
const climb = (from: string, to: string): Hop => ({ component: "control-plane", from, to });
const way = (...hops: readonly Hop[]): Change => ({ way: { kind: "hops", hops } });
const two = way(climb("1.34.4", "1.35.4"), climb("1.35.4", "1.36.3"));
const on = (provider: "gke" | "aks" | "eks" | "openshift", labels = {}): Change => ({
  cluster: { provider, labels },
});
const set = workload("db", { kind: "StatefulSet", claims: 1, exposed: false });
const dayMs = (day: string): number => Date.parse(day);
const eks = (minor: string) => supportEnds(knowledge, "eks", minor);

it.each<readonly [string, string, Change, string]>([
  ["breaking findings", "none", holding({}), "no breaking findings on the way: 0 0 0 0"],
  [
    "breaking findings",
    "only versions seen",
    {},
    "what breaks on the way was not seen: -15 -15 -5 -1",
  ],
  [
    "breaking findings",
    "open ones, by the checks that found them",
    {
      findings: [
        finding("b"),
        finding("a"),
        finding("a"),
        finding("c", { accepted }),
        finding("d", { level: "Not checked" }),
      ],
    },
    "3 breaking findings on the way (a, b): -45 -45 -15 -3",
  ],
  [
    "breaking findings",
    "many, as far as they count",
    { findings: ["e", "d", "c", "b", "a"].map((check) => finding(check)) },
    "5 breaking findings on the way (a, b, c, and 2 more): -60 -60 -20 -4",
  ],
  [
    "disturbing findings",
    "only versions seen",
    {},
    "what draining nodes disturbs was not seen: -2 -4 0 0",
  ],
  [
    "disturbing findings",
    "open ones",
    {
      findings: [
        finding("one-replica", disturbs),
        finding("x", { ...disturbs, accepted }),
        finding("y"),
      ],
    },
    "1 disturbance by draining nodes (one-replica): -1 -2 0 0",
  ],
  ["not checked", "only versions seen", {}, "nothing but versions was seen: -12 -12 -6 -6"],
  ["not checked", "all", holding({}), "every check was made: 0 0 0 0"],
  [
    "not checked",
    "a check twice",
    {
      ...holding({}),
      findings: [
        finding("a", { level: "Not checked" }),
        finding("a", { level: "Not checked", object: "y" }),
      ],
    },
    "1 check not made: -2 -2 -1 -1",
  ],
  ["hops", "two", two, "2 hops, against one to a second cluster: -4 -4 -2 -2"],
  [
    "hops",
    "no way",
    { way: { kind: "none", why: "x" } },
    "no way hop by hop, against one to a second cluster: 0 0 -2 -2",
  ],
  [
    "no way back",
    "no way",
    { way: { kind: "none", why: "x" } },
    "no minor of the control plane to take back: 0 0 0 0",
  ],
  [
    "no way back",
    "a patch only",
    way(climb("1.36.1", "1.36.3")),
    "no minor of the control plane to take back: 0 0 0 0",
  ],
  ["no way back", "eks, one minor", {}, "eks takes 1 minor of 1 back, for 7 days: 0 0 0 0"],
  ["no way back", "eks, two minors", two, "eks takes 1 minor of 2 back, for 7 days: -5 -5 0 0"],
  [
    "no way back",
    "gke",
    { ...on("gke"), ...two },
    "gke takes a minor back only if it was upgraded in two steps: -10 -10 0 0",
  ],
  [
    "no way back",
    "aks",
    { ...on("aks"), ...two },
    "aks takes no minor back: 2 minors to go: -10 -10 0 0",
  ],
  [
    "state",
    "not seen",
    holding({ volumes: notSeen }),
    "volumes to hand over were not seen: -3 -3 -15 -18",
  ],
  [
    "state",
    "workloads not seen",
    holding({ workloads: notSeen }),
    "volumes to hand over were not seen: -3 -3 -15 -18",
  ],
  [
    "state",
    "disks are handed over, file systems are shared",
    holding({
      workloads: seen(set, workload("cache", { kind: "StatefulSet" })),
      volumes: seen(
        volume("a", { workload: "StatefulSet shop/db" }),
        volume("b", { workload: "StatefulSet shop/db" }),
        volume("c", { plugin: "efs.csi.aws.com" }),
        volume("d", { plugin: "azureFile" }),
      ),
    }),
    "2 volumes that one cluster at a time may write, 1 StatefulSet without any: -1 -1 -6 -7",
  ],
  [
    "node-bound data",
    "not seen",
    holding({ volumes: notSeen }),
    "data on the disks of nodes was not seen: -15 3 0 0",
  ],
  [
    "node-bound data",
    "volumes, and paths that may be data",
    holding({
      workloads: seen(
        set,
        workload("logs", { kind: "DaemonSet", nodeBound: ["hostPath"] }),
        workload("proxy", { namespace: "kube-system", nodeBound: ["hostPath"] }),
        workload("docker", { nodeBound: ["hostPath"] }),
      ),
      volumes: seen(
        volume("a", { plugin: "local", workload: "StatefulSet shop/db" }),
        volume("b", { plugin: "hostPath" }),
        volume("c", { plugin: "topolvm.io", hosts: ["node-1"] }),
      ),
    }),
    "3 volumes on the disks of nodes, 1 workload with host paths: -45 9 0 0",
  ],
  [
    "traffic",
    "not seen",
    holding({ workloads: seen(workload("a", { exposed: undefined })) }),
    "whether traffic can be shifted was not seen: 0 0 -5 -15",
  ],
  [
    "traffic",
    "a part seen",
    holding({ workloads: { kind: "seen", items: [workload("a")], more: 3 } }),
    "whether traffic can be shifted was not seen: 0 0 -5 -15",
  ],
  [
    "traffic",
    "none",
    holding({ workloads: seen(workload("a", { exposed: false })) }),
    "no traffic that can be shifted: 0 0 0 0",
  ],
  [
    "traffic",
    "some, jobs and kube-system left out",
    holding({
      workloads: seen(
        workload("a"),
        set,
        workload("j", { kind: "Job" }),
        workload("c", { kind: "CronJob" }),
        workload("d", { namespace: "kube-system" }),
      ),
    }),
    "traffic to 1 of 2 workloads can be shifted: 0 0 5 15",
  ],
  [
    "separate routes",
    "not seen",
    {},
    "which workloads can be shifted one by one was not seen: 0 0 0 0",
  ],
  [
    "separate routes",
    "some",
    holding({
      workloads: seen(
        workload("a"),
        workload("b"),
        workload("c", { claims: 1 }),
        workload("d", { kind: "StatefulSet" }),
      ),
    }),
    "2 workloads without volumes can be shifted one by one: 0 0 3 0",
  ],
  [
    "room to drain",
    "not seen",
    holding({ nodes: notSeen }),
    "what nodes have free was not seen: -1 -10 0 0",
  ],
  [
    "room to drain",
    "pending not seen",
    holding({ nodes: seen(node("a")), pendingPods: notSeen }),
    "what nodes have free was not seen: -1 -10 0 0",
  ],
  [
    "room to drain",
    "pods wait",
    holding({ nodes: seen(node("a"), node("b")), pendingPods: seen("shop/web-1") }),
    "1 pod without a node already: -3 -20 0 0",
  ],
  [
    "room to drain",
    "room",
    holding({ nodes: seen(node("a"), node("b"), node("c")) }),
    "the pods of any node fit on the others: 0 0 0 0",
  ],
  [
    "room to drain",
    "one node",
    holding({
      nodes: seen(node("a"), node("b", { ready: false }), node("c", { unschedulable: true })),
    }),
    "the pods of 1 of 1 node do not fit on the others: -3 -20 0 0",
  ],
  [
    "room to drain",
    "no memory, no pods",
    holding({
      nodes: seen(
        node("a", { requested: { cpuMillis: 100, memoryMi: 7_000, pods: 3 } }),
        node("b", { requested: { cpuMillis: 100, memoryMi: 7_000, pods: 28 } }),
        node("c", { requested: { cpuMillis: 100, memoryMi: 3_000, pods: 29 } }),
      ),
    }),
    "the pods of 3 of 3 nodes do not fit on the others: -3 -20 0 0",
  ],
  [
    "second cluster",
    "no prices",
    {},
    "1 node twice for 9 days, price not known: no prices were given: 0 0 0 0",
  ],
  [
    "second cluster",
    "prices",
    { prices: { currency: "EUR", anyNodeHour: 0.2, perControlPlaneHour: { eks: 0.1 } } },
    "1 node twice for 9 days, about 65 EUR: 0 0 0 0",
  ],
  ["importance", "no label", {}, "no label says how important it is: 0 0 0 0"],
  [
    "importance",
    "the first label that is there",
    on("eks", { env: "production", tier: "critical" }),
    "tier=critical: -4 -6 16 12",
  ],
  [
    "importance",
    "a value without a weight",
    on("eks", { tier: "gold" }),
    "tier=gold, to which no weight is given: 0 0 0 0",
  ],
  ["importance", "less than most", on("eks", { env: "dev" }), "env=dev: 2 3 -8 -6"],
  [
    "end of support",
    "not known",
    on("openshift"),
    "support by openshift: its end is not known: 0 0 -6 -3",
  ],
  ["end of support", "far", { support: eks("1.35") }, "support ends on 2027-03-27: 0 0 0 0"],
  [
    "end of support",
    "near, with extended support after it",
    { support: eks("1.34") },
    "standard support ends on 2026-12-02; extended on 2027-12-02: 0 0 -6 -3",
  ],
  [
    "end of support",
    "over, extended and all",
    { support: eks("1.34"), nowMs: dayMs("2028-01-01") },
    "support ended on 2026-12-02: 0 0 -12 -6",
  ],
  [
    "end of support",
    "near, and no other",
    { support: supportEnds(knowledge, "upstream", "1.35"), nowMs: dayMs("2027-02-27") },
    "support ends on 2027-02-28: 0 0 -12 -6",
  ],
])("%s: %s", (factor, _, change, expected) => {
  expect(row(factor, change)).toBe(expected);
});

it("each column adds up to its score, and holds only the strategies that are weighed", () => {
  const { weighed, scores } = weighStrategies(strategyRequest(), ["canary", "rolling"]);
  expect(Object.keys(scores)).toEqual(["rolling", "canary"]);
  for (const strategy of ["rolling", "canary"] as const) {
    const sum = weighed.reduce((total, { points }) => total + Number(points[strategy]), 0);
    expect(scores[strategy]).toBe(sum);
  }
});
