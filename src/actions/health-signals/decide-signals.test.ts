import { expect, it } from "vitest";
import type { Measurement } from "../../gates/measurement.ts";
import type { NodeView, WorkloadView } from "../../ports/cluster-port.ts";
import { measureSignal } from "./decide-signals.ts";
import type { SignalsSeen } from "./look-at-signals.ts";
import { autoscalerSchema, eventSchema, leaseSchema, podSchema } from "./raw-shapes.ts";
import type { Signal } from "./signal.ts";

const NOW_MS = Date.parse("2026-11-23T08:00:00Z");
const ago = (seconds: number): string => new Date(NOW_MS - seconds * 1_000).toISOString();
const answered = <Value>(value: Value) => ({ kind: "answered", value }) as const;
const failed = { kind: "failed", why: "connection refused" } as const;
const calls = { tookMs: [10], failures: [] };

const node = (name: string, ready = true): NodeView => ({
  name,
  pool: "general",
  kubeletVersion: "1.36.3",
  ready,
  unschedulable: false,
  cordonedBy: undefined,
  avoided: false,
});
const lease = (name: string, seconds: number) =>
  leaseSchema.parse({ metadata: { name }, spec: { renewTime: ago(seconds) } });
const workload = (available: number, more: Partial<WorkloadView> = {}): WorkloadView => ({
  kind: "Deployment",
  namespace: "shop",
  name: "cart",
  desired: 3,
  available,
  ...more,
});
const pod = (status: object, metadata: object = {}) =>
  podSchema.parse({
    metadata: {
      namespace: "shop",
      name: "cart-5d4f-x",
      labels: { "pod-template-hash": "5d4f" },
      ownerReferences: [{ kind: "ReplicaSet", name: "cart-5d4f", controller: true }],
      ...metadata,
    },
    status,
  });
const restarted = (restartCount: number, metadata: object = {}) =>
  pod({ phase: "Running", containerStatuses: [{ restartCount }] }, metadata);
const autoscaler = (...conditions: readonly object[]) =>
  autoscalerSchema.parse({ metadata: { namespace: "shop", name: "cart" }, status: { conditions } });
const warning = (times: object) =>
  eventSchema.parse({ type: "Warning", reason: "BackOff", ...times });
const addon = (failure: string, available: number, trouble = "") =>
  answered({
    name: "dns",
    managedBy: { kind: "helm", name: "dns" },
    parts: [
      {
        part: "whole",
        version: "1.0.0",
        failure,
        changedBy: "",
        workloads: [{ ...workload(available), version: "1.0.0", updated: 3, outdated: 0 }],
      },
    ],
    crds: { version: "1", trouble, items: [] },
  } as const);

const ill = (parts: Readonly<Record<string, number>>) => ({
  kind: "value",
  value: Object.values(parts).reduce((sum, one) => sum + one, 0),
  parts,
});
const value = (amount: number) => ({ kind: "value", value: amount });

