import { afterEach, expect, it } from "vitest";
import { failure } from "../../drivers/kubernetes/loopback-api.fixture.ts";
import { openLoopbackCluster } from "../../drivers/kubernetes/loopback-cluster.fixture.ts";
import { testWorld } from "../run-in-world.fixture.ts";
import { measureSignal } from "./decide-signals.ts";
import { lookAtSignals } from "./look-at-signals.ts";
import { ALL_SIGNALS, type Signal } from "./signal.ts";

const NOW_MS = Date.parse("2026-11-23T08:00:00Z");
const small = { pools: [{ name: "general", dialect: "weRoll", size: 2 }] };

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const meta = (kind: string, name: string) => ({
  kind,
  metadata: { namespace: "shop", name, uid: name },
});
/** What an API server answers, as it was seen, by its path. */
const LISTS: Readonly<Record<string, readonly object[]>> = {
  "/api/v1/pods": [
    {
      ...meta("Pod", "web-7d9f-abcde"),
      metadata: {
        namespace: "shop",
        name: "web-7d9f-abcde",
        labels: { "pod-template-hash": "7d9f" },
        creationTimestamp: "2026-11-23T07:00:00Z",
        ownerReferences: [
          { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-7d9f", controller: true },
        ],
      },
      status: {
        phase: "Running",
        containerStatuses: [
          { name: "web", restartCount: 12, state: { waiting: { reason: "CrashLoopBackOff" } } },
        ],
      },
    },
  ],
  "/api/v1/events": [
    {
      ...meta("Event", "web.1"),
      type: "Warning",
      reason: "BackOff",
      lastTimestamp: "2026-11-23T07:59:00Z",
      eventTime: null,
      series: null,
    },
    {
      ...meta("Event", "web.2"),
      type: "Warning",
      reason: "BackOff",
      lastTimestamp: null,
      eventTime: "2026-11-23T07:58:00.123456Z",
      series: { count: 4, lastObservedTime: "2026-11-23T07:59:59.000000Z" },
    },
  ],
  "/apis/autoscaling/v2/horizontalpodautoscalers": [
    {
      ...meta("HorizontalPodAutoscaler", "web"),
      status: {
        conditions: [{ type: "ScalingActive", status: "False", reason: "FailedGetResourceMetric" }],
      },
    },
  ],
  "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases": [
    {
      kind: "Lease",
      metadata: { namespace: "kube-node-lease", name: "general-1" },
      spec: { renewTime: "2026-11-23T07:57:00.000000Z" },
    },
  ],
};

/** A look through a real HTTP connection; `denied` is a path that may not be read. */
async function look(signals: readonly Signal[], denied = "") {
  const { reader, server } = await openLoopbackCluster({
    answer: ({ url }) => {
      const path = url.split("?")[0] ?? "";
      if (path === denied) return failure(403, "forbidden");
      const items = LISTS[path];
      return items && { status: 200, body: { metadata: {}, items } };
    },
  });
  ends.push(() => server.stop());
  const { member } = testWorld(small);
  return await lookAtSignals({ ...member, reader }, new Set(signals), [], () => 0);
}

it.each<readonly [Signal, object]>([
  ["restarts", { value: 12, parts: { "restarts of shop/web": 12 } }],
  ["pending-pods", { value: 0 }],
  ["events", { value: 0.4 }],
  ["autoscalers", { parts: { "autoscaler shop/web (FailedGetResourceMetric)": 1 } }],
  [
    "nodes",
    { value: 0, doubt: "node general-1 called Ready, and its kubelet gave no sign for 180 s" },
  ],
])("%s as an API server shows it", async (signal, expected) => {
  expect(measureSignal(signal, await look([signal]), NOW_MS)).toMatchObject(expected);
});

it("a right that is missing is named, and never a pass", async () => {
  const seen = await look(["events"], "/api/v1/events");
  expect(measureSignal("events", seen, NOW_MS)).toEqual({
    kind: "error",
    why: "the right to list events is missing",
  });
});

it("the simulated world shows all of them too", async () => {
  const { member, clock } = testWorld(small);
  const seen = await lookAtSignals(member, new Set(ALL_SIGNALS), [], () => clock.nowMs);
  const kinds = ALL_SIGNALS.map((signal) => measureSignal(signal, seen, clock.nowMs).kind);
  expect(new Set(kinds)).toEqual(new Set(["value"]));
});