it.each<readonly [what: string, Signal, Partial<SignalsSeen>, object]>([
  [
    "the median of our calls",
    "api-latency",
    { calls: { tookMs: [1, 900, 5], failures: [] } },
    value(5),
  ],
  [
    "no call came through",
    "api-latency",
    { calls: { tookMs: [], failures: ["refused"] } },
    { kind: "error", why: "refused" },
  ],
  [
    "the share of calls that failed",
    "api-errors",
    { calls: { tookMs: [1, 1, 1], failures: ["x"] } },
    value(0.25),
  ],
  [
    "an API that is away is not faulty",
    "api-errors",
    { calls: { tookMs: [], failures: ["x"] } },
    { kind: "error", why: "x" },
  ],
  ["ready", "readiness", { readiness: answered(true) }, ill({})],
  ["not ready is not known", "readiness", { readiness: failed }, { kind: "error" }],
  ["no node listed", "nodes", { nodes: answered([]) }, { kind: "no-data" }],
  [
    "nodes well",
    "nodes",
    { nodes: answered([node("a")]), leases: answered([lease("a", 9)]) },
    ill({}),
  ],
  [
    "a node not Ready",
    "nodes",
    { nodes: answered([node("a"), node("b", false)]) },
    ill({ "node b not Ready": 1 }),
  ],
  [
    "a node called Ready, and silent",
    "nodes",
    { nodes: answered([node("a")]), leases: answered([lease("a", 61)]) },
    {
      kind: "value",
      value: 0,
      doubt: "node a called Ready, and its kubelet gave no sign for 61 s",
    },
  ],
  [
    "a node without a lease is believed",
    "nodes",
    { nodes: answered([node("a")]), leases: answered([]) },
    ill({}),
  ],
  [
    "leases that may not be read",
    "nodes",
    { nodes: answered([node("a")]), leases: failed },
    ill({}),
  ],
  [
    "nodes that cannot be listed",
    "nodes",
    { nodes: failed },
    { kind: "error", why: "connection refused" },
  ],
  ["workloads well", "workloads", { workloads: answered([workload(3)]) }, ill({})],
  [
    "a workload short",
    "workloads",
    { workloads: answered([workload(1)]) },
    ill({ "Deployment shop/cart lacks": 2 }),
  ],
  [
    "a status behind its object",
    "workloads",
    { workloads: answered([workload(3, { behind: true })]) },
    { value: 0, doubt: "what shop/cart says of itself is older than its last change" },
  ],
  ["few restarts happen", "restarts", { pods: answered([restarted(2)]) }, ill({})],
  [
    "many do not, by deployment",
    "restarts",
    { pods: answered([restarted(3), restarted(9)]) },
    ill({ "restarts of shop/cart": 9 }),
  ],
  [
    "a label that is missing",
    "restarts",
    { pods: answered([restarted(4, { labels: {} })]) },
    ill({ "restarts of shop/cart": 4 }),
  ],
  [
    "a bare pod",
    "restarts",
    { pods: answered([restarted(4, { ownerReferences: [] })]) },
    ill({ "restarts of shop/cart-5d4f-x": 4 }),
  ],
  [
    "a stateful set's pod",
    "restarts",
    {
      pods: answered([
        restarted(4, { ownerReferences: [{ kind: "StatefulSet", name: "db", controller: true }] }),
      ]),
    },
    ill({ "restarts of shop/db": 4 }),
  ],
  ["pods not served", "restarts", { pods: answered(undefined) }, { kind: "no-data" }],
  [
    "a pod that waits",
    "pending-pods",
    { pods: answered([pod({ phase: "Pending" }, { creationTimestamp: ago(61) })]) },
    ill({ "pods of shop/cart that wait": 1 }),
  ],
  [
    "a pod that has just come",
    "pending-pods",
    { pods: answered([pod({ phase: "Pending" }, { creationTimestamp: ago(59) })]) },
    ill({}),
  ],
  [
    "a pod that goes",
    "pending-pods",
    { pods: answered([pod({ phase: "Pending" }, { deletionTimestamp: ago(1) })]) },
    ill({}),
  ],
  ["a pod that runs", "pending-pods", { pods: answered([pod({ phase: "Running" })]) }, ill({})],
  ["no autoscalers here", "autoscalers", { autoscalers: answered(undefined) }, ill({})],
  [
    "one that cannot read",
    "autoscalers",
    {
      autoscalers: answered([
        autoscaler({ type: "ScalingActive", status: "False", reason: "FailedGetResourceMetric" }),
      ]),
    },
    ill({ "autoscaler shop/cart (FailedGetResourceMetric)": 1 }),
  ],
  [
    "one that may not scale",
    "autoscalers",
    {
      autoscalers: answered([
        autoscaler({ type: "AbleToScale", status: "False", reason: "FailedUpdateScale" }),
      ]),
    },
    { value: 1 },
  ],
  [
    "one at its most",
    "autoscalers",
    {
      autoscalers: answered([
        autoscaler({ type: "ScalingLimited", status: "True", reason: "TooManyReplicas" }),
      ]),
    },
    ill({}),
  ],
  [
    "one that is switched off",
    "autoscalers",
    {
      autoscalers: answered([
        autoscaler({ type: "ScalingActive", status: "False", reason: "ScalingDisabled" }),
      ]),
    },
    ill({}),
  ],
  [
    "warnings per minute",
    "events",
    {
      events: answered([
        warning({ lastTimestamp: ago(10) }),
        warning({ eventTime: ago(20) }),
        warning({ series: { lastObservedTime: ago(30) }, eventTime: ago(9_000) }),
      ]),
    },
    value(0.6),
  ],
  [
    "warnings of long ago, and what is normal",
    "events",
    {
      events: answered([
        warning({ lastTimestamp: ago(301) }),
        warning({ type: "Normal", lastTimestamp: ago(1) }),
        warning({}),
      ]),
    },
    value(0),
  ],
  ["an add-on that is well", "addons", { addons: { dns: addon("", 3) } }, ill({})],
  [
    "one that is short, was given up and has trouble",
    "addons",
    { addons: { dns: addon("timed out", 2, "stuck") } },
    { value: 3 },
  ],
  [
    "one that is not there",
    "addons",
    { addons: { dns: answered(undefined) } },
    ill({ "add-on dns is not installed": 1 }),
  ],
  ["one that cannot be asked", "addons", { addons: { dns: failed } }, { kind: "error" }],
  ["none is named", "addons", {}, { kind: "no-data" }],
  ["what was not asked for", "workloads", {}, { kind: "no-data" }],
])("%s", (_, signal, seen, expected) => {
  const measured: Measurement = measureSignal(signal, { calls, ...seen }, NOW_MS);
  expect(measured).toMatchObject(expected);
});
